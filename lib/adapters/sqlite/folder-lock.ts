import { closeSync, openSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { GateError } from "../../app/errors.ts";
import { sqliteCodeOf } from "./gate-refusals.ts";

export interface FolderLock {
  release(): void;
}

/**
 * Takes a folder for this process alone. The operating system holds the lock (it is SQLite's, on an
 * empty file), so that it ends with the process, however that ends.
 *
 * @throws {GateError} `unavailable` when another process has it, or this one has it already.
 */
export function lockFolder(folder: string): FolderLock {
  const path = join(folder, "gate.lock");
  closeSync(openSync(path, "a", 0o600));
  const db = new DatabaseSync(path, { timeout: 0 });
  try {
    db.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
  } catch (error) {
    db.close();
    if (sqliteCodeOf(error) !== 5) throw error;
    throw new GateError(
      "unavailable",
      `a gate is running on ${folder} already: stop that one, or name another folder`,
      { cause: error },
    );
  }
  return { release: () => db.close() };
}
