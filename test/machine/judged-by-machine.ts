import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { appendRows } from "../../lib/adapters/dynamodb/reference-tables.ts";
import { readReferenceFolder } from "../../lib/adapters/files/reference-folder.ts";
import type { JudgedEntry } from "../../lib/app/audit-entry.ts";
import { canonicalJson, sha256 } from "../../lib/app/digest.ts";
import type { LargeRun } from "../../lib/app/large-run/run.ts";
import type { RunTask } from "../../lib/app/large-run/run-work.ts";
import type { Json } from "../../lib/core/expression/value.ts";
import type { Report } from "../../lib/core/report.ts";
import type { Subject } from "../../lib/core/subject.ts";
import { runMachineDefinition } from "../../lib/infra/run-machine/definition.ts";
import { subjectOf } from "../../lib/subjects/registry.ts";
import { arnOf, hostFunction, type LambdaHost } from "../ric/lambda-host.ts";
import { createTable, documentsOf, dynoxide } from "../support/engines/dynamodb.ts";
import { repository } from "../support/house.ts";
import { type Chaos, chaotic } from "./chaos.ts";
import { interpretedMachine } from "./interpreted-machine.ts";
import type { Execution, MachineDefinition, MachineWorld } from "./interpreter.ts";
import { type MachinePlaces, machinePorts } from "./machine-ports.ts";
import { uploadedRun } from "./uploaded-run.ts";

export interface MachineRun {
  /** The files that are judged, in order. */
  readonly files: readonly string[];
  /** The idempotency key that their envelope names. */
  readonly key: string;
  /** A folder of reference tables. */
  readonly tables: string;
  /** Processes that do the steps. */
  readonly processes: number;
  readonly random: () => number;
  /** The share of calls that goes wrong. */
  readonly chaos: number;
  /** Which calls never succeed, whoever makes them. */
  readonly breaks?: (event: {
    readonly step?: string;
    readonly tasks?: readonly RunTask[];
  }) => boolean;
  readonly tell?: (what: string) => void;
}

export interface MachineJudged {
  readonly execution: Execution;
  readonly run: LargeRun;
  readonly entry: JudgedEntry | undefined;
  readonly report: Report | undefined;
  /** See `digestOf`. */
  readonly reportDigest: string | undefined;
  readonly mishaps: Chaos["counts"];
  readonly invocations: number;
  readonly seconds: number;
}

const functionNames = ["split", "judge-chunk", "judge-keys", "conclude"] as const;

/**
 * Judges files by the run machine: its definition is executed over the real functions, each in
 * processes of its own, on a table that speaks DynamoDB and a folder of objects.
 */
export async function judgedByMachine(command: MachineRun): Promise<MachineJudged> {
  const { random, tell = () => {} } = command;
  const root = mkdtempSync(join(tmpdir(), "holdpoint-machine-"));
  const engine = await dynoxide.start();
  const places: MachinePlaces = {
    endpoint: engine.endpoint,
    table: "machine",
    objects: join(root, "objects"),
    plans: join(root, "plans"),
  };
  mkdirSync(places.objects);
  packPlans(places.plans);
  const ports = machinePorts(places);
  const hosts = new Map<string, LambdaHost>(
    functionNames.map((name) => [
      arnOf(name),
      hostFunction(hosted(name, places), "ours", command.processes),
    ]),
  );
  try {
    await loadTables(places, command.tables);
    let invocations = 0;
    const invoke: MachineWorld["invoke"] = async (lambda, event) => {
      invocations++;
      if (command.breaks?.(event as object))
        throw Object.assign(new Error("{}"), { name: "Runtime.OutOfMemory" });
      return (await hosts.get(lambda)?.invoke(event)) as never;
    };
    const kill = (lambda: string) => hosts.get(lambda)?.kill();
    const chaos = chaotic(invoke, { rate: command.chaos, random, kill });
    const machine = interpretedMachine(definition as unknown as MachineDefinition, {
      invoke: chaos.invoke,
      random,
      readObject: async (_, key) => textOf(ports.objects.read(key)),
      onState: (name) => tell(name),
    });
    const begun = Date.now();
    const upload = { folder: places.objects, files: command.files, key: command.key };
    const started = await uploadedRun(ports, machine, upload);
    const execution = await machine.ended(started);
    const seconds = (Date.now() - begun) / 1000;
    await chaos.settled();
    const logs = [...hosts.values()].map((host) => host.log()).filter((log) => log !== "");
    if (execution.status === "FAILED") for (const log of logs) tell(log);
    const report = (await ports.audits.dossier(started.id))?.report;
    return {
      execution,
      run: (await ports.runs.find(started.id)) as LargeRun,
      entry: await ports.audits.find(started.id),
      report,
      reportDigest: report && digestOf(report),
      mishaps: chaos.counts,
      invocations,
      seconds,
    };
  } finally {
    await Promise.all([...hosts.values()].map((host) => host.stop()));
    ports.end();
    await engine.stop();
    rmSync(root, { recursive: true, force: true });
  }
}

