import { formatDate } from "../../core/expression/time.ts";
import type { Table } from "../../core/subject.ts";

/** A row's key and days, and where it stands; days are numbers since 1970-01-01. */
export interface Span {
  readonly key: string;
  readonly from: number;
  readonly to: number;
  /** Rises in the order in which rows were read. */
  readonly at: number;
}

/** The first and the last of all days: what `valid_from` and `valid_to` are when absent. */
export const sinceEver = -9_999_999;
export const forEver = 9_999_999;

/**
 * Finds rows of one key that are in force on one day. It is given the rows in row order and
 * remembers one, so that a table of any size is looked through.
 */
export function overlapFinder(
  name: string,
  table: Table,
  placeOf: (row: Span) => string,
): (row: Span) => string | undefined {
  let latest: Span | undefined;
  return (row) => {
    const other = latest?.key === row.key ? latest : undefined;
    if (other === undefined || row.to > other.to) latest = row;
    if (table.many || other === undefined || row.from > other.to) return undefined;
    const remedy = table.dated
      ? `two rows are in force from ${dayText(row.from)} on: end one before the other begins`
      : "a key has one row";
    const [first, second] =
      row.from === other.from && row.at < other.at ? [row, other] : [other, row];
    return `${placeOf(second)}: ${name} '${row.key}' stands at ${placeOf(first)} already, and ${remedy}`;
  };
}

/** A day for a person. */
export const dayText = (day: number): string =>
  day <= sinceEver ? "the beginning of time" : day >= forEver ? "no end" : formatDate(day);
