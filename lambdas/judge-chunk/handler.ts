import middy from "@middy/core";
import type { Context } from "aws-lambda";
import * as z from "zod";
import { doRunTask } from "../../lib/app/large-run/do-run-task.ts";
import { failureNotes } from "../../lib/app/large-run/failure-notes.ts";
import { holdPart } from "../../lib/app/large-run/hold-part.ts";
import { runReading } from "../../lib/app/large-run/run-reading.ts";
import type { RunTask, RunWorkPorts } from "../../lib/app/large-run/run-work.ts";
import { observed, observerOf } from "../shared/observed.ts";
import {
  doEachTask,
  labelOf,
  objectsOfCall,
  runField,
  StepError,
  tasksField,
} from "../shared/run-step.ts";

const judgeChunkEvent = z.object({
  step: z.enum(["judge", "hold", "collect"]),
  run: runField,
  tasks: tasksField,
});
export type JudgeChunkEvent = z.infer<typeof judgeChunkEvent>;

/**
 * Does what is done part by part: judges parts, holds those that cannot be judged, and reads again
 * what may have company. Each part on its own, and as often as it is asked.
 *
 * @throws {StepError} when any part failed; the others are done.
 */
export const createHandler = (ports: RunWorkPorts) => {
  const observer = observerOf("judge-chunk");
  return middy<JudgeChunkEvent, { readonly done: number }, Error, Context>()
    .use(observed(observer))
    .handler(async (event, context) => {
      const { step, run, tasks } = judgeChunkEvent.parse(event);
      observer.logger.appendKeys({ correlation_id: run, step });
      const call = objectsOfCall(ports.objects);
      const own = { ...ports, objects: call.objects };
      const notes = failureNotes(ports.objects, run);
      const doTask = async (task: RunTask): Promise<unknown> => {
        if (step === "hold") return hold(task);
        if (step === "judge") await notes.forget(labelOf(task));
        return doRunTask(own, run, task, runReading);
      };
      const hold = async (task: RunTask): Promise<void> => {
        const why = await notes.find(labelOf(task));
        // What could not be reached may be there again: then the run is taken up, and nothing is held.
        if (why?.code === "Unavailable") throw new StepError("Unavailable", why.message, undefined);
        if (task.do !== "judge") throw new Error(`no part is held for ${task.do}`);
        await holdPart(own, run, task.part, why?.message ?? noneEnded);
      };
      try {
        return await doEachTask(
          observer,
          context,
          tasks,
          doTask,
          async (task, { name, message }) => {
            if (step === "judge") await notes.write(labelOf(task), { code: name, message });
          },
        );
      } finally {
        call.end();
      }
    });
};

const noneEnded = "no attempt to judge it has ended: memory or time did not suffice";
