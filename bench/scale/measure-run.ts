import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { workFolders } from "../../lib/adapters/files/work-folders.ts";
import { arrange } from "../../lib/app/large-run/arrange.ts";
import { concludeRun } from "../../lib/app/large-run/conclude-run.ts";
import { doRunTask } from "../../lib/app/large-run/do-run-task.ts";
import { type RunTask, runPhases } from "../../lib/app/large-run/run-work.ts";
import { splitRun } from "../../lib/app/large-run/split-run.ts";
import type { Objects, RunMachine } from "../../lib/app/ports.ts";
import { machinePorts } from "../../test/machine/machine-ports.ts";
import { uploadedRun } from "../../test/machine/uploaded-run.ts";
import { createTable, documentsOf, dynoxide } from "../../test/support/engines/dynamodb.ts";
import type { MeasuredInputs } from "./inputs.ts";

const repository = new URL("../..", import.meta.url).pathname;

/** Judges generated invoices by the steps of a run, in this process, and counts what each phase takes. */
export async function measureRun(invoices: number): Promise<MeasuredInputs["invoice"]> {
  const root = mkdtempSync(join(tmpdir(), "holdpoint-scale-"));
  const engine = await dynoxide.start();
  try {
    const folder = join(root, "run");
    mine(["bin/holdpoint.mjs", "generate", "billing-run", "--records", String(invoices)], folder);
    const plans = join(root, "plans");
    const packed = spawnSync(
      process.execPath,
      ["bin/package-plans.ts", "gates", "rulesets", plans],
      { cwd: repository },
    );
    if (packed.status !== 0) throw new Error(`the plans cannot be packed: ${packed.stderr}`);
    mkdirSync(join(root, "objects"));
    const documents = documentsOf(engine);
    await createTable(documents, "scale");
    documents.destroy();
    const places = {
      endpoint: engine.endpoint,
      table: "scale",
      objects: join(root, "objects"),
      plans,
    };
    const counted = { written: 0 };
    const own = machinePorts(places);
    const ports = {
      ...own,
      objects: counting(own.objects, counted),
      workFolder: workFolders(join(root, "work")),
    };
    const machine: RunMachine = {
      start: async () => {},
      stop: async () => {},
      look: async () => ({ is: "unknown" }),
    };
    const files = ["run.json", "invoices.ndjson"].map((name) => join(folder, name));
    // The envelope says the key of its request.
    const { idempotency_key: key } = JSON.parse(readFileSync(files[0] as string, "utf8"));
    const run = await uploadedRun(own, machine, { folder: places.objects, files, key });
    while ((await splitRun(ports, run)).more);
    counted.written = 0;
    const cpuMs: Record<string, number> = {};
    for (const phase of runPhases)
      for (;;) {
        const { tasks, list } = await arrange(ports, run.id, phase);
        if (tasks === 0) break;
        for (const task of await listed(ports.objects, list)) {
          const from = process.cpuUsage();
          await doRunTask(ports, run.id, task);
          const { user, system } = process.cpuUsage(from);
          cpuMs[phase] = (cpuMs[phase] ?? 0) + (user + system) / 1000;
        }
        if (phase !== "merge") break;
      }
    await concludeRun(ports, run.id);
    own.end();
    const bytes = files.reduce((sum, path) => sum + readFileSync(path).length, 0);
    const perInvoice = (phase: string): number => (cpuMs[phase] ?? 0) / invoices;
    return {
      cpuMs: {
        judge: perInvoice("judge"),
        settle: perInvoice("settle"),
        collect: perInvoice("collect"),
        compare: perInvoice("compare"),
        merge: perInvoice("merge"),
      },
      bytes: bytes / invoices,
      workShare: counted.written / bytes,
    };
  } finally {
    await engine.stop();
    rmSync(root, { recursive: true, force: true });
  }
}

function mine(command: readonly string[], out: string): void {
  const more = ["--defects", "1%", "--seed", "1", "--out", out];
  const done = spawnSync(process.execPath, [...command, ...more], { cwd: repository });
  if (done.status !== 0) throw new Error(`${command.join(" ")}: ${done.stderr}`);
}

async function listed(objects: Objects, name: string): Promise<readonly RunTask[]> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of objects.read(name)) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString("utf8"));
}

const counting = (objects: Objects, counted: { written: number }): Objects => ({
  ...objects,
  write: (name, bytes, options) => {
    if (bytes instanceof Uint8Array) {
      counted.written += bytes.length;
      return objects.write(name, bytes, options);
    }
    return objects.write(name, tapped(bytes, counted), options);
  },
});

async function* tapped(bytes: AsyncIterable<Uint8Array>, counted: { written: number }) {
  for await (const chunk of bytes) {
    counted.written += chunk.length;
    yield chunk;
  }
}
