import { type CsvOptions, rawRows } from "./csv.ts";
import { dialectOf, firstRowLength } from "./csv-dialect.ts";
import { rowReader } from "./csv-row.ts";
import type { RawRow } from "./csv-rows.ts";
import { peek } from "./head.ts";
import { type Bytes, recordBytesMax } from "./reader.ts";

/** Where a CSV file can be cut, and what the bytes behind a cut do not tell of themselves. */
export interface CsvCuts extends Required<Pick<CsvOptions, "columns" | "dialect">> {
  /** The beginning of the row at which each further part begins. */
  readonly cuts: readonly CsvCut[];
  /** It was not gone through to its end: there is more behind the last cut. */
  readonly isOpen?: true;
}

export interface CsvCut {
  readonly offset: number;
  readonly line: number;
}

export interface CsvCutting {
  readonly partBytes: number;
  /** Goes on at a cut that was found before: the bytes are those from there on. */
  readonly from?: CsvCut & Required<Pick<CsvOptions, "columns" | "dialect">>;
  /** Ends at the first cut behind so many bytes. */
  readonly bytesMax?: number;
}

/**
 * Goes through a CSV file once, quotes and all, to cut it into parts of about this size at the ends
 * of rows. Undefined where the header cannot be read: then the file is one piece. Where it ends early
 * and goes on later, it finds the same cuts.
 */
export async function csvCuts(
  bytes: Bytes,
  options: Pick<CsvOptions, "encoding" | "delimiter">,
  { partBytes, from, bytesMax = Number.POSITIVE_INFINITY }: CsvCutting,
): Promise<CsvCuts | undefined> {
  const { dialect, all } = from ? { ...from, all: bytes } : await sniffed(bytes, options);
  const start = from?.offset ?? 0;
  const origin = { file: 0, name: "", startOffset: start, startLine: from?.line ?? 1 };
  const reader = rowReader(origin, dialect, recordBytesMax);
  const cuts: CsvCut[] = [];
  let columns = from?.columns;
  let next = start + partBytes;
  for await (const rows of rawRows(all, dialect, recordBytesMax)) {
    const records = columns === undefined ? rows.slice(1) : rows;
    if (columns === undefined) {
      const named = reader.header(rows[0] as RawRow);
      if ("kind" in named) return undefined;
      columns = named;
    }
    for (const row of records) {
      const offset = reader.offsetOf(row);
      if (offset < next) continue;
      cuts.push({ offset, line: row.line + origin.startLine });
      next = offset + partBytes;
      if (offset >= start + bytesMax) return { ...told(columns, dialect), cuts, isOpen: true };
    }
  }
  return columns && { ...told(columns, dialect), cuts };
}

async function sniffed(bytes: Bytes, options: Pick<CsvOptions, "encoding" | "delimiter">) {
  const { head, all } = await peek(bytes, (some) => firstRowLength(some) !== undefined);
  return { dialect: dialectOf(head.subarray(0, firstRowLength(head)), options), all };
}

/** Bytes from the middle have no mark. */
const told = (columns: readonly string[], dialect: CsvCuts["dialect"]) => ({
  columns,
  dialect: { ...dialect, markBytes: 0 },
});
