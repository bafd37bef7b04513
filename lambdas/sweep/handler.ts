import { MetricUnit } from "@aws-lambda-powertools/metrics";
import middy from "@middy/core";
import { type DispatchPorts, sweep } from "../../lib/app/dispatch.ts";
import { expireRuns, type RunsSwept } from "../../lib/app/large-run/expire-runs.ts";
import type { RunPorts } from "../../lib/app/large-run/run-ports.ts";
import type { Parcel } from "../../lib/app/message.ts";
import type { ReviewPorts } from "../../lib/app/review/command.ts";
import { expireSubmissions } from "../../lib/app/review/submissions/expire-submissions.ts";
import { type Observer, observed, observerOf } from "../shared/observed.ts";
import { tellDelivered, tellUndelivered } from "../shared/parcel-lines.ts";

/** Younger parcels are on their way through the stream. */
export const pendingMinutesMin = 5;
/** Parcels of one sweep; the next one takes the others. */
export const parcelsMax = 500;

export interface SweepPorts
  extends DispatchPorts,
    ReviewPorts,
    Partial<Pick<RunPorts, "runs" | "objects" | "uploads" | "machine">> {}

/**
 * Ends, unreleased, the submissions whose time is over, delivers what the stream has left in the
 * outbox, and looks after runs that are stuck: each on its own, whatever became of the others.
 *
 * @throws {Error} when something failed: the invocation counts as failed, and an alarm sees it.
 */
export const createHandler = (ports: SweepPorts) => {
  const observer = observerOf("sweep");
  return middy()
    .use(observed(observer))
    .handler(async () => {
      observer.metrics.addMetric("Sweeps", MetricUnit.Count, 1);
      const before = new Date(Date.parse(ports.clock.now()) - pendingMinutesMin * 60_000);
      const { delivered, failures } = await sweep(
        ports,
        before.toISOString(),
        parcelsMax,
        tellParcel(observer),
      );
      observer.metrics.addMetric("ParcelsSwept", MetricUnit.Count, delivered);
      observer.logger.info("outbox.swept", { delivered, failed: failures.length });
      const ended = await expireAll(ports);
      observer.metrics.addMetric("SubmissionsExpired", MetricUnit.Count, ended.expired);
      observer.logger.info("submissions.expired", {
        expired: ended.expired,
        failed: ended.failures.length,
      });
      const runs = await lookAtRuns(ports);
      observer.metrics.addMetric("RunsFailed", MetricUnit.Count, runs.failed);
      observer.logger.info("runs.swept", { ...runs, failures: runs.failures.length });
      const [cause] = [...failures, ...ended.failures, ...runs.failures];
      if (failures.length > 0)
        throw new Error(`${failures.length} parcels stay pending`, { cause });
      if (ended.failures.length > 0)
        throw new Error(`at ${ended.failures.length} gates nothing expires`, { cause });
      if (runs.failures.length > 0)
        throw new Error(`${runs.failures.length} runs could not be looked at`, { cause });
      return { delivered, expired: ended.expired };
    });
};

const tellParcel =
  (observer: Observer) =>
  (parcel: Parcel, failure?: unknown): void => {
    if (failure === undefined) tellDelivered(observer, parcel);
    else tellUndelivered(observer, parcel, failure);
  };

/** A home without a machine has no runs. */
async function lookAtRuns(ports: SweepPorts): Promise<RunsSwept> {
  const { runs, objects, uploads, machine } = ports;
  if (!runs || !objects || !uploads || !machine)
    return { expired: 0, failed: 0, started: 0, failures: [] };
  return expireRuns({ ...ports, runs, objects, uploads, machine });
}

/** Gate by gate, so that one whose rules cannot be read stands in nobody's way. */
async function expireAll(ports: SweepPorts) {
  let expired = 0;
  const failures: unknown[] = [];
  for (const gate of await ports.plans.gates()) {
    try {
      expired += await expireSubmissions(ports, gate);
    } catch (failure) {
      failures.push(failure);
    }
  }
  return { expired, failures };
}
