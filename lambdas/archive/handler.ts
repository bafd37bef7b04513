import { BatchProcessor, EventType, processPartialResponse } from "@aws-lambda-powertools/batch";
import { MetricUnit } from "@aws-lambda-powertools/metrics";
import middy from "@middy/core";
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from "aws-lambda";
import {
  type AuditImage,
  auditImageIn,
  auditPkPrefix,
} from "../../lib/adapters/dynamodb/audit-image.ts";
import { GateError } from "../../lib/app/errors.ts";
import type { GateEvent } from "../../lib/app/event.ts";
import { eventsOf } from "../../lib/app/events.ts";
import type { Events } from "../../lib/app/ports.ts";
import { type KeepBesidePorts, keepBeside } from "../../lib/app/restore/keep-beside.ts";
import {
  type ArchiveEntryPorts,
  archiveEntry,
  markLate,
} from "../../lib/app/seal/archive-entry.ts";
import { correlatedTo } from "../shared/correlation.ts";
import { type Observer, observed, observerOf } from "../shared/observed.ts";
import { traceOf } from "../shared/trace-of.ts";

export interface ArchivePorts extends ArchiveEntryPorts, KeepBesidePorts {
  readonly events: Events;
  /** The bytes of an entry that has several items; undefined where it is not there. */
  readonly storedEntry: (id: string) => Promise<Uint8Array | undefined>;
}

/**
 * Copies each audit entry that the stream tells of into the archive, keeps beside it what a restore
 * needs, and tells others of what happened: each on its own, so that one that fails is retried from
 * there. Entries are never changed nor taken away: a record that says so is told as tampering.
 */
export const createHandler = (ports: ArchivePorts) => {
  const observer = observerOf("archive");
  return middy<DynamoDBStreamEvent | CopyAgain, DynamoDBBatchResponse>()
    .use(observed(observer))
    .handler(async (event) => {
      if ("again" in event) return copyAgain(ports, observer, event.again);
      const processor = new BatchProcessor(EventType.DynamoDBStreams);
      const names: string[] = [];
      const answer = await processPartialResponse(
        event,
        async (record: DynamoDBRecord) => {
          const image = auditImageIn(record);
          const name = await telling(observer, image, () => archive(ports, observer, image));
          if (name !== undefined) names.push(name);
        },
        processor,
        { throwOnFullBatchFailure: false },
      );
      const late = await markLate(ports, names);
      observer.metrics.addMetric("EntriesArchived", MetricUnit.Count, names.length);
      observer.metrics.addMetric("EntriesLate", MetricUnit.Count, late);
      observer.metrics.addMetric("EntriesFailed", MetricUnit.Count, processor.errors.length);
      return answer;
    });
};

/** Its key has the id of the submission, whatever else of it can be read. */
async function telling<Given>(
  { logger }: Observer,
  image: AuditImage,
  work: () => Promise<Given>,
): Promise<Given> {
  try {
    return await work();
  } catch (error) {
    const item = image.kind === "none" ? undefined : image.item.slice(auditPkPrefix.length);
    logger.warn("entry.failed", { ...correlatedTo(item?.split(" ")[0]), error: traceOf(error) });
    throw error;
  }
}

/** What an operator asks for: entries by their ids, which the stream gave up on. */
export interface CopyAgain {
  readonly again: readonly string[];
}

async function copyAgain(
  ports: ArchivePorts,
  observer: Observer,
  ids: readonly string[],
): Promise<DynamoDBBatchResponse> {
  const names: string[] = [];
  for (const id of ids) {
    const name = await archive(ports, observer, { kind: "head", id, item: id, isTampered: false });
    if (name !== undefined) names.push(name);
  }
  await markLate(ports, names);
  observer.logger.info("entries.copied_again", { asked: ids.length, copied: names.length });
  return { batchItemFailures: [] };
}

/** Gives the name that the copy has in the archive; none where there is nothing to copy. */
async function archive(
  ports: ArchivePorts,
  observer: Observer,
  image: AuditImage,
): Promise<string | undefined> {
  if (image.kind === "none") return undefined;
  if (image.isTampered) tellTampering(observer, image.item);
  if (image.kind === "part") return undefined;
  const bytes =
    image.kind === "whole" ? image.bytes : await storedOrNothing(ports, observer, image.id);
  if (bytes === undefined) return undefined;
  const { name, entry, isTampered } = await archiveEntry(ports, bytes);
  if (isTampered) tellTampering(observer, name);
  observer.logger.info("entry.archived", { entry: entry.id, ...correlatedTo(entry.id) });
  await keepBeside(ports, entry);
  await tellOthers(ports.events, eventsOf(entry));
  return name;
}

/** Events of one call of a bus. */
const eventsAtOnceMax = 10;

async function tellOthers({ send }: Events, events: readonly GateEvent[]): Promise<void> {
  for (let from = 0; from < events.length; from += eventsAtOnceMax) {
    const left = await send(events.slice(from, from + eventsAtOnceMax));
    if (left.length > 0)
      throw new GateError("unavailable", `the bus did not take ${left.length} events`);
  }
}

/** Items that do not fit their digest never will: that is told, and stands in nobody's way. */
async function storedOrNothing(
  { storedEntry }: ArchivePorts,
  observer: Observer,
  id: string,
): Promise<Uint8Array | undefined> {
  const bytes = await storedEntry(id);
  if (bytes === undefined) tellTampering(observer, id);
  return bytes;
}

function tellTampering({ metrics, logger }: Observer, item: string): void {
  metrics.addMetric("EntriesTampered", MetricUnit.Count, 1);
  logger.error("entry.tampered", { item });
}
