import type { Objects } from "../ports.ts";
import type { Cutting, JudgedParts, Wanted } from "../run/phase-tasks.ts";
import * as phases from "../run/phase-tasks.ts";
import { fileNames, fileOf } from "../run/workshop.ts";
import type { RunId } from "./run.ts";
import { runObjects } from "./run-objects.ts";
import type { Arranged, Phase, RunPlan, RunTask, RunWorkPorts } from "./run-work.ts";
import { judgedBy } from "./run-workshop.ts";
import {
  cuttingOf,
  findJson,
  readCutting,
  readPlan,
  readWanted,
  topLevel,
  workNames,
  writeJson,
} from "./staged-plan.ts";
import { stagedScratch } from "./staged-scratch.ts";

/**
 * Writes the list of the tasks of a phase that are still to be done, once those of the phase before
 * are done. Idempotent. `merge` has levels: it is arranged again and again, until no task is left.
 *
 * @throws {GateError} `unavailable` when a task of the phase before is not done.
 */
export async function arrange(ports: RunWorkPorts, id: RunId, phase: Phase): Promise<Arranged> {
  const plan = await readPlan(ports.objects, id);
  const tasks = await tasksOf(ports, plan, phase);
  const left = await undone(ports.objects, id, tasks);
  const list = runObjects.work(id, workNames.tasks(phase));
  await writeJson(ports.objects, list, left);
  return { phase, tasks: left.length, list };
}

async function tasksOf(
  ports: RunWorkPorts,
  plan: RunPlan,
  phase: Phase,
): Promise<readonly RunTask[]> {
  const { objects } = ports;
  if (phase === "judge") return phases.judgeTasks(await readCutting(objects, plan)) as RunTask[];
  if (phase === "merge") return mergeTasks(ports, plan);
  const { plan: rules } = await judgedBy(ports, plan);
  if (!phases.comparesKeys(rules)) return [];
  if (phase === "settle")
    return numbers(plan.partitions).map((partition) => ({ do: "settle", partition }));
  if (phase === "collect") {
    const cutting = await readCutting(objects, plan);
    const told = await toldOf(ports, plan, cutting);
    const wanted = await wantedOf(ports, plan, told);
    return phases.collectTasks(cutting, told, wanted).map(collectTask);
  }
  const { partitions } = await readWanted(objects, plan.id);
  return numbers(partitions).map((partition) => ({ do: "compare", partition, partitions }));
}

function collectTask(task: ReturnType<typeof phases.collectTasks>[number]): RunTask {
  if (task.do !== "collect") throw new Error("a part is collected");
  return { do: "collect", part: task.part, startLine: task.startLine };
}

/** The tasks of the lowest level that is not done; none where the highest one is. */
async function mergeTasks(ports: RunWorkPorts, plan: RunPlan): Promise<readonly RunTask[]> {
  const { objects } = ports;
  for (let level = 0; level <= topLevel(plan); level++) {
    const tasks = levelTasks(plan, level);
    const left = await undone(objects, plan.id, tasks);
    if (left.length === 0) continue;
    // Where no rule compares records, nobody has asked yet what judging told.
    if (level === 0) await toldOf(ports, plan, await readCutting(objects, plan));
    return left;
  }
  return [];
}

const levelTasks = (plan: RunPlan, level: number): readonly RunTask[] =>
  level === 0
    ? plan.groups.map((_, group) => ({ do: "merge", level, group }))
    : phases
        .mergeGroupsTasks(cuttingOf(plan), level, plan.groupGroups)
        .map(({ group }) => ({ do: "merge", level, group }));

/** Lines and records before each part; told once, since parts may be thousands. */
async function toldOf(ports: RunWorkPorts, plan: RunPlan, cutting: Cutting): Promise<JudgedParts> {
  const files = cutting.parts.map(({ number }) => fileNames.judged(number));
  return once(ports, plan.id, workNames.told, files, (scratch) =>
    phases.judgedParts(scratch, cutting),
  );
}

async function wantedOf(ports: RunWorkPorts, plan: RunPlan, told: JudgedParts): Promise<Wanted> {
  const cutting = cuttingOf(plan);
  const files = numbers(plan.partitions).map(fileNames.settled);
  return once(ports, plan.id, workNames.wanted, files, (scratch) =>
    phases.wantedParts(scratch, cutting, told),
  );
}

/** Worked out from what many files say of themselves, and written down. */
async function once<Value>(
  ports: RunWorkPorts,
  id: RunId,
  name: string,
  files: readonly string[],
  work: (scratch: Awaited<ReturnType<typeof stagedScratch>>) => Value,
): Promise<Value> {
  const object = runObjects.work(id, name);
  const known = await findJson<Value>(ports.objects, object);
  if (known !== undefined) return known;
  const folder = ports.workFolder(id);
  try {
    const needed = files.map((file) => ({ file, sections: [] }));
    const value = work(await stagedScratch(ports.objects, id, folder.scratch, needed));
    await writeJson(ports.objects, object, value);
    return value;
  } finally {
    folder.remove();
  }
}

/** Those whose result is not there. */
async function undone(
  objects: Objects,
  id: RunId,
  tasks: readonly RunTask[],
): Promise<readonly RunTask[]> {
  const [first] = tasks;
  if (first === undefined) return [];
  const name = runObjects.work(id, fileOf(first));
  const done = new Set<string>();
  for await (const found of objects.list(name.slice(0, name.lastIndexOf("-") + 1)))
    done.add(found.name);
  return tasks.filter((task) => !done.has(runObjects.work(id, fileOf(task))));
}

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i);
