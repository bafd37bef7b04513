import { conclude } from "../core/conclude.ts";
import type { Context } from "../core/context.ts";
import { isObject, type JsonObject } from "../core/expression/value.ts";
import { wholeOf } from "../core/gather.ts";
import { type ChunkResult, judge } from "../core/judge.ts";
import { judgeKeys, type KeyEntry } from "../core/judge-keys.ts";
import { naturalKey } from "../core/natural-key.ts";
import type { Plan } from "../core/plan.ts";
import type { Reading } from "../core/record.ts";
import type { Report } from "../core/report.ts";
import type { ReferenceRows } from "../core/subject.ts";
import type { RecordRef } from "../core/violation.ts";
import { canonicalJson } from "./digest.ts";
import { GateError } from "./errors.ts";
import type { Gate } from "./gate.ts";
import type { History } from "./history.ts";

export interface CheckCommand {
  readonly gate: Gate;
  readonly plan: Plan;
  /** Reads the inputs in order, in batches; tells the header of an envelope before its records. */
  readonly read: (onHeader: (header: JsonObject) => void) => AsyncIterable<readonly Reading[]>;
  readonly rows: ReferenceRows;
  /** Earlier released runs, where somebody keeps a history. */
  readonly history?: History;
  /** RFC 3339. */
  readonly businessAt: string;
  /** Fields that the inputs' format cannot supply. */
  readonly unsupplied: readonly string[];
  /** The payload's digest, where a rule draws samples. */
  readonly seed?: string;
  /** Violations listed at most; all are counted. */
  readonly violationsMax?: number;
  /** Told how many records were judged, now and then. */
  readonly onProgress?: (records: number) => void;
}

/** What a check gave. */
export interface Checked {
  readonly report: Report;
  /** Each record in order, where there are few enough to be shown one by one. */
  readonly records?: readonly RecordRef[];
}

/** Records that are judged in one go: memory and progress go by it, the report does not. */
const chunkSize = 1000;
/** Submissions of more records are not shown one by one. */
export const shownRecordsMax = 20;

/**
 * Judges the records of some inputs as one submission. Stores nothing and releases nothing. The
 * report depends on nothing but the command: not on chunks, and not on the clock.
 *
 * @throws {GateError} `invalid` when envelopes contradict each other, and what reading throws.
 */
export async function check(command: CheckCommand): Promise<Checked> {
  const { plan, onProgress, violationsMax } = command;
  const options = violationsMax === undefined ? {} : { violationsMax };
  const headers = headersOf();
  const chunks: ChunkResult[] = [];
  const records: RecordRef[] = [];
  let count = 0;
  for await (const chunk of chunked(command.read(headers.take), headers.settle)) {
    const context = contextOf(command, headers.settled());
    chunks.push(judge(plan, chunk, context, options));
    count += chunk.length;
    if (count <= shownRecordsMax) records.push(...chunk.map((reading) => refOf(plan, reading)));
    onProgress?.(count);
  }
  const context = contextOf(command, headers.settled());
  const keys: readonly KeyEntry[] = chunks.flatMap((chunk) => chunk.keys);
  const sets = [judgeKeys(plan, keys, context)];
  const report = conclude(plan, wholeOf(plan, chunks, sets, options), context, options);
  return count > shownRecordsMax ? { report } : { report, records };
}

/** Batches of any size as chunks that are worth judging; tells when the first record is there. */
async function* chunked(
  batches: AsyncIterable<readonly Reading[]>,
  onRecords: () => void,
): AsyncGenerator<readonly Reading[], void, void> {
  let chunk: Reading[] = [];
  for await (const batch of batches) {
    if (batch.length > 0) onRecords();
    for (const reading of batch) chunk.push(reading);
    if (chunk.length < chunkSize) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}

/** What a verdict depends on beside records and rules; `header` is an envelope's, with its `run`. */
export function contextOf(
  command: Pick<CheckCommand, "gate" | "rows" | "history" | "businessAt" | "unsupplied" | "seed">,
  header: JsonObject,
): Context {
  const { gate, rows, history, businessAt, unsupplied, seed } = command;
  const { run, ...submission } = header;
  return {
    gate: gate.name,
    businessAt,
    zone: gate.zone,
    stage: gate.stage,
    submission,
    ...(isObject(run) && { run }),
    rows,
    unsupplied,
    requiredTables: gate.requiredTables,
    ...(history && { history: history.runs, read: { history: history.digest } }),
    ...(seed !== undefined && { seed }),
  };
}

/** The one header of a submission: it must be known before the first record is judged. */
function headersOf() {
  let header: JsonObject | undefined;
  let isSettled = false;
  return {
    take: (found: JsonObject): void => {
      const isNews = canonicalJson(found) !== canonicalJson(header ?? {});
      if (isNews && (isSettled || header !== undefined))
        throw new GateError(
          "invalid",
          "two files of one submission have different headers: name the one that has them first, " +
            "and leave them out of the others",
        );
      header = found;
    },
    settle: (): void => {
      isSettled = true;
    },
    settled: (): JsonObject => header ?? {},
  };
}

function refOf({ subject }: Plan, reading: Reading): RecordRef {
  const { position, place } = reading;
  if (reading.kind === "unreadable") return { key: "", position, place };
  const kind = subject.records.find(({ name }) => name === reading.of) ?? subject.records[0];
  return { key: (kind && naturalKey(reading.value, kind)) ?? "", position, place };
}
