import { MetricUnit } from "@aws-lambda-powertools/metrics";
import middy from "@middy/core";
import { type Sealing, type SealPorts, sealArchived } from "../../lib/app/seal/seal-archived.ts";
import { observed, observerOf } from "../shared/observed.ts";

/** Seals of one call: what is left the next call takes. */
const sealsMax = 20;

/**
 * Chains and signs what was archived since the last seal. Called every five minutes; a call that is
 * left out, made twice or cut short loses nothing.
 *
 * @throws {Error} when it could not be sealed: the invocation counts as failed, and an alarm sees it.
 */
export const createHandler = (ports: SealPorts, sealing: Sealing) => {
  const observer = observerOf("seal");
  return middy()
    .use(observed(observer))
    .handler(async () => {
      let [seals, entries, isMore] = [0, 0, true];
      for (let made = 0; made < sealsMax && isMore; made++) {
        const sealed = await sealArchived(ports, sealing);
        isMore = sealed.isMore;
        entries += sealed.entries;
        if (sealed.seal !== undefined) seals += 1;
        for (const id of sealed.tampered) observer.logger.error("entry.tampered", { item: id });
        observer.metrics.addMetric("EntriesTampered", MetricUnit.Count, sealed.tampered.length);
      }
      observer.metrics.addMetric("Seals", MetricUnit.Count, seals);
      observer.metrics.addMetric("EntriesSealed", MetricUnit.Count, entries);
      observer.logger.info("entries.sealed", { seals, entries });
      return { seals, entries };
    });
};
