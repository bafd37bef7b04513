import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import { gatherMistakes, type Mistakes } from "../../app/reference/mistakes.ts";
import { overlapFinder } from "../../app/reference/overlaps.ts";
import { placeOf, rowIntake, type TableRow } from "../../app/reference/row-intake.ts";
import { keptKey } from "../../app/reference/row-order.ts";
import { tableDigest } from "../../app/reference/table-digest.ts";
import type { Subject, Table } from "../../core/subject.ts";
import { transaction } from "./database.ts";

/** What is loaded into a table. */
export interface LoadCommand {
  readonly table: string;
  readonly subject: Subject;
  /** The subject kinds whose table it is: they describe it alike. */
  readonly kinds: readonly string[];
  /** `replace`: the rows are the whole table. `add`: they join those that are there. */
  readonly how: "replace" | "add";
  /** Rows in order, and what could not be read, in batches. */
  readonly rows: AsyncIterable<readonly (TableRow | UnreadRow)[]>;
  /** What the rows were read from, for people. */
  readonly sources: readonly string[];
  /** RFC 3339. */
  readonly loadedAt: string;
}

/** A piece of a file that is no row. */
export interface UnreadRow {
  readonly problem: string;
}

export interface LoadResult {
  /** The number of the load in the store, by which it is read again. */
  readonly load: number;
  /** The version of the table, from 1. */
  readonly number: number;
  readonly digest: string;
  readonly rows: number;
  readonly added: number;
  readonly removed: number;
  /** False: the table held the same rows already, and no version was made. */
  readonly isNew: boolean;
}

/** Rows that may stand under one key: whoever asks for the key gets them all. */
export const rowsPerKeyMax = 10_000;

/**
 * Makes a new version of a table, whole or not at all: rows are gathered and sorted beside the
 * store, checked, and then written in one transaction. Memory does not go with their number.
 *
 * @throws {GateError} `invalid` with every mistake (up to a hundred are told).
 */
export async function loadTable(db: DatabaseSync, command: LoadCommand): Promise<LoadResult> {
  const mistakes = gatherMistakes();
  db.exec(`
    PRAGMA temp.cache_size = -2048;
    DROP TABLE IF EXISTS temp.staged; DROP TABLE IF EXISTS temp.ordered;
    CREATE TEMP TABLE staged (key TEXT, from_day INTEGER, to_day INTEGER, row TEXT, at INTEGER);
    CREATE TEMP TABLE ordered (id INTEGER PRIMARY KEY, key TEXT, from_day INTEGER,
      to_day INTEGER, row TEXT, first_at INTEGER, last_at INTEGER)`);
  try {
    const files = await stage(db, command, mistakes);
    if (command.how === "replace") order(db);
    return transaction(db, () => {
      const current = currentOf(db, command);
      if (command.how === "add") joinCurrent(db, command, current?.table_id);
      const digest = examine(db, command, mistakes, files);
      mistakes.throwIfAny();
      return write(db, command, current, digest);
    });
  } finally {
    clear(db);
  }
}

/** What failed already fails here as well, and is told by what was thrown first. */
function clear(db: DatabaseSync): void {
  try {
    if (db.isTransaction) db.exec("ROLLBACK");
    db.exec("DROP TABLE IF EXISTS temp.staged; DROP TABLE IF EXISTS temp.ordered");
  } catch {
    // Temporary tables go with the connection.
  }
}

/** Lines of one file: positions of rows are file and line in one number. */
const linesMax = 2 ** 32;

/** Names of the files by number: positions tell their lines. */
async function stage(
  db: DatabaseSync,
  { subject, table, rows }: LoadCommand,
  mistakes: Mistakes,
): Promise<readonly string[]> {
  const take = rowIntake(subject, table, mistakes);
  const insert = db.prepare("INSERT INTO staged VALUES (?, ?, ?, ?, ?)");
  const files: string[] = [];
  for await (const batch of rows) {
    db.exec("BEGIN");
    for (const row of batch) {
      if ("problem" in row) mistakes.add(row.problem);
      const taken = "problem" in row ? undefined : take(row);
      if (taken === undefined || "problem" in row) continue;
      if (files.at(-1) !== row.place.file) files.push(row.place.file);
      const at = (files.length - 1) * linesMax + (row.place.line ?? 0);
      insert.run(keptKey(taken.key), taken.from, taken.to, JSON.stringify(taken.value), at);
    }
    db.exec("COMMIT");
  }
  return files;
}

/** Equal rows become one, which remembers the first and the last place. */
const order = (db: DatabaseSync): void =>
  db.exec(`
    INSERT INTO ordered (key, from_day, to_day, row, first_at, last_at)
    SELECT key, from_day, to_day, row, min(at), max(at) FROM staged
    GROUP BY key, from_day, row ORDER BY key, from_day, row;
    DELETE FROM staged`);

interface Current {
  readonly id: number;
  readonly table_id: number;
  readonly number: number;
  readonly digest: string;
  readonly rows: number;
}

/** The version of the table that holds now, for any of the kinds. */
function currentOf(db: DatabaseSync, { table, kinds }: LoadCommand): Current | undefined {
  const latest = db.prepare(`
    SELECT loads.* FROM load_kinds JOIN loads ON loads.id = load_id
      JOIN tables ON tables.id = table_id
    WHERE kind = ? AND name = ? ORDER BY load_id DESC LIMIT 1`);
  const found = kinds.flatMap((kind) => (latest.get(kind, table) as unknown as Current) ?? []);
  return found.sort((a, b) => b.id - a.id)[0];
}

/**
 * Rows that are there already join the new ones; those that a new row stands for, by key and first
 * day, do not. They are told by the position -1.
 */
