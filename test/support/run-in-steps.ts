import { createHash } from "node:crypto";
import type { Gate } from "../../lib/app/gate.ts";
import { arrange } from "../../lib/app/large-run/arrange.ts";
import { concludeRun } from "../../lib/app/large-run/conclude-run.ts";
import { doRunTask } from "../../lib/app/large-run/do-run-task.ts";
import type { LargeRun } from "../../lib/app/large-run/run.ts";
import { runObjects } from "../../lib/app/large-run/run-objects.ts";
import { runReading } from "../../lib/app/large-run/run-reading.ts";
import type { RunSizes } from "../../lib/app/large-run/run-sizes.ts";
import {
  type ConcludedRun,
  type Phase,
  type RunTask,
  type RunWorkPorts,
  runPhases,
} from "../../lib/app/large-run/run-work.ts";
import { type SplitRunPorts, splitRun } from "../../lib/app/large-run/split-run.ts";
import type { EarlierRuns, Objects, ReferenceTables } from "../../lib/app/ports.ts";
import { memoryScratch } from "../../lib/app/run/memory-scratch.ts";
import type { Plan, ReferenceRows } from "../../lib/core/index.ts";
import { noEarlierRuns } from "./no-earlier-runs.ts";

/** A gate that judges a plan, with nothing that a test of runs does not need. */
export const gateOf = (plan: Plan): Gate =>
  ({
    name: "test",
    subject: plan.subject.kind,
    zone: "Europe/Tallinn",
    stage: "intake",
    requiredTables: [],
  }) as unknown as Gate;

/** A run whose files were uploaded and whose judging begins. */
export function startedRun(plan: Plan, files: readonly Uploaded[], mapping?: string): LargeRun {
  const id = createHash("sha256").update("run").digest("hex").slice(0, 40);
  const digest = createHash("sha256").update(JSON.stringify(files.map(([name]) => name)));
  const facts = files.map(([name, content]) => ({ name, sizeBytes: bytesOf(content).length }));
  return {
    schema: "holdpoint/large-run/1",
    id,
    version: 2,
    tenant: "acme",
    gate: "test",
    subject: plan.subject.kind,
    state: "judging",
    openedAt: "2026-11-22T09:00:00.000Z",
    openedBy: { principal: "shop", person: "shop", roles: [] } as unknown as LargeRun["openedBy"],
    expiresAt: "2026-11-23T09:00:00.000Z",
    ...(mapping !== undefined && { mapping }),
    payload: {
      files: facts,
      sizeBytes: facts.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
      digest: digest.digest("hex"),
    },
    judging: {
      receivedAt: "2026-11-22T10:00:00.000Z",
      revision: plan.revision,
      gateVersion: "1",
      engine: plan.engine,
      attempt: 1,
      attemptAt: "2026-11-22T10:00:00.000Z",
    },
  };
}

export type Uploaded = readonly [name: string, content: string | Uint8Array];

const bytesOf = (content: Uploaded[1]): Uint8Array =>
  typeof content === "string" ? Buffer.from(content) : content;

/** Puts the files of a run where their upload would have. */
export async function upload(objects: Objects, { id }: LargeRun, files: readonly Uploaded[]) {
  for (const [number, [, content]] of files.entries())
    await objects.write(runObjects.file(id, number), bytesOf(content));
}

export function portsOf(
  plan: Plan,
  objects: Objects,
  more: {
    readonly references?: ReferenceTables;
    readonly earlierRuns?: EarlierRuns;
    readonly sizes?: RunSizes;
  } = {},
): SplitRunPorts {
  const active = { gate: gateOf(plan), plan };
  return {
    objects,
    plans: {
      gates: async () => ["test"],
      active: async () => active,
      past: async () => active,
    },
    references: more.references ?? { loaded: async () => new Set(), rows: async () => [] },
    earlierRuns: more.earlierRuns ?? noEarlierRuns,
    workFolder: () => ({ scratch: memoryScratch(), remove: () => {} }),
    ...(more.sizes && { sizes: () => more.sizes as RunSizes }),
  };
}

/** Rows in memory as a store gives them, which takes a while. */
export function storeOf(rows: ReferenceRows, tables: readonly string[]): ReferenceTables {
  return {
    loaded: async (asked) => new Set(asked.filter((table) => tables.includes(table))),
    rows: async (keys) =>
      keys.flatMap(({ table, key }) => {
        const found = rows.find(table, key, undefined);
        return found.length > 0 ? [{ table, key, rows: found }] : [];
      }),
  };
}

/** Who does the tasks of a phase, and in which order. */
export type DoTasks = (
  tasks: readonly RunTask[],
  work: (task: RunTask) => Promise<unknown>,
  phase: Phase,
) => Promise<void>;

export const oneByOne: DoTasks = async (tasks, work) => {
  for (const task of tasks) await work(task);
};

/** Some tasks are done twice, some at once, in an order drawn from a seed. */
export function inDisorder(seed: number): DoTasks {
  let state = seed >>> 0;
  const draw = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  return async (tasks, work) => {
    const waiting = tasks.flatMap((task) => (draw(3) === 0 ? [task, task] : [task]));
    while (waiting.length > 0) {
      const some = Array.from({ length: Math.min(waiting.length, 1 + draw(4)) }, () =>
        waiting.splice(draw(waiting.length), 1),
      ).flat();
      await Promise.all(some.map(work));
    }
  };
}

/** Drives a run through all its steps, as a state machine does. */
export async function throughSteps(
  ports: SplitRunPorts,
  run: LargeRun,
  doTasks: DoTasks = oneByOne,
): Promise<ConcludedRun> {
  while ((await splitRun(ports, run)).more);
  for (const phase of runPhases) await throughPhase(ports, run.id, phase, doTasks);
  return concludeRun(ports, run.id);
}

async function throughPhase(ports: RunWorkPorts, id: string, phase: Phase, doTasks: DoTasks) {
  for (;;) {
    const { tasks, list } = await arrange(ports, id, phase);
    if (tasks === 0) return;
    await doTasks(
      await tasksIn(ports.objects, list),
      (task) => doRunTask(ports, id, task, runReading),
      phase,
    );
    if (phase !== "merge") return;
  }
}

export async function tasksIn(objects: Objects, list: string): Promise<readonly RunTask[]> {
  return JSON.parse(await textOf(objects, list)) as readonly RunTask[];
}

export async function textOf(objects: Objects, name: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of objects.read(name)) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

/** The lines of a list of results, whatever objects it is made of. */
export async function linesOf<Line>(
  objects: Objects,
  lists: readonly string[],
): Promise<readonly Line[]> {
  const texts = await Promise.all(lists.map((name) => textOf(objects, name)));
  return texts
    .join("")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Line);
}
