import { MetricUnit } from "@aws-lambda-powertools/metrics";
import middy from "@middy/core";
import type { Context } from "aws-lambda";
import * as z from "zod";
import { runAt } from "../../lib/app/large-run/run-access.ts";
import type { SplitRun } from "../../lib/app/large-run/run-work.ts";
import { type SplitRunPorts, splitRun } from "../../lib/app/large-run/split-run.ts";
import type { Runs } from "../../lib/app/ports.ts";
import { observed, observerOf } from "../shared/observed.ts";
import { inTime, objectsOfCall, runField, stepErrorOf } from "../shared/run-step.ts";

export interface SplitPorts extends SplitRunPorts {
  readonly runs: Runs;
}

const splitEvent = z.object({ run: runField, attempt: z.int().min(1) });
export type SplitEvent = z.infer<typeof splitEvent>;

/**
 * Cuts a run into parts; called again as long as there is more to be cut. What was cut stays cut.
 *
 * @throws {StepError} what the machine goes by.
 */
export const createHandler = (ports: SplitPorts) => {
  const observer = observerOf("split");
  return middy<SplitEvent, SplitRun, Error, Context>()
    .use(observed(observer))
    .handler(async (event, context) => {
      const { run: id, attempt } = splitEvent.parse(event);
      observer.logger.appendKeys({ correlation_id: id });
      const { objects, end } = objectsOfCall(ports.objects);
      try {
        const run = await runAt(ports, id);
        const split = await inTime(context, () => splitRun({ ...ports, objects }, run));
        observer.metrics.addMetric("RunParts", MetricUnit.Count, split.parts);
        observer.logger.info("run.split", { attempt, parts: split.parts, more: split.more });
        return { parts: split.parts, more: split.more };
      } catch (error) {
        throw stepErrorOf(error);
      } finally {
        end();
      }
    });
};
