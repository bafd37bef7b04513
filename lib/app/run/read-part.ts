import type { Reading } from "../../core/record.ts";
import type { Subject } from "../../core/subject.ts";
import type { Mapping } from "../../subjects/mapping/mapping.ts";
import type { MappedFile } from "../../subjects/mapping/read-mapped.ts";
import { readSubmission } from "../../subjects/read-submission.ts";
import type { CsvCuts } from "../../subjects/readers/csv-cuts.ts";
import type { Format } from "../../subjects/readers/format.ts";
import type { Bytes } from "../../subjects/readers/reader.ts";
import type { ByteRange, Part, PartReadings, PartReadOptions, ReadPart } from "./part.ts";

/** An input that can be read as often as is asked, from any byte to any other. */
export interface ReadableInput {
  readonly name: string;
  readonly open: (range?: ByteRange) => Bytes;
  /** How it is written, where parts of it are read, which do not tell. */
  readonly format?: Format;
  readonly csv?: Pick<CsvCuts, "columns" | "dialect">;
}

export interface PartReading {
  /** The whole submission, in its order. */
  readonly inputs: readonly ReadableInput[];
  readonly subject: Subject;
  /** How foreign columns become fields; absent where records come as they are. */
  readonly mapping?: Mapping;
  /** Told how many bytes were read since it was told last. */
  readonly onBytes?: (count: number) => void;
  /** Waited for now and then, so that others get a turn: signals are heard, and progress is shown. */
  readonly othersTurn?: () => Promise<unknown>;
}

/** Reads the parts of a submission. */
export const partReader =
  (reading: PartReading): ReadPart =>
  (part, options = {}) =>
    readPart(reading, part, options);

function readPart(reading: PartReading, part: Part, options: PartReadOptions): PartReadings {
  const { inputs, subject, mapping } = reading;
  const count = { lines: 0, isAsked: part.range !== undefined };
  const files = inputs
    .slice(part.file, part.file + part.files)
    .map((input, i) => fileOf(reading, input, part.file + i, part, options, count));
  const [first] = inputs.slice(part.file);
  const batches = readSubmission(files, {
    subject,
    ...(mapping && { mapping }),
    ...(part.range && first?.format && { format: first.format }),
  });
  const { only } = options;
  return { batches: only ? wanted(batches, only) : batches, lines: () => count.lines };
}

function fileOf(
  { onBytes, othersTurn }: PartReading,
  { name, open, csv }: ReadableInput,
  file: number,
  { range, startLine }: Part,
  { startLine: given, only }: PartReadOptions,
  count: { lines: number; readonly isAsked: boolean },
): MappedFile {
  const isRest = range !== undefined && range.start > 0;
  return {
    name,
    isReopenable: true,
    open: () =>
      counted(open(range), othersTurn, (chunk) => {
        onBytes?.(chunk.length);
        if (count.isAsked) count.lines += lineEndsIn(chunk);
      }),
    part: {
      file,
      ...(range && { startOffset: range.start, startLine: startLine ?? given ?? 1 }),
      ...(isRest && csv && { csv }),
      ...(only && { only: (offset: number) => only(file, offset) }),
    },
  };
}

/** Chunks between which others get a turn. */
const chunksPerTurn = 16;

async function* counted(
  bytes: Bytes,
  othersTurn: PartReading["othersTurn"],
  onChunk: (chunk: Uint8Array) => void,
) {
  let chunks = 0;
  for await (const chunk of bytes) {
    onChunk(chunk);
    yield chunk;
    if (++chunks % chunksPerTurn === 0) await othersTurn?.();
  }
}

function lineEndsIn(chunk: Uint8Array): number {
  let lines = 0;
  for (let at = chunk.indexOf(LF); at >= 0; at = chunk.indexOf(LF, at + 1)) lines++;
  return lines;
}

const LF = 0x0a;

/** Those readers that cannot leave records unread have read them all. */
async function* wanted(
  batches: AsyncIterable<readonly Reading[]>,
  only: (file: number, offset: number) => boolean,
): AsyncGenerator<readonly Reading[], void, void> {
  for await (const batch of batches)
    yield batch.filter(({ position }) => only(position.file, position.offset));
}
