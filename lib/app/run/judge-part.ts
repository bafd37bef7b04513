import { startGathering } from "../../core/gather.ts";
import type { KeyStubs } from "../../core/judge/stubs-keep.ts";
import { type JudgedRecords, judge, type StubbedResult } from "../../core/judge.ts";
import { naturalKey } from "../../core/natural-key.ts";
import type { Plan } from "../../core/plan.ts";
import type { Reading } from "../../core/record.ts";
import type { RecordRef, Violation } from "../../core/violation.ts";
import { jsonLines } from "./json-lines.ts";
import type { Part, PartReadings } from "./part.ts";
import { startKeeping } from "./record-lines.ts";
import { appendRowsRead, withRows } from "./rows-read.ts";
import { type SectionWriter, writeSections } from "./section-file.ts";
import { partitioned } from "./stub-partitions.ts";
import { fileNames, type Workshop } from "./workshop.ts";

/** What a judged part says of itself; everything that may be long is in its sections. */
export interface JudgedPart {
  /** The line ends that it has. */
  readonly lines: number;
  /** Readings, unreadable ones included. */
  readonly received: number;
  /** Its first records, where all of a submission may be so few that they are shown one by one. */
  readonly first: readonly RecordRef[];
  /** Keys of rosters that it has: each is in memory when rosters are judged. */
  readonly rosterKeys: number;
}

/** Submissions of more records are not shown one by one. */
export const shownRecordsMax = 20;

/** Records that are judged in one go: memory goes by it, the report does not. */
const chunkRecords = 1000;

/** Pass 1: judges a part alone. See `writeJudged`. */
export const judgePart = (workshop: Workshop, part: Part): Promise<void> =>
  writeJudged(workshop, part, {
    readings: () => workshop.read(part),
    judge: (chunk) => judgeChunk(workshop, part, chunk),
  });

/** What a part is made of, and what becomes of it. */
export interface PartJudging {
  readonly readings: () => PartReadings;
  readonly judge: (chunk: readonly Reading[]) => StubbedResult | Promise<StubbedResult>;
  /** What is found of the part as a whole, by the number of its readings. */
  readonly found?: (readings: number) => Violation;
}

/**
 * Writes what came of a part to the file `judged`: the sections `gathered`, `held` and `unreadable`,
 * of each partition of the keys `stubs/N` and `present/N`, and where these are wanted `records` and
 * `exposures`, and the rows that were read as `read/N`.
 */
export async function writeJudged(
  workshop: Workshop,
  part: Part,
  judging: PartJudging,
): Promise<void> {
  const { plan, scratch, bounds, onRecords } = workshop;
  const file = writeSections(scratch, fileNames.judged(part.number));
  try {
    const gathering = startGathering(plan, bounds);
    const keeping = workshop.records && startKeeping(workshop, workshop.records);
    const first: RecordRef[] = [];
    let [received, rosterKeys] = [0, 0];
    const { batches, lines } = judging.readings();
    for await (const chunk of chunksOf(batches)) {
      received += chunk.length;
      const judged = await judging.judge(chunk);
      gathering.take(judged);
      write(file, judged, judged.keys, workshop.partitions);
      rosterKeys += judged.keys.present.length;
      if (keeping) file.append("records", keeping.take(chunk, judged));
      if (first.length <= shownRecordsMax)
        first.push(...chunk.slice(0, shownRecordsMax + 1).map((reading) => refOf(plan, reading)));
      onRecords?.(chunk.length);
    }
    if (judging.found) gathering.takeViolation(judging.found(received));
    const gathered = gathering.gathered();
    file.append("gathered", jsonLines([gathered]));
    if (keeping) file.append("exposures", jsonLines([keeping.exposures()]));
    appendRowsRead(workshop, file);
    workshop.settle?.();
    const summary: JudgedPart = { lines: lines(), received, first, rosterKeys };
    file.finish(summary as never);
  } finally {
    file.discard();
  }
}

function judgeChunk(
  workshop: Workshop,
  part: Part,
  chunk: readonly Reading[],
): StubbedResult | Promise<StubbedResult> {
  const options = { ...workshop.bounds, keys: "stubs", part: part.number } as const;
  return withRows(workshop, (context) => judge(workshop.plan, chunk, context, options));
}

/** Batches of any size as chunks that are worth judging. */
export async function* chunksOf(
  batches: AsyncIterable<readonly Reading[]>,
): AsyncGenerator<readonly Reading[], void, void> {
  let chunk: Reading[] = [];
  for await (const batch of batches) {
    for (const reading of batch) chunk.push(reading);
    if (chunk.length < chunkRecords) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}

function write(
  file: SectionWriter,
  { held, unreadable }: JudgedRecords,
  { stubs, present }: KeyStubs,
  partitions: number,
): void {
  file.append("held", jsonLines(held));
  file.append("unreadable", jsonLines(unreadable));
  for (const [partition, bytes] of partitioned(stubs, partitions))
    file.append(`stubs/${partition}`, bytes);
  const keys = Map.groupBy(present, ({ hash }) => Number.parseInt(hash, 16) & (partitions - 1));
  for (const [partition, some] of keys) file.append(`present/${partition}`, jsonLines(some));
}

export function refOf({ subject }: Plan, reading: Reading): RecordRef {
  const { position, place } = reading;
  if (reading.kind === "unreadable") return { key: "", position, place };
  const kind = subject.records.find(({ name }) => name === reading.of) ?? subject.records[0];
  return { key: (kind && naturalKey(reading.value, kind)) ?? "", position, place };
}