function joinCurrent(
  db: DatabaseSync,
  { table, subject }: LoadCommand,
  tableId: number | undefined,
): void {
  db.exec("CREATE INDEX temp.staged_by_key ON staged (key, from_day)");
  const replaced = (subject.tables[table] as Table).many
    ? "FALSE"
    : "EXISTS (SELECT 1 FROM staged s WHERE s.key = r.key AND s.from_day = r.from_day)";
  db.prepare(`
    INSERT INTO staged SELECT key, from_day, to_day, row, -1 FROM rows r
    WHERE table_id = ? AND removed IS NULL AND NOT ${replaced}`).run(tableId ?? null);
  db.exec("DROP INDEX temp.staged_by_key");
  order(db);
}

interface OrderedRow {
  readonly key: string;
  readonly from_day: number;
  readonly to_day: number;
  readonly row: string;
  readonly first_at: number;
  readonly last_at: number;
}

/** Looks through the ordered rows once: for overlaps, for keys of too many rows, for the digest. */
function examine(
  db: DatabaseSync,
  { table: name, subject }: LoadCommand,
  mistakes: Mistakes,
  files: readonly string[],
): string {
  const table = subject.tables[name] as Table;
  const overlap = overlapFinder(name, table, ({ at }) => placeAt(at, files));
  const digest = tableDigest();
  let [key, count] = ["", 0];
  const all = db.prepare("SELECT * FROM ordered ORDER BY id").iterate() as Iterable<unknown>;
  for (const one of all as Iterable<OrderedRow>) {
    digest.add(one.row);
    const { first_at, last_at } = one;
    const span = { key: one.key, from: one.from_day, to: one.to_day };
    const found = overlap({ ...span, at: first_at });
    if (found !== undefined) mistakes.add(found);
    // The same row twice: in a table of one row a key that is a mistake as well.
    const again =
      first_at !== last_at && first_at >= 0 ? overlap({ ...span, at: last_at }) : undefined;
    if (again !== undefined) mistakes.add(again);
    count = one.key === key ? count + 1 : 1;
    key = one.key;
    if (count === rowsPerKeyMax + 1)
      mistakes.add(
        `${placeAt(first_at, files)}: ${name} '${key}' has more than ${rowsPerKeyMax} rows: ` +
          "a key stands for what one record looks up",
      );
  }
  return digest.digest();
}

function placeAt(at: number, files: readonly string[]): string {
  if (at < 0) return "the store";
  const line = at % linesMax;
  const file = files[Math.floor(at / linesMax)] ?? "";
  return line === 0 ? file : placeOf({ place: { file, line } });
}

function write(
  db: DatabaseSync,
  command: LoadCommand,
  current: Current | undefined,
  digest: string,
): LoadResult {
  const count = (sql: string, ...given: SQLInputValue[]): number =>
    (db.prepare(sql).get(...given) as { n: number }).n;
  const rows = count("SELECT count(*) AS n FROM ordered");
  if (current?.digest === digest && servesAll(db, current.id, command.kinds))
    return {
      load: current.id,
      number: current.number,
      digest,
      rows,
      added: 0,
      removed: 0,
      isNew: false,
    };

  const tableId = current?.table_id ?? newTable(db, command.table);
  const load = count("SELECT ifnull(max(id), 0) + 1 AS n FROM loads");
  const number = count(
    "SELECT ifnull(max(number), 0) + 1 AS n FROM loads WHERE table_id = ?",
    tableId,
  );
  const removed = endRows(db, tableId, load, current !== undefined);
  const added = addRows(db, tableId, load);
  db.prepare("INSERT INTO loads VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)").run(
    load,
    tableId,
    number,
    digest,
    rows,
    added,
    removed,
    command.loadedAt,
    JSON.stringify(command.sources),
  );
  const serve = db.prepare("INSERT INTO load_kinds (kind, load_id) VALUES (?, ?)");
  for (const kind of command.kinds) serve.run(kind, load);
  return { load, number, digest, rows, added, removed, isNew: true };
}

function servesAll(db: DatabaseSync, load: number, kinds: readonly string[]): boolean {
  const serves = db.prepare("SELECT 1 FROM load_kinds WHERE kind = ? AND load_id = ?");
  return kinds.every((kind) => serves.get(kind, load) !== undefined);
}

const newTable = (db: DatabaseSync, name: string): number =>
  Number(db.prepare("INSERT INTO tables (name) VALUES (?)").run(name).lastInsertRowid);

/** Rows of before that are not among the new ones. */
function endRows(db: DatabaseSync, tableId: number, load: number, isKnown: boolean): number {
  if (!isKnown) return 0;
  db.exec("CREATE INDEX temp.ordered_by_key ON ordered (key, from_day)");
  const end = db.prepare(`
    UPDATE rows SET removed = :load WHERE table_id = :table AND removed IS NULL
      AND NOT EXISTS (SELECT 1 FROM ordered o
        WHERE o.key = rows.key AND o.from_day = rows.from_day AND o.row = rows.row)`);
  return Number(end.run({ load, table: tableId }).changes);
}

/** New rows that are not there already. */
function addRows(db: DatabaseSync, tableId: number, load: number): number {
  const add = db.prepare(`
    INSERT INTO rows (table_id, key, from_day, to_day, row, added)
    SELECT :table, key, from_day, to_day, row, :load FROM ordered o
    WHERE NOT EXISTS (SELECT 1 FROM rows r WHERE r.table_id = :table AND r.key = o.key
      AND r.from_day = o.from_day AND r.row = o.row AND r.removed IS NULL)
    ORDER BY o.id`);
  return Number(add.run({ load, table: tableId }).changes);
}
