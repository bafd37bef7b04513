import middy from "@middy/core";
import type { Context } from "aws-lambda";
import * as z from "zod";
import { doRunTask } from "../../lib/app/large-run/do-run-task.ts";
import type { RunWorkPorts } from "../../lib/app/large-run/run-work.ts";
import { observed, observerOf } from "../shared/observed.ts";
import { doEachTask, objectsOfCall, runField, tasksField } from "../shared/run-step.ts";

const judgeKeysEvent = z.object({
  step: z.enum(["settle", "compare"]),
  run: runField,
  tasks: tasksField,
});
export type JudgeKeysEvent = z.infer<typeof judgeKeysEvent>;

/**
 * Does what is done partition by partition: tells which records must be looked at together, and looks
 * at them together. Each partition on its own, and as often as it is asked.
 *
 * @throws {StepError} when any partition failed; the others are done.
 */
export const createHandler = (ports: RunWorkPorts) => {
  const observer = observerOf("judge-keys");
  return middy<JudgeKeysEvent, { readonly done: number }, Error, Context>()
    .use(observed(observer))
    .handler(async (event, context) => {
      const { step, run, tasks } = judgeKeysEvent.parse(event);
      observer.logger.appendKeys({ correlation_id: run, step });
      const { objects, end } = objectsOfCall(ports.objects);
      try {
        const own = { ...ports, objects };
        return await doEachTask(observer, context, tasks, (task) => doRunTask(own, run, task));
      } finally {
        end();
      }
    });
};
