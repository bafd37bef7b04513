import { parseDate } from "../../core/expression/time.ts";
import type { JsonObject } from "../../core/expression/value.ts";
import type { Table } from "../../core/subject.ts";
import { dayText, forEver, sinceEver } from "./overlaps.ts";

/** What a look through a table finds. */
export interface Examined {
  readonly rows: number;
  /** Rows in force on the day asked about; all of them where rows have no dates. */
  readonly inForce: number;
  /** Days between two rows of a key on which none is in force. */
  readonly gaps: Findings;
  /** Keys whose last row ends soon, with nothing after it. */
  readonly endSoon: Findings;
  /** Keys whose last row has ended. */
  readonly ended: Findings;
}

/** How many there are, and the first of them in words. */
export interface Findings {
  readonly count: number;
  readonly examples: readonly string[];
}

const examplesMax = 10;

/**
 * Looks through the rows of a table, in the order of their keys, for what will make look-ups find
 * nothing. Gaps are told of tables that have one row a key: where several may be in force, nobody
 * knows which belong together.
 */
export function examineTable(
  table: Table,
  rows: Iterable<JsonObject>,
  today: number,
  soonDays: number,
): Examined {
  let [count, inForce] = [0, 0];
  const [gaps, endSoon, ended] = [findings(), findings(), findings()];
  let last: { readonly key: string; readonly to: number } | undefined;
  const close = (): void => {
    if (last === undefined || !table.dated) return;
    if (last.to < today) ended.add(() => `${last?.key} ended on ${dayText(last?.to ?? 0)}`);
    else if (last.to <= today + soonDays)
      endSoon.add(() => `${last?.key} ends on ${dayText(last?.to ?? 0)}`);
  };
  for (const row of rows) {
    const [key, { from, to }] = [keyOf(row, table), daysOf(row, table)];
    count++;
    if (from <= today && today <= to) inForce++;
    if (last?.key !== key) close();
    else if (!table.many && from > last.to + 1) {
      const { to: before } = last;
      gaps.add(() => `${key} has no row from ${dayText(before + 1)} to ${dayText(from - 1)}`);
    }
    last = { key, to: last?.key === key ? Math.max(last.to, to) : to };
  }
  close();
  const [gapsFound, soon, past] = [gaps.found(), endSoon.found(), ended.found()];
  return { rows: count, inForce, gaps: gapsFound, endSoon: soon, ended: past };
}

function findings() {
  let count = 0;
  const examples: string[] = [];
  return {
    add: (text: () => string): void => {
      count++;
      if (examples.length < examplesMax) examples.push(text());
    },
    found: (): Findings => ({ count, examples }),
  };
}

const keyOf = (row: JsonObject, { key }: Table): string =>
  key.map((field) => String(row[field] ?? "")).join(" | ");

function daysOf(row: JsonObject, { dated }: Table) {
  const day = (value: unknown) => (typeof value === "string" ? parseDate(value) : undefined);
  return {
    from: (dated ? day(row["valid_from"]) : undefined) ?? sinceEver,
    to: (dated ? day(row["valid_to"]) : undefined) ?? forEver,
  };
}
