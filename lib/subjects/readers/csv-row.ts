import type { Place, Position, Unreadable } from "../../core/record.ts";
import { cellsOf } from "./csv-cells.ts";
import type { Dialect } from "./csv-dialect.ts";
import type { RawRow } from "./csv-rows.ts";
import { digestOf } from "./digest.ts";
import { type Decode, decoderOf } from "./encoding.ts";
import { mayNeedNormalizing } from "./normal-form.ts";
import type { Origin, Piece } from "./reader.ts";
import { type Refusal, unreadable } from "./reading.ts";
import { tooLarge } from "./too-large.ts";

/** A cell's text; null where it is empty. */
export type Cell = string | null;

/** Reads raw rows of one file. */
export interface RowReader {
  /** The byte offset in the file. */
  offsetOf(row: RawRow): number;
  /** The names of the columns, or why the file cannot be read. */
  header(row: RawRow): readonly string[] | Unreadable;
  row(row: RawRow, columns: readonly string[]): Piece<readonly Cell[]> | Unreadable;
}

export function rowReader(origin: Origin, dialect: Dialect, rowBytesMax: number): RowReader {
  const decode = decoderOf(dialect.encoding);
  const startOffset = (origin.startOffset ?? 0) + dialect.markBytes;
  const startLine = origin.startLine ?? 1;
  const placeOf = (row: RawRow): { readonly position: Position; readonly place: Place } => ({
    position: { file: origin.file, offset: startOffset + row.offset },
    place: { file: origin.name, line: startLine + row.line },
  });
  const refused = (row: RawRow, refusal: Refusal): Unreadable =>
    unreadable(placeOf(row), refusal, digestOfRow(row));

  return {
    offsetOf: ({ offset }) => startOffset + offset,
    header(row) {
      const texts = textsOf(row, dialect, decode, rowBytesMax);
      if (!Array.isArray(texts)) return refused(row, texts as Refusal);
      const columns = texts.map((text, index) => text.trim() || `column ${index + 1}`);
      const twice = columns.find((column, index) => columns.indexOf(column) < index);
      return twice === undefined ? columns : refused(row, duplicateColumn(twice, columns));
    },
    row(row, columns) {
      const texts = textsOf(row, dialect, decode, rowBytesMax);
      if (!Array.isArray(texts)) return refused(row, texts as Refusal);
      if (texts.length !== columns.length)
        return refused(row, unequal(texts.length, columns.length));
      const value: readonly Cell[] = texts.map((text) => (text === "" ? null : text));
      return { kind: "piece", ...placeOf(row), raw: row.raw as Uint8Array, value };
    },
  };
}

function textsOf(
  { raw, hasQuotes, badQuotes }: RawRow,
  { delimiter, encoding }: Dialect,
  decode: Decode,
  rowBytesMax: number,
): string[] | Refusal {
  if (!(raw instanceof Uint8Array)) return tooLarge(raw.length, rowBytesMax);
  if (badQuotes !== undefined) return { code: "bad_quotes", reason: quoteReasons[badQuotes] };
  const text = decode(raw);
  if (text === undefined)
    return { code: "bad_encoding", reason: `it is not ${encoding}: state the file's encoding` };
  if (text.includes("\0"))
    return { code: "bad_encoding", reason: "it has a NUL byte: is the file cut, or UTF-16?" };
  const texts = cellsOf(text, delimiter, hasQuotes);
  return mayNeedNormalizing(text) ? texts.map((cell) => cell.normalize("NFC")) : texts;
}

const quoteReasons = {
  open: "a quote is opened and never closed: double each quote that stands in a quoted cell",
  stray: "text stands behind a closing quote: double each quote that stands in a quoted cell",
} as const;

const digestOfRow = ({ raw }: RawRow): string =>
  raw instanceof Uint8Array ? digestOf(raw) : raw.digest;

const duplicateColumn = (name: string, columns: readonly string[]): Refusal => ({
  code: "duplicate_column",
  reason:
    `the header has two columns '${name}' (${columns.indexOf(name) + 1} and ` +
    `${columns.lastIndexOf(name) + 1}): give each its own name`,
});

const unequal = (found: number, expected: number): Refusal => ({
  code: "unequal_columns",
  reason: `found ${found} cells, but the header has ${expected} columns`,
});
