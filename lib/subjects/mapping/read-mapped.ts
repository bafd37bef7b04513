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
import { type RecordMaker, type Row, recordMaker } from "./make-record.ts";
import type { Mapping } from "./mapping.ts";
import { type RowBatch as GroupedRows, readGrouped } from "./read-grouped.ts";

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
  /** Where rows are grouped: more of them are read several times, if they can be. */
  readonly rowsHeldMax?: number;
}

/**
 * Reads the files of one submission by a mapping. Where the mapping groups rows, no reading comes
 * before the last row was seen; otherwise they come as the rows do.
 *
 * @throws {InputError} when a file lacks columns that the mapping reads.
 */
export async function* readMapped(
  mapping: Mapping,
  files: Iterable<MappedFile>,
  options: MappedOptions = {},
): Readings {
  if (mapping.group.length > 0) return yield* readByGroups(mapping, [...files], options);
  let file = 0;
  for (const source of files) {
    const origin = { file, name: source.name, ...source.part };
    for await (const { maker, rows } of rowsOf(mapping, source, origin, options))
      yield rows.map((row) => readingOf(row, maker, mapping));
    file++;
  }
}

/** Rows of one record stand anywhere behind its first, so that none may be left out. */
async function* readByGroups(
  mapping: Mapping,
  files: readonly MappedFile[],
  { onHeader, rowsHeldMax }: MappedOptions,
): Readings {
  const told = new Set<number>();
  const read = async function* (): AsyncGenerator<GroupedRows, void, void> {
    for (const [file, source] of files.entries()) {
      const { only: _, ...origin } = { file, name: source.name, ...source.part };
      const tell = (header: JsonObject) => {
        if (!told.has(file)) onHeader?.(header);
        told.add(file);
      };
      yield* rowsOf(mapping, source, origin, { onHeader: tell });
      yield "end";
    }
  };
  const isReopenable = files.every((file) => file.isReopenable);
  yield* readGrouped(mapping, read, {
    isReopenable,
    ...(rowsHeldMax !== undefined && { rowsHeldMax }),
  });
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
