import type { Context } from "../../core/context.ts";
import { jsonLines } from "./json-lines.ts";
import type { SectionWriter } from "./section-file.ts";
import { partitionOfHash } from "./stub-partitions.ts";
import type { AwaitedRows, RowsRead, Workshop } from "./workshop.ts";

/**
 * Does a piece of work whose rows may not be at hand: again and again until every row that it looks
 * for is, each time in a context with what is at hand then. The work must be such that nothing is
 * left of it but what it returns.
 */
export function withRows<Result>(
  { rows, context }: Pick<Workshop, "rows" | "context">,
  work: (context: Context) => Result,
): Result | Promise<Result> {
  return rows ? repeated(rows, context, work) : work(context);
}

async function repeated<Result>(
  rows: AwaitedRows,
  context: Context,
  work: (context: Context) => Result,
): Promise<Result> {
  rows.begin();
  for (;;) {
    const result = work({ ...context, rows: rows.now() });
    if (!(await rows.fetched())) return result;
  }
}

/** A line of a section `read/N`: the table, how many rows, and the digest, which tells it apart. */
export type ReadLine = readonly [table: string, rows: number, digest: string];

/** Writes down what a task has read of tables, partition by partition. */
export function appendRowsRead({ rows, partitions }: Workshop, file: SectionWriter): void {
  if (!rows) return;
  const groups = Map.groupBy(rows.read(), ({ digest }) => partitionOf(digest, partitions));
  for (const [partition, some] of groups)
    file.append(`read/${partition}`, jsonLines(some.map(lineOf)));
}

const lineOf = ({ table, rows, digest }: RowsRead): ReadLine => [table, rows, digest];

const partitionOf = (digest: string, partitions: number): number =>
  partitionOfHash(Number.parseInt(digest.slice(0, 8), 16), partitions);

/** What was read of each table, every key counted once: plain JSON, which adds up over partitions. */
export type TablesRead = Readonly<Record<string, TableSum>>;

export interface TableSum {
  readonly keys: number;
  readonly rows: number;
  /** The sum of the digests modulo 2^256: hex, 64 digits. */
  readonly digest: string;
}

/** Counts each line once, however many parts have it. */
export function sumOfRead(lines: Iterable<ReadLine>): TablesRead {
  const seen = new Set<string>();
  const sums = new Map<string, { keys: number; rows: number; digest: bigint }>();
  for (const [table, rows, digest] of lines) {
    const name = Buffer.from(digest, "hex").toString("latin1");
    if (seen.has(name)) continue;
    seen.add(name);
    const sum = sums.get(table) ?? { keys: 0, rows: 0, digest: 0n };
    sum.keys++;
    sum.rows += rows;
    sum.digest += BigInt(`0x${digest}`);
    sums.set(table, sum);
  }
  return Object.fromEntries(
    [...sums].map(([table, { digest, ...counts }]) => [
      table,
      { ...counts, digest: hexOf(digest) },
    ]),
  );
}

/** What several shares of the keys gave together. */
export function addRead(shares: Iterable<TablesRead>): TablesRead {
  const sums: Record<string, TableSum> = {};
  for (const share of shares)
    for (const [table, { keys, rows, digest }] of Object.entries(share)) {
      const sum = sums[table] ?? { keys: 0, rows: 0, digest: "0" };
      sums[table] = {
        keys: sum.keys + keys,
        rows: sum.rows + rows,
        digest: hexOf(BigInt(`0x${sum.digest}`) + BigInt(`0x${digest}`)),
      };
    }
  return sums;
}

const digestBits = 256;

const hexOf = (sum: bigint): string =>
  BigInt.asUintN(digestBits, sum)
    .toString(16)
    .padStart(digestBits / 4, "0");
