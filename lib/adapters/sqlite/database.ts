import { DatabaseSync } from "node:sqlite";
import { GateError } from "../../app/errors.ts";

/** What a file says of itself, so that no other program's database is taken for ours. */
const applicationId = 0x486f6c64; // "Hold"
/** Another load is waited for so long; then it is told. */
const busyMs = 10_000;

export interface OpenOptions {
  readonly readOnly: boolean;
  /** The statements that make the tables of a new file, and the version they are known by. */
  readonly schema: { readonly version: number; readonly sql: string };
}

/**
 * Opens a database file; a new one is made where it may be written and none is there.
 *
 * @throws {GateError} `unavailable` when it cannot be opened, `invalid` when it is not ours.
 */
export function openDatabase(path: string, name: string, options: OpenOptions): DatabaseSync {
  return reaching(name, () => {
    const db = new DatabaseSync(path, { readOnly: options.readOnly, timeout: busyMs });
    try {
      // Kilobytes: each worker thread reads by a connection of its own. Loads go through their rows in the
      // order of keys, and sort in as much again: more would make them no faster, and the allocator keeps it.
      db.exec("PRAGMA cache_size = -4096");
      if (!options.readOnly) prepareFile(db, options.schema);
      refuseStrangers(db, name, options.schema.version);
      return db;
    } catch (error) {
      db.close();
      throw error;
    }
  });
}

/** Readers go on while a load writes, and a load is on the disk when it is told as done. */
function prepareFile(db: DatabaseSync, { version, sql }: OpenOptions["schema"]): void {
  db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA temp_store = FILE");
  if (numberOf(db, "user_version") !== 0 || numberOf(db, "application_id") !== 0) return;
  const { tables } = db.prepare("SELECT count(*) AS tables FROM sqlite_schema").get() as {
    tables: number;
  };
  if (tables > 0) return;
  transaction(db, () => {
    if (numberOf(db, "user_version") !== 0) return;
    db.exec(sql);
    db.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${version}`);
  });
}

function refuseStrangers(db: DatabaseSync, name: string, version: number): void {
  const [id, found] = [numberOf(db, "application_id"), numberOf(db, "user_version")];
  if (id !== applicationId)
    throw new GateError("invalid", `${name} is a database, but no store of reference tables`);
  if (found !== version)
    throw new GateError(
      "invalid",
      `${name} is a store of version ${found}, and this Holdpoint reads version ${version}: ` +
        "use the Holdpoint that made it, or load its tables into a new store",
    );
}

function numberOf(db: DatabaseSync, pragma: "user_version" | "application_id"): number {
  const row = db.prepare(`PRAGMA ${pragma}`).get() as Readonly<Record<string, number>>;
  return row[pragma] as number;
}

/** All or nothing: what is thrown inside undoes what was done inside. */
export function transaction<Result>(db: DatabaseSync, work: () => Result): Result {
  db.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    db.exec("COMMIT");
    return result;
  } catch (error) {
    if (db.isTransaction) db.exec("ROLLBACK");
    throw error;
  }
}

/** Does something with a database; what it throws becomes a refusal that names it. */
export function reaching<Result>(name: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw refusalOf(error, name);
  }
}

/** What the database threw as a use case's refusal; anything else as it is. */
export function refusalOf(error: unknown, name: string): unknown {
  const code = sqliteCode(error);
  if (code === undefined) return error;
  const reason = reasons[code] ?? String(error);
  return new GateError("unavailable", `${name} cannot be used: ${reason}`, { cause: error });
}

/** The primary result code of SQLite (https://www.sqlite.org/rescode.html). */
function sqliteCode(error: unknown): number | undefined {
  if (typeof error !== "object" || error === null || !("errcode" in error)) return undefined;
  return typeof error.errcode === "number" ? error.errcode & 0xff : undefined;
}

const reasons: Readonly<Record<number, string>> = {
  5: "something else is writing to it; try again when that is done",
  6: "something else is writing to it; try again when that is done",
  8: "it is not permitted to write to it",
  10: "reading or writing it failed: look at the device, and at the room left on it",
  11: "it is damaged: take a copy of it from before, or load its tables into a new one",
  13: "there is no room left on the device, or where temporary files go",
  14: "it, or the folder it is in, cannot be opened",
  26: "it is no database",
};
