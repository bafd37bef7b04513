import { type CsvOptions, rawRows } from "./csv.ts";
import { dialectOf, firstRowLength } from "./csv-dialect.ts";
import { rowReader } from "./csv-row.ts";
import type { RawRow } from "./csv-rows.ts";
import { peek } from "./head.ts";
import { type Bytes, recordBytesMax } from "./reader.ts";

/** Where a CSV file can be cut, and what the bytes behind a cut do not tell of themselves. */
export interface CsvCuts extends Required<Pick<CsvOptions, "columns" | "dialect">> {
  /** The beginning of the row at which each further part begins. */
  readonly cuts: readonly { readonly offset: number; readonly line: number }[];
}

/**
 * Goes through a CSV file once, quotes and all, to cut it into parts of about this size at the ends
 * of rows. Undefined where the header cannot be read: then the file is one piece.
 */
export async function csvCuts(
  bytes: Bytes,
  options: Pick<CsvOptions, "encoding" | "delimiter">,
  partBytes: number,
): Promise<CsvCuts | undefined> {
  const { head, all } = await peek(bytes, (some) => firstRowLength(some) !== undefined);
  const found = dialectOf(head.subarray(0, firstRowLength(head)), options);
  const reader = rowReader({ file: 0, name: "" }, found, recordBytesMax);
  const cuts: { readonly offset: number; readonly line: number }[] = [];
  let columns: readonly string[] | undefined;
  let next = partBytes;
  for await (const rows of rawRows(all, found, recordBytesMax)) {
    const records = columns === undefined ? rows.slice(1) : rows;
    if (columns === undefined) {
      const named = reader.header(rows[0] as RawRow);
      if ("kind" in named) return undefined;
      columns = named;
    }
    for (const row of records) {
      const offset = reader.offsetOf(row);
      if (offset < next) continue;
      cuts.push({ offset, line: row.line + 1 });
      next = offset + partBytes;
    }
  }
  return columns && { columns, dialect: { ...found, markBytes: 0 }, cuts };
}
