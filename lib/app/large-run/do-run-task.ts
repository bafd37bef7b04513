import { GateError } from "../errors.ts";
import { doTask } from "../run/do-task.ts";
import { shareOf } from "../run/groups.ts";
import { readingFiles } from "../run/merge-parts.ts";
import { partsOf } from "../run/part-lines.ts";
import {
  comparesKeys,
  compareTasks,
  mergeGroupsTasks,
  mergePartsTasks,
} from "../run/phase-tasks.ts";
import { fileNames, fileOf, type MergeParts, type Task } from "../run/workshop.ts";
import { writeResultLists } from "./result-lists.ts";
import type { RunId } from "./run.ts";
import { runObjects } from "./run-objects.ts";
import type { RunPlan, RunTask, RunTaskDone, RunWorkPorts } from "./run-work.ts";
import { type RunReading, runWorkshop } from "./run-workshop.ts";
import { sendFile } from "./send-file.ts";
import { cuttingOf, readCutting, readPlan, readTold, readWanted } from "./staged-plan.ts";
import { type Needed, stagedScratch } from "./staged-scratch.ts";

/**
 * Does one task of a run: fetches what it reads, does what a run on one machine does as well, and
 * sends what it wrote. The first result of a task stands, whoever comes later with another: so a task
 * may be done twice, at once, or when nobody waits for it any more.
 *
 * @param reading for tasks that read records (`judge`, `collect`).
 * @throws {GateError} `unavailable` when storage or tables cannot be read, or a task before is not done.
 */
export async function doRunTask(
  ports: RunWorkPorts,
  id: RunId,
  task: RunTask,
  reading?: RunReading,
): Promise<RunTaskDone> {
  const result = runObjects.work(id, fileOf(task));
  if ((await ports.objects.find(result)) !== undefined) return { do: task.do, isNew: false };
  const plan = await readPlan(ports.objects, id);
  const folder = ports.workFolder(id);
  try {
    const workshop = await runWorkshop(ports, plan, folder.scratch, reading);
    const { plan: rules } = workshop;
    const full = await fullTask(ports, plan, task, comparesKeys(rules));
    const hasRosters = rules.rules.some(({ roster }) => roster !== undefined);
    const needed = neededBy(full, plan, hasRosters);
    const scratch = await stagedScratch(ports.objects, id, folder.scratch, needed);
    await doTask({ ...workshop, scratch }, full);
    // What others find by the result is there before it.
    if (full.do === "merge" && full.level === 0)
      await writeResultLists(ports.objects, id, folder.scratch, full.group);
    return {
      do: task.do,
      isNew: await sendFile(ports.objects, folder.scratch, fileOf(task), result),
    };
  } finally {
    folder.remove();
  }
}

/** The task with all that was told by those before. */
async function fullTask(
  { objects }: RunWorkPorts,
  plan: RunPlan,
  task: RunTask,
  compares: boolean,
): Promise<Task> {
  switch (task.do) {
    case "judge":
      return task;
    case "settle":
      return { ...task, parts: plan.parts };
    case "collect":
      return { ...task, partitions: (await readWanted(objects, plan.id)).partitions };
    case "compare": {
      const cutting = await readCutting(objects, plan);
      const wanted = await readWanted(objects, plan.id);
      return one(compareTasks(cutting, wanted)[task.partition]);
    }
    case "merge": {
      if (task.level > 0)
        return one(mergeGroupsTasks(cuttingOf(plan), task.level, plan.groupGroups)[task.group]);
      const cutting = await readCutting(objects, plan);
      const told = await readTold(objects, plan.id);
      const wanted = compares ? await readWanted(objects, plan.id) : undefined;
      return one(mergePartsTasks(cutting, told, wanted)[task.group]);
    }
  }
}

function one<Found>(task: Found | undefined): Found {
  if (task !== undefined) return task;
  throw new GateError("conflict", "there is no such task in this run");
}

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i);

/** What a task reads of the files of others. */
function neededBy(task: Task, plan: RunPlan, hasRosters: boolean): readonly Needed[] {
  const judged = (sections: readonly string[]): readonly Needed[] =>
    numbers(plan.parts).map((part) => ({ file: fileNames.judged(part), sections }));
  switch (task.do) {
    case "judge":
      return [];
    case "settle":
      return judged([`stubs/${task.partition}`]);
    case "collect":
      return numbers(plan.partitions).map((partition) => ({
        file: fileNames.settled(partition),
        sections: [`${task.part.number}`],
      }));
    case "compare": {
      const entries = [`entries/${task.partition}`];
      return [
        ...task.collected.map((part) => ({ file: fileNames.collected(part), sections: entries })),
        // Partitions of the first pass are coarser than those of the third, or finer.
        ...(hasRosters && task.partition < task.rosterPartitions
          ? judged(numbers(plan.partitions).map((at) => `present/${at}`))
          : []),
      ];
    }
    case "merge":
      return "firstPart" in task
        ? neededByParts(task, plan)
        : numbers(task.count).map((at) => ({
            file: fileNames.merged(task.level - 1, task.first + at),
            sections: mergedSections,
          }));
  }
}

/** The sections of what was merged. */
export const mergedSections = ["gathered", "exposures", "held", "unreadable"] as const;
const judgedSections = [...mergedSections, "records"] as const;

function neededByParts(task: MergeParts, plan: RunPlan): readonly Needed[] {
  const sections = new Map<string, Set<string>>();
  const need = (file: string, ...names: readonly string[]): void => {
    const known = sections.get(file) ?? new Set();
    for (const name of names) known.add(name);
    sections.set(file, known);
  };
  for (const [part] of partsOf(task)) need(fileNames.judged(part), ...judgedSections);
  for (const partition of shareOf(task.settled, task.group, task.groups))
    need(fileNames.settled(partition));
  for (const partition of numbers(task.compared))
    need(fileNames.compared(partition), `held/${task.group}`, `left/${task.group}`);
  for (const partition of shareOf(task.compared, task.group, task.groups))
    need(fileNames.compared(partition), "gathered", "exposures");
  if (plan.loaded.length > 0) {
    const read = shareOf(plan.partitions, task.group, task.groups).map((at) => `read/${at}`);
    for (const file of readingFiles(task)) need(file, ...read);
  }
  return [...sections].map(([file, names]) => ({ file, sections: [...names] }));
}