const definition = runMachineDefinition({
  split: arnOf("split"),
  judgeChunk: arnOf("judge-chunk"),
  judgeKeys: arnOf("judge-keys"),
  conclude: arnOf("conclude"),
  bucket: "objects",
});

const hosted = (name: string, places: MachinePlaces) => ({
  name,
  folder: repository,
  index: join(repository, "test/machine/hosted-step.ts"),
  // A machine with other work to do must not look like a part that cannot be judged.
  timeoutMs: 900_000,
  env: {
    MACHINE_DYNAMODB: places.endpoint,
    MACHINE_TABLE: places.table,
    MACHINE_OBJECTS: places.objects,
    MACHINE_PLANS: places.plans,
    POWERTOOLS_METRICS_DISABLED: "true",
    POWERTOOLS_LOG_LEVEL: "ERROR",
  },
});

function packPlans(folder: string): void {
  const script = ["bin/package-plans.ts", "gates", "rulesets", folder];
  const done = spawnSync(process.execPath, script, { cwd: repository, encoding: "utf8" });
  if (done.status !== 0) throw new Error(`the gates cannot be packaged: ${done.stderr}`);
}

async function loadTables({ endpoint, table }: MachinePlaces, folder: string): Promise<void> {
  const documents = documentsOf({ endpoint } as never);
  await createTable(documents, table);
  const subject = subjectOf("billing-run") as Subject;
  const loaded = await readReferenceFolder(".", folder, subject);
  for (const name of Object.keys(subject.tables))
    for (const [key, rows] of loaded.byKey(name))
      await appendRows(documents, table, { table: name, key, rows });
  documents.destroy();
}

async function textOf(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of bytes) parts.push(part);
  return Buffer.concat(parts).toString();
}

/** The digest of the report that `holdpoint check` gives for the same files. */
export async function digestByCheck(
  {
    folder,
    files,
    tables,
    report,
  }: Readonly<Record<"folder" | "tables" | "report", string>> & {
    readonly files: readonly string[];
  },
  asOf: string,
): Promise<string> {
  const cli = join(repository, "bin/holdpoint.mjs");
  const judge = ["--gate", "billing-run", "--as-of", asOf, "--fail-on", "never"];
  const given = ["--reference", tables, "--output", `json=${report}`];
  const done = spawnSync(process.execPath, [cli, "check", ...files, ...judge, ...given], {
    cwd: folder, // places name files as they are given
    encoding: "utf8",
  });
  if (done.status !== 0) throw new Error(`check: ${done.stderr}`);
  return digestOf(JSON.parse(await readFile(report, "utf8")));
}

/**
 * A command line is told which tables it read, by files: `read`. The gate tells in its entry which
 * rows it read. All else is the same.
 */
const digestOf = ({ read: _, ...report }: Report): string =>
  sha256(canonicalJson(report as unknown as Json));
