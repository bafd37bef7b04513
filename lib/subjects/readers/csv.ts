import type { JsonObject } from "../../core/expression/value.ts";
import type { Unreadable } from "../../core/record.ts";
import { type Dialect, dialectOf, firstRowLength } from "./csv-dialect.ts";
import { type Cell, type RowReader, rowReader } from "./csv-row.ts";
import { type RawRow, rowSplitter } from "./csv-rows.ts";
import { unitReader } from "./csv-units.ts";
import type { Encoding } from "./encoding.ts";
import { peek } from "./head.ts";
import {
  type Bytes,
  type Origin,
  type Piece,
  type Readings,
  recordBytesMax,
  slices,
} from "./reader.ts";
import { recordOf } from "./reading.ts";

export interface CsvOptions {
  /** UTF-8 when absent, UTF-16 where a byte order mark or NUL bytes tell it. */
  readonly encoding?: Encoding;
  /** One ASCII character; found among , ; tab and | when absent. */
  readonly delimiter?: string;
  /** The names of the columns, for bytes that have no header row. */
  readonly columns?: readonly string[];
  /** How the file is written, for bytes from its middle, which do not tell. */
  readonly dialect?: Dialect;
  /** The record type, where the kind has several. */
  readonly of?: string;
  /** A longer row is unreadable, and is never held in memory. */
  readonly rowBytesMax?: number;
}

/** Rows under the columns of their header. The first batch comes even when it has no rows. */
export interface CsvBatch {
  readonly columns: readonly string[];
  readonly rows: readonly (Piece<readonly Cell[]> | Unreadable)[];
}

/**
 * Reads CSV (RFC 4180): a header row, then a record a row, whose values are texts, null where a
 * cell is empty. Cells in quotes may hold delimiters, line breaks and doubled quotes; rows end in
 * LF or CRLF; blank lines count for nothing. In memory of one row.
 */
export async function* readCsv(bytes: Bytes, origin: Origin, options: CsvOptions = {}): Readings {
  for await (const { columns, rows } of csvRows(bytes, origin, options)) {
    if (rows.length === 0) continue;
    yield rows.map((row) =>
      row.kind === "piece" ? recordOf(row, objectOf(columns, row.value), options.of) : row,
    );
  }
}

function objectOf(columns: readonly string[], cells: readonly Cell[]): JsonObject {
  // Written plainly, a column of this name would be lost.
  if (columns.includes("__proto__"))
    return Object.fromEntries(columns.map((column, i) => [column, cells[i] as Cell]));
  const object: Record<string, Cell> = {};
  for (let i = 0; i < columns.length; i++) object[columns[i] as string] = cells[i] as Cell;
  return object;
}

/** The rows as mappings read them. A file whose header cannot be read is one unreadable piece. */
export async function* csvRows(
  bytes: Bytes,
  origin: Origin,
  options: CsvOptions = {},
): AsyncGenerator<CsvBatch, void, void> {
  const rowBytesMax = options.rowBytesMax ?? recordBytesMax;
  const { head, all } = await peek(bytes, (head) => firstRowLength(head) !== undefined);
  const dialect = options.dialect ?? dialectOf(head.subarray(0, firstRowLength(head)), options);
  const reader = rowReader(origin, dialect, rowBytesMax);

  let columns = options.columns;
  for await (const rows of rawRows(all, dialect, rowBytesMax)) {
    const named = columns ?? reader.header(rows[0] as RawRow);
    if ("kind" in named) {
      yield { columns: [], rows: [named] };
      return;
    }
    const records = columns === undefined ? rows.slice(1) : rows;
    columns = named;
    yield {
      columns: named,
      rows: wantedOf(records, reader, origin).map((row) => reader.row(row, named)),
    };
  }
}

function wantedOf(rows: readonly RawRow[], reader: RowReader, { only }: Origin) {
  return only ? rows.filter((row) => only(reader.offsetOf(row))) : rows;
}

export async function* rawRows(
  all: Bytes,
  { encoding, delimiter, markBytes }: Dialect,
  rowBytesMax: number,
): AsyncGenerator<readonly RawRow[], void, void> {
  const units = unitReader(encoding);
  const splitter = rowSplitter(delimiter.charCodeAt(0), units.unitBytes, rowBytesMax);
  for await (const chunk of slices(withoutMark(all, markBytes))) {
    const rows = splitter.push(units.push(chunk));
    if (rows.length > 0) yield rows;
  }
  const last = splitter.end(units.left());
  if (last.length > 0) yield last;
}

async function* withoutMark(bytes: Bytes, markBytes: number): AsyncGenerator<Uint8Array> {
  let left = markBytes;
  for await (const chunk of bytes) {
    const skipped = Math.min(left, chunk.length);
    left -= skipped;
    yield skipped === 0 ? chunk : chunk.subarray(skipped);
  }
}
