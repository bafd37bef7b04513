import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { codeOf } from "../files/failures.ts";
import { gateSchema, type SchemaStep } from "./gate-schema.ts";
import { migrate } from "./migrations.ts";

export const gateFileName = "gate.db";
/** Somebody may look into the file by other means: that is waited for so long. */
const busyMs = 5_000;

/** Makes the folder, which nobody else may read, where there is none. */
export function prepareFolder(folder: string): void {
  const path = resolve(folder);
  const first = mkdirSync(path, { recursive: true, mode: 0o700 });
  // Whoever made one that is there may have died before it was synced.
  if (first === undefined) syncIfAllowed(dirname(path));
  // Each new folder is a name in the one above it.
  for (let made = path; first !== undefined && made.length >= first.length; made = dirname(made))
    syncFolder(dirname(made));
}

/** Not everybody may read the folder above the one that is theirs. */
function syncIfAllowed(folder: string): void {
  try {
    syncFolder(folder);
  } catch (error) {
    if (codeOf(error) !== "EACCES" && codeOf(error) !== "EPERM") throw error;
  }
}

/** Makes gate.db where there is none, and its tables those of this version. */
export function prepareGateFile(folder: string, steps: readonly SchemaStep[] = gateSchema): void {
  const path = join(folder, gateFileName);
  // SQLite gives its other files the permissions of this one.
  closeSync(openSync(path, "a", 0o600));
  // Nothing is set before it is known whose file it is.
  const db = new DatabaseSync(path);
  try {
    migrate(db, steps, (version) => keepCopy(db, join(folder, `gate.version-${version}.db`)));
  } finally {
    db.close();
  }
  syncFolder(folder);
}

/** A connection that writes; there is one at a time. What it commits is on the disk. */
export function openToWrite(folder: string): DatabaseSync {
  const db = new DatabaseSync(join(folder, gateFileName), { timeout: busyMs });
  db.exec(`
    PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
    PRAGMA cache_size = -65536; PRAGMA journal_size_limit = 67108864`);
  return db;
}

/** A connection that reads what is committed, while others write. */
export function openToRead(folder: string): DatabaseSync {
  const db = new DatabaseSync(join(folder, gateFileName), { readOnly: true, timeout: busyMs });
  db.exec("PRAGMA cache_size = -16384");
  return db;
}

/** A whole copy of a database in one file, which is there whole or not at all. */
export function keepCopy(db: DatabaseSync, path: string): void {
  const unfinished = `${path}.unfinished`;
  rmSync(unfinished, { force: true });
  closeSync(openSync(unfinished, "wx", 0o600));
  db.prepare("VACUUM INTO ?").run(unfinished);
  syncFile(unfinished);
  renameSync(unfinished, path);
  syncFolder(join(path, ".."));
}

export const hasGateFile = (folder: string): boolean => existsSync(join(folder, gateFileName));

/** What was written to a file is on the disk when this returns. */
export function syncFile(path: string): void {
  const file = openSync(path, "r+");
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Names that were given or taken in a folder are on the disk when this returns. */
export function syncFolder(path: string): void {
  if (process.platform === "win32") return; // which knows no such thing
  const folder = openSync(path, "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
