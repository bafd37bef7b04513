import { collectPart } from "./collect-part.ts";
import { compareKeys } from "./compare-keys.ts";
import { judgePart } from "./judge-part.ts";
import { settleKeys } from "./settle-keys.ts";
import type { Done, Task, Workshop } from "./workshop.ts";

/**
 * Does one task. What comes of it goes to the scratch and does not depend on who does it, nor on
 * how often: a task that was begun and not ended can be done again.
 */
export async function doTask(workshop: Workshop, task: Task): Promise<Done> {
  switch (task.do) {
    case "judge":
      await judgePart(workshop, task.part);
      return {};
    case "settle":
      return settleKeys(workshop, task.partition, task.parts);
    case "collect":
      await collectPart(workshop, task.part, task.startLine, task.partitions);
      return {};
    case "compare":
      compareKeys(workshop, task);
      return {};
  }
}
