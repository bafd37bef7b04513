import { collectPart } from "./collect-part.ts";
import { compareKeys } from "./compare-keys.ts";
import { judgePart } from "./judge-part.ts";
import { mergeGroups } from "./merge-groups.ts";
import { mergeParts } from "./merge-parts.ts";
import { settleKeys } from "./settle-keys.ts";
import type { Task, Workshop } from "./workshop.ts";

/**
 * Does one task. What comes of it goes to the scratch, under `fileOf`, and does not depend on who
 * does it, nor on how often: a task that was begun and not ended can be done again.
 */
export async function doTask(workshop: Workshop, task: Task): Promise<void> {
  switch (task.do) {
    case "judge":
      return judgePart(workshop, task.part);
    case "settle":
      return settleKeys(workshop, task.partition, task.parts);
    case "collect":
      return collectPart(workshop, task.part, task.startLine, task.partitions);
    case "compare":
      return compareKeys(workshop, task);
    case "merge":
      return "firstPart" in task ? mergeParts(workshop, task) : mergeGroups(workshop, task);
  }
}
