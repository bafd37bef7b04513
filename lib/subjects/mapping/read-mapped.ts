import { didYouMean } from "../../core/expression/check/suggest.ts";
import type { JsonObject } from "../../core/expression/value.ts";
import type { Reading, Unreadable } from "../../core/record.ts";
import { formatProblem, inOrder, problemAt } from "../../core/ruleset/problem.ts";
import { type CsvOptions, csvRows } from "../readers/csv.ts";
import { delimiterByName } from "../readers/format.ts";
import { InputError } from "../readers/input-error.ts";
import { jsonPieces } from "../readers/json.ts";
import { ndjsonPieces } from "../readers/ndjson.ts";
import type { Bytes, Origin, Readings } from "../readers/reader.ts";
import { recordOf } from "../readers/reading.ts";
import { grouping } from "./grouping.ts";
import { type RecordMaker, type Row, recordMaker } from "./make-record.ts";
import type { Mapping } from "./mapping.ts";

/** A file of a submission, opened when its turn comes. */
export interface MappedFile {
  readonly name: string;
  readonly open: () => Bytes;
  /** What its bytes are where they are not those of a whole file, or other files come before. */
  readonly part?: FilePart;
  /** Whether `open` may be called again: then JSON of any size is read in bounded memory. */
  readonly isReopenable?: boolean;
}

/** Which part of a file some bytes are, and which file of the submission it is. */
export interface FilePart extends Omit<Origin, "name"> {
  /** What the beginning of a CSV file told of it, for bytes from its middle. */
  readonly csv?: Required<Pick<CsvOptions, "columns" | "dialect">>;
}

export interface MappedOptions {
  /** Takes the fields beside the records of a JSON envelope. */
  readonly onHeader?: (header: JsonObject) => void;
}

/**
 * Reads the files of one submission by a mapping. Where the mapping groups rows, the readings come
 * after the last file; otherwise they come as the rows do.
 *
 * @throws {InputError} when a file lacks columns that the mapping reads.
 */
export async function* readMapped(
  mapping: Mapping,
  files: Iterable<MappedFile>,
  options: MappedOptions = {},
): Readings {
  const groups = mapping.group.length > 0 ? grouping(mapping) : undefined;
  let file = 0;
  for (const source of files) {
    const origin = { file, name: source.name, ...source.part };
    for await (const { maker, rows } of rowsOf(mapping, source, origin, options)) {
      if (groups === undefined) yield rows.map((row) => readingOf(row, maker, mapping));
      else for (const row of rows) groups.add(row, maker);
    }
    groups?.endFile();
    file++;
  }
  if (groups !== undefined) yield* batches(groups.finish());
}

function readingOf(row: Row | Unreadable, maker: RecordMaker, { of }: Mapping): Reading {
  return row.kind === "unreadable" ? row : recordOf(row, maker.make([row]), of.name);
}

interface RowBatch {
  readonly maker: RecordMaker;
  readonly rows: readonly (Row | Unreadable)[];
}

async function* rowsOf(
  mapping: Mapping,
  { open, isReopenable }: MappedFile,
  origin: Origin,
  { onHeader }: MappedOptions,
): AsyncGenerator<RowBatch, void, void> {
  if (mapping.reads === "csv") return yield* csvBatches(mapping, open(), origin);
  const maker = recordMaker(mapping, []);
  const pieces =
    mapping.reads === "ndjson"
      ? ndjsonPieces(open(), origin)
      : jsonPieces(open(), origin, {
          ...(onHeader && { onHeader }),
          ...(isReopenable && { reopen: open }),
        });
  for await (const rows of pieces) yield { maker, rows };
}

async function* csvBatches(
  mapping: Mapping,
  bytes: Bytes,
  origin: Origin & Pick<FilePart, "csv">,
): AsyncGenerator<RowBatch, void, void> {
  const options = origin.csv ?? csvOptionsOf(mapping, origin.name);
  let maker: RecordMaker | undefined;
  for await (const { columns, rows } of csvRows(bytes, origin, options)) {
    // A header that cannot be read gives no columns, and one unreadable piece.
    if (maker === undefined && columns.length > 0) tellMissing(mapping, columns, origin.name);
    maker ??= recordMaker(mapping, columns);
    yield { maker, rows };
  }
}

/** What a mapping, or else a name, tells of how a CSV file is written. */
export function csvOptionsOf(
  mapping: Mapping,
  name: string,
): Pick<CsvOptions, "encoding" | "delimiter"> {
  const delimiter = mapping.delimiter ?? delimiterByName(name);
  return {
    ...(mapping.encoding && { encoding: mapping.encoding }),
    ...(delimiter !== undefined && { delimiter }),
  };
}

function tellMissing(mapping: Mapping, columns: readonly string[], file: string): void {
  const missing = mapping.references.filter(({ name }) => !columns.includes(name));
  if (missing.length === 0) return;
  const problems = missing.map(({ name, spot }) =>
    problemAt(spot, `${file} has no column '${name}'${didYouMean(name, columns)}`, "mapping"),
  );
  throw new InputError(inOrder(problems).map(formatProblem));
}

const batchSize = 256;

async function* batches(readings: readonly Reading[]): Readings {
  for (let at = 0; at < readings.length; at += batchSize) yield readings.slice(at, at + batchSize);
}
