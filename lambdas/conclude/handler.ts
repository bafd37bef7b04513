import middy from "@middy/core";
import type { Context } from "aws-lambda";
import * as z from "zod";
import { arrange } from "../../lib/app/large-run/arrange.ts";
import { concludeRun } from "../../lib/app/large-run/conclude-run.ts";
import { doRunTask } from "../../lib/app/large-run/do-run-task.ts";
import { failRun } from "../../lib/app/large-run/fail-run.ts";
import { failureNotes } from "../../lib/app/large-run/failure-notes.ts";
import { type FinishPorts, finishRun } from "../../lib/app/large-run/finish-run.ts";
import { type RunWorkPorts, runPhases } from "../../lib/app/large-run/run-work.ts";
import { type MachineFailure, machineFailureTold } from "../shared/machine-failure.ts";
import { type Observer, observed, observerOf } from "../shared/observed.ts";
import { batchOf, failuresTolerated } from "../shared/run-batches.ts";
import {
  doEachTask,
  inTime,
  objectsOfCall,
  runField,
  type StepContext,
  stepErrorOf,
  tasksField,
} from "../shared/run-step.ts";

export interface ConcludePorts extends RunWorkPorts, FinishPorts {}

const attemptField = z.int().min(1);
const concludeEvent = z.discriminatedUnion("step", [
  // What was not judged, once all was tried, is arranged to be held.
  z.object({ step: z.literal("arrange"), run: runField, phase: z.enum([...runPhases, "hold"]) }),
  z.object({ step: z.literal("merge"), run: runField, tasks: tasksField }),
  z.object({ step: z.literal("conclude"), run: runField, attempt: attemptField }),
  z.object({
    step: z.literal("fail"),
    run: runField,
    attempt: attemptField,
    failure: z.object({ Error: z.string(), Cause: z.string().default("") }),
  }),
]);
export type ConcludeEvent = z.infer<typeof concludeEvent>;

/**
 * Does what is done once for many tasks: says what the next ones are, merges what they gave, makes
 * the report and the submission of a run, or tells that it came to nothing.
 *
 * @throws {StepError} what the machine goes by.
 */
export const createHandler = (ports: ConcludePorts) => {
  const observer = observerOf("conclude");
  return middy<ConcludeEvent, object, Error, Context>()
    .use(observed(observer))
    .handler(async (json, context) => {
      const event = concludeEvent.parse(json);
      observer.logger.appendKeys({ correlation_id: event.run, step: event.step });
      const { objects, end } = objectsOfCall(ports.objects);
      try {
        return await stepOf({ ...ports, objects }, observer, context, event);
      } catch (error) {
        throw stepErrorOf(error);
      } finally {
        end();
      }
    });
};

async function stepOf(
  ports: ConcludePorts,
  observer: Observer,
  context: StepContext,
  event: ConcludeEvent,
): Promise<object> {
  const { run } = event;
  switch (event.step) {
    case "arrange": {
      const phase = event.phase === "hold" ? "judge" : event.phase;
      const { tasks, list } = await inTime(context, () => arrange(ports, run, phase));
      observer.logger.info("run.arranged", { phase: event.phase, tasks });
      const tolerated = event.phase === "judge" ? failuresTolerated(tasks) : 0;
      return { tasks, list, batch: batchOf(event.phase, tasks), tolerated };
    }
    case "merge":
      return doEachTask(observer, context, event.tasks, (task) => doRunTask(ports, run, task));
    case "conclude": {
      const { attempt } = event;
      const work = async () => finishRun(ports, run, await concludeRun(ports, run));
      const { is } = await inTime(context, work);
      observer.logger.info("run.concluded", { attempt, is });
      return { is };
    }
    case "fail": {
      const { attempt, failure } = event;
      const words = await wordsOf(ports, run, failure);
      const told = await failRun(ports, run, { attempt, ...words });
      observer.logger.error("run.failed", { attempt, error: failure.Error, told });
      return { told };
    }
  }
}

/** Where the machine only says that too many tasks failed, one of them says why. */
const wordsOf = async ({ objects }: ConcludePorts, run: string, failure: MachineFailure) =>
  machineFailureTold(failure, await failureNotes(objects, run).any());
