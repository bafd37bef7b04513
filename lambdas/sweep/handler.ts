import { MetricUnit } from "@aws-lambda-powertools/metrics";
import middy from "@middy/core";
import { type DispatchPorts, sweep } from "../../lib/app/dispatch.ts";
import type { Clock } from "../../lib/app/ports.ts";
import { observed, observerOf } from "../shared/observed.ts";

/** Younger parcels are on their way through the stream. */
export const pendingMinutesMin = 5;
/** Parcels of one sweep; the next one takes the others. */
export const parcelsMax = 500;

export interface SweepPorts extends DispatchPorts {
  readonly clock: Clock;
}

/**
 * Delivers what the stream has left in the outbox.
 *
 * @throws {Error} when parcels stay pending: the invocation counts as failed, and an alarm sees it.
 */
export const createHandler = (ports: SweepPorts) => {
  const observer = observerOf("sweep");
  return middy()
    .use(observed(observer))
    .handler(async () => {
      observer.metrics.addMetric("Sweeps", MetricUnit.Count, 1);
      const before = new Date(Date.parse(ports.clock.now()) - pendingMinutesMin * 60_000);
      const { delivered, failures } = await sweep(ports, before.toISOString(), parcelsMax);
      observer.metrics.addMetric("ParcelsSwept", MetricUnit.Count, delivered);
      observer.logger.info("outbox.swept", { delivered, failed: failures.length });
      if (failures.length > 0)
        throw new Error(`${failures.length} parcels stay pending`, { cause: failures[0] });
      return { delivered };
    });
};
