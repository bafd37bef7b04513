import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { folderObjects } from "../../lib/adapters/objects-folder/objects.ts";
import { type FolderUploads, folderUploads } from "../../lib/adapters/objects-folder/uploads.ts";
import { canonicalJson } from "../../lib/app/digest.ts";
import { type FinishedRun, finishRun } from "../../lib/app/large-run/finish-run.ts";
import { openRun } from "../../lib/app/large-run/open-run.ts";
import type { LargeRun } from "../../lib/app/large-run/run.ts";
import { runHeader } from "../../lib/app/large-run/run-header.ts";
import type { UploadedFile } from "../../lib/app/large-run/run-manifest.ts";
import { runObjects } from "../../lib/app/large-run/run-objects.ts";
import type { RunPorts } from "../../lib/app/large-run/run-ports.ts";
import type { ConcludedRun, RunRecord } from "../../lib/app/large-run/run-work.ts";
import { signPieces } from "../../lib/app/large-run/sign-pieces.ts";
import { startRun } from "../../lib/app/large-run/start-run.ts";
import { merkleRoot } from "../../lib/app/pass/merkle.ts";
import type { Objects, RunLook, RunMachine, Runs } from "../../lib/app/ports.ts";
import type { ReplayPorts } from "../../lib/app/replay.ts";
import { exposureOf, placeOf, stakesOf } from "../../lib/app/review/policy/exposure.ts";
import { reviewable } from "../../lib/app/review/policy/reviewable.ts";
import type { Json, JsonObject } from "../../lib/core/expression/value.ts";
import type { Bounds } from "../../lib/core/gather.ts";
import { judgeAll } from "../../lib/core/judge-all.ts";
import { naturalKey } from "../../lib/core/natural-key.ts";
import type { Reading } from "../../lib/core/record.ts";
import { readSubmission } from "../../lib/subjects/read-submission.ts";
import { all } from "./readings.ts";
import { people, type ReviewedGate, reviewedGate } from "./reviewed-gate.ts";

/** A machine that keeps what it is told; whether it gets anywhere a test says. */
export interface TestMachine extends RunMachine {
  readonly started: string[];
  readonly stopped: string[];
  /** Absent: what it was told itself. */
  says(look?: RunLook): void;
}

/** A gate with large submissions: files and uploads in a folder of its own. */
export interface RunGate {
  readonly gate: ReviewedGate;
  readonly ports: RunPorts & ReplayPorts;
  readonly uploads: FolderUploads;
  readonly machine: TestMachine;
  /** Opens a run and uploads its files, some lines each, in one piece each. */
  upload(key: string, files: Readonly<Record<string, string>>): Promise<Uploaded>;
  /** All the way to being judged; `bounds` cut the lists of its report. */
  judged(key: string, files: Readonly<Record<string, string>>, bounds?: Bounds): Promise<LargeRun>;
  finish(run: LargeRun, bounds?: Bounds): Promise<FinishedRun>;
  close(): Promise<void>;
}

export interface Uploaded {
  readonly id: string;
  readonly files: readonly UploadedFile[];
}

export async function runGate(
  options: Parameters<typeof reviewedGate>[0] = {},
  gateName?: string,
): Promise<RunGate> {
  const gate = await reviewedGate(options);
  const { runs } = gate.store as ReviewedGate["store"] & Pick<RunPorts, "runs">;
  return runGateOn(gate, runs, undefined, gateName);
}

