import { isInForce } from "../../core/in-force.ts";
import type { ReferenceKey, ReferenceRows, Subject } from "../../core/subject.ts";
import { canonicalJson, sha256 } from "../digest.ts";
import { GateError } from "../errors.ts";
import type { KeyedRows, ReferenceTables } from "../ports.ts";
import { idOf } from "../reference-rows.ts";
import type { AwaitedRows, RowsRead } from "../run/workshop.ts";

/** Rounds of fetching: a row may name the key of another row, this often. */
const roundsMax = 8;
/** Keys that one piece of work may need. */
const keysMax = 200_000;
/** Keys whose rows stay at hand for the next piece of work. */
const keysKeptMax = 50_000;

/**
 * The rows of reference tables, for work that is done again until all that it looks for is there: so
 * it finds the very rows that it would find in memory, keys that are made of several records or of
 * other rows included, and nothing more is fetched than is looked for. A table that a roster goes
 * through counts as not loaded, as it does in `submit`: its rule holds.
 *
 * @param loaded the tables that may be looked into: those that were loaded when the run was cut.
 */
export function fetchedRows(
  references: ReferenceTables,
  subject: Subject,
  loaded: ReadonlySet<string>,
): AwaitedRows {
  const known = new Map<string, KeyedRows>();
  /** What the work at hand has looked for, and what of it was not there. */
  let asked = new Map<string, ReferenceKey>();
  let absent = new Map<string, ReferenceKey>();
  let rounds = 0;
  const read = new Map<string, RowsRead>();

  const find: ReferenceRows["find"] = (table, key, on) => {
    const id = idOf(table, key);
    const found = known.get(id);
    asked.set(id, { table, key });
    if (found === undefined) absent.set(id, { table, key });
    const rows = found?.rows ?? [];
    return on === undefined || subject.tables[table]?.dated !== true
      ? rows
      : rows.filter((row) => isInForce(row, on));
  };
  const note = (): void => {
    for (const [id, { table, key }] of asked)
      if (!read.has(id)) read.set(id, rowsRead(table, key, known.get(id)?.rows ?? []));
  };

  const source = (): ReferenceRows => ({
    loaded: (table) => loaded.has(table),
    find,
    all: () => undefined,
  });
  let current = source();

  return {
    now: () => current,
    begin: () => {
      if (known.size > keysKeptMax) known.clear();
      [asked, absent, rounds] = [new Map(), new Map(), 0];
    },
    fetched: async () => {
      if (asked.size > keysMax) throw tooMany(asked.size);
      if (absent.size === 0) {
        note();
        return false;
      }
      if (++rounds > roundsMax) throw tooDeep();
      const keys = [...absent.values()];
      for (const one of await references.rows(keys)) known.set(idOf(one.table, one.key), one);
      // A key without rows is left out: that there are none is known now.
      for (const [id, { table, key }] of absent)
        if (!known.has(id)) known.set(id, { table, key, rows: [] });
      [asked, absent, current] = [new Map(), new Map(), source()];
      return true;
    },
    read: () => read.values(),
  };
}

/** The rows of a key are a set: which of them a store gives first is not told. */
function rowsRead(table: string, key: string, rows: KeyedRows["rows"]): RowsRead {
  const texts = rows.map(canonicalJson).sort();
  return {
    table,
    key,
    rows: rows.length,
    digest: sha256(JSON.stringify([table, key, ...texts])),
  };
}

const tooDeep = (): GateError =>
  new GateError("unavailable", `look-ups lead to further look-ups more than ${roundsMax} times`);

const tooMany = (keys: number): GateError =>
  new GateError(
    "too_large",
    `records that are judged together look up ${keys} keys, and at most ${keysMax} are fetched`,
  );
