import type { Context } from "../core/context.ts";
import { keysOf } from "../core/keys-of.ts";
import type { Plan } from "../core/plan.ts";
import type { Reading, ReadRecord } from "../core/record.ts";
import type { ReferenceKey, ReferenceRows } from "../core/subject.ts";
import { GateError } from "./errors.ts";
import type { KeyedRows, ReferenceTables } from "./ports.ts";
import { idOf, referenceRows } from "./reference-rows.ts";

/** Rounds of fetching: a row may name the key of another row, this often. */
const roundsMax = 8;
/** Keys that the records of one call may need: those of a submission, or of one chunk of a run. */
export const keysMax = 20_000;

/** What was read of the reference tables: the rows for the core, and what to keep a digest of. */
export interface Enriched {
  readonly rows: ReferenceRows;
  readonly loaded: ReadonlySet<string>;
  readonly asked: readonly ReferenceKey[];
  readonly fetched: readonly KeyedRows[];
}

/**
 * Fetches the rows that records need, round by round, since a row may lead to the next. A table that
 * a roster goes through counts as not loaded: its rule then holds, and passes nothing unread.
 *
 * @throws {GateError} `unavailable` when a table cannot be read, `too_large` beyond `keysMax` keys.
 */
export async function enrich(
  references: ReferenceTables,
  plan: Plan,
  readings: readonly Reading[],
  context: Omit<Context, "rows">,
): Promise<Enriched> {
  const rosters = new Set(plan.rules.map((rule) => rule.roster?.table));
  const tables = Object.keys(plan.subject.tables).filter((table) => !rosters.has(table));
  const loaded = tables.length === 0 ? new Set<string>() : await references.loaded(tables);
  const records = readings.filter((reading): reading is ReadRecord => reading.kind === "record");

  const asked = new Map<string, ReferenceKey>();
  const fetched: KeyedRows[] = [];
  for (let round = 0; ; round++) {
    const rows = referenceRows(plan.subject, loaded, fetched, asked);
    const fresh = keysOf(plan, records, { ...context, rows }).filter(
      ({ table, key }) => loaded.has(table) && !asked.has(idOf(table, key)),
    );
    if (fresh.length === 0) return { rows, loaded, asked: [...asked.values()], fetched };
    if (round === roundsMax) throw tooDeep();
    for (const one of fresh) asked.set(idOf(one.table, one.key), one);
    if (asked.size > keysMax) throw tooMany(asked.size);
    fetched.push(...(await references.rows(fresh)));
  }
}

const tooDeep = (): GateError =>
  new GateError("unavailable", `look-ups lead to further look-ups more than ${roundsMax} times`);

const tooMany = (keys: number): GateError =>
  new GateError(
    "too_large",
    `the records look up ${keys} keys, and at most ${keysMax} are fetched at once: open a run`,
  );