/** @param elsewhere where objects lie; in the folder of uploads when absent. */
export function runGateOn(
  gate: ReviewedGate,
  runs: Runs,
  elsewhere?: Objects,
  gateName = "marks",
): RunGate {
  const folder = mkdtempSync(join(tmpdir(), "holdpoint-runs-"));
  const here = folderObjects(folder);
  const objects = elsewhere ?? here;
  const own = folderUploads(folder, {
    secret: "0".repeat(64),
    baseUrl: () => "http://127.0.0.1:1",
    now: () => new Date(gate.ports.clock.now()),
  });
  const complete: FolderUploads["complete"] = async (name, upload, pieces) => {
    const facts = await own.complete(name, upload, pieces);
    if (elsewhere !== undefined) await elsewhere.write(name, here.read(name));
    return facts;
  };
  const uploads = { ...own, complete };
  const machine = testMachine();
  const ports = { ...gate.ports, runs, objects, uploads, machine };
  const upload: RunGate["upload"] = async (key, files) => {
    const { id } = await openRun(ports, {
      gate: gateName,
      caller: people.shop,
      idempotencyKey: key,
    });
    const told: UploadedFile[] = [];
    for (const [number, [name, text]] of Object.entries(files).entries()) {
      const piece = pieceOf(text);
      const signed = await signPieces(ports, {
        caller: people.shop,
        run: id,
        file: number,
        pieces: [piece],
      });
      for (const { url } of signed.pieces)
        await uploads.receivePiece(new URL(url).pathname + new URL(url).search, bytesOf(text));
      told.push({ name, pieces: [piece] });
    }
    return { id, files: told };
  };
  const finish: RunGate["finish"] = async (run, bounds) =>
    finishRun(ports, run.id, await concluded(ports, run, bounds));
  return {
    gate,
    ports,
    uploads,
    machine,
    upload,
    finish,
    judged: async (key, files, bounds) => {
      const { id, files: told } = await upload(key, files);
      await startRun(ports, { caller: people.shop, run: id, files: told });
      const run = (await ports.runs.find(id)) as LargeRun;
      const finished = await finish(run, bounds);
      if (finished.is !== "judged") throw new Error(JSON.stringify(await ports.runs.find(id)));
      await gate.deliver();
      return (await ports.runs.find(id)) as LargeRun;
    },
    close: async () => {
      await gate.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export const pieceOf = (text: string, number = 1) => ({
  number,
  sizeBytes: Buffer.byteLength(text),
  sha256: createHash("sha256").update(text).digest("hex"),
});

async function* bytesOf(text: string) {
  yield Buffer.from(text);
}

export function testMachine(): TestMachine {
  const started: string[] = [];
  const stopped: string[] = [];
  let look: RunLook | undefined;
  const nameOf = (run: LargeRun) => `${run.id}-${run.judging?.attempt}`;
  return {
    started,
    stopped,
    says: (said) => {
      look = said;
    },
    start: async (run) => {
      if (!started.includes(nameOf(run))) started.push(nameOf(run));
    },
    stop: async (run) => {
      stopped.push(nameOf(run));
    },
    look: async (run) => look ?? { is: started.includes(nameOf(run)) ? "running" : "unknown" },
  };
}

/** What the steps of a run must give, made in one piece by the core: the measure of all that cuts. */
export async function concluded(
  { objects, plans }: RunPorts,
  run: LargeRun,
  bounds: Bounds = {},
): Promise<ConcludedRun> {
  const { judging, payload } = run;
  if (judging === undefined || payload === undefined) throw new Error("it is not being judged");
  const active = await plans.past(run.gate, judging.revision, judging.gateVersion);
  if (active === undefined) throw new Error("its rules are gone");
  const { gate, plan } = active;
  let envelope: JsonObject = {};
  const sources = payload.files.map(({ name }, number) => ({
    name,
    isReopenable: true,
    open: () => objects.read(runObjects.file(run.id, number)),
  }));
  const readings: readonly Reading[] = await all(
    readSubmission(sources, {
      subject: plan.subject,
      onHeader: (found) => {
        envelope = found;
      },
    }),
  );
  const header = runHeader(run, envelope);
  const context = {
    gate: gate.name,
    businessAt: judging.receivedAt,
    zone: gate.zone,
    stage: gate.stage,
    submission: header,
    rows: { loaded: () => false, find: () => [], all: () => undefined },
    unsupplied: [],
    requiredTables: gate.requiredTables,
    seed: payload.digest,
  };
  const report = judgeAll(plan, readings, context, bounds);
  const whole = judgeAll(plan, readings, context);
  const stakes = stakesOf(plan, readings, context);
  const verdicts = new Map(whole.held.map((one) => [placeOf(one.position), one.verdict]));
  const records = readings.map((reading): RunRecord => {
    const { position, digest } = reading;
    if (reading.kind === "unreadable") return { position, digest, verdict: "unreadable" };
    const [kind] = plan.subject.records;
    const key = kind && naturalKey(reading.value, kind);
    const verdict = verdicts.get(placeOf(position)) ?? "pass";
    return { ...(key !== undefined && { key }), position, digest, verdict };
  });
  const lines = records.map((record) => Buffer.from(canonicalJson(record as unknown as Json)));
  const middle = Math.ceil(lines.length / 2);
  const write = async (name: string, some: readonly Buffer[]): Promise<string> => {
    const object = `runs/${run.id}/results/${name}`;
    await objects.write(object, Buffer.from(some.map((line) => `${line}\n`).join("")));
    return object;
  };
  const notPassed = [...whole.held, ...whole.unreadable].map((one) =>
    Buffer.from(JSON.stringify(one)),
  );
  return {
    plan: {
      schema: "holdpoint/run-plan/1",
      id: run.id,
      gate: run.gate,
      revision: judging.revision,
      gateVersion: judging.gateVersion,
      businessAt: judging.receivedAt,
      header,
      inputs: payload.files.map(({ name, sizeBytes }, number) => ({
        object: runObjects.file(run.id, number),
        name,
        sizeBytes,
      })),
    } as unknown as ConcludedRun["plan"],
    report,
    verdict: report.verdict,
    counts: report.counts,
    payload: { sizeBytes: payload.sizeBytes },
    references: [],
    records: {
      count: records.length,
      root: Buffer.from(merkleRoot(lines)).toString("hex"),
      digestsRoot: Buffer.from(
        merkleRoot(records.map(({ digest }) => Buffer.from(digest, "hex"))),
      ).toString("hex"),
      lists: [
        await write("records/0.ndjson", lines.slice(0, middle)),
        await write("records/1.ndjson", lines.slice(middle)),
      ],
    },
    notPassed: { count: notPassed.length, lists: [await write("not-passed/0.ndjson", notPassed)] },
    exposures: Object.fromEntries(
      [...reviewable(whole)].map(([rule, list]) => [rule, exposureOf(list, stakes)]),
    ),
  };
}
