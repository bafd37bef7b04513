import type { DatabaseSync } from "node:sqlite";
import { refusalOf, sqliteCodeOf } from "./gate-refusals.ts";
import type { Perform } from "./perform.ts";
import type { Outcome, Writing } from "./writing.ts";

/**
 * Does writings in one transaction, in their order, each in a savepoint of its own: what one of them
 * throws undoes that one alone. When this returns, all that is told as done is on the disk. Where
 * the transaction as a whole fails, each of them has failed and nothing is written.
 */
export function commitGroup(
  db: DatabaseSync,
  perform: Perform,
  writings: readonly Writing[],
): readonly Outcome[] {
  try {
    db.exec("BEGIN IMMEDIATE");
    const outcomes = writings.map((writing) => performAlone(db, perform, writing));
    db.exec("COMMIT");
    return outcomes;
  } catch (error) {
    rollBack(db);
    const refusal = refusalOf(error);
    return writings.map(() => ({ ok: false, refusal }));
  }
}

function performAlone(db: DatabaseSync, perform: Perform, writing: Writing): Outcome {
  db.exec("SAVEPOINT alone");
  try {
    const result = perform(writing);
    db.exec("RELEASE alone");
    return { ok: true, result };
  } catch (error) {
    // A full disk undoes the transaction whole: then the others have failed too.
    if (!db.isTransaction || isOfTheStore(error)) throw error;
    db.exec("ROLLBACK TO alone; RELEASE alone");
    return { ok: false, refusal: refusalOf(error) };
  }
}

/** What SQLite says of one statement and its values: ERROR, TOOBIG, CONSTRAINT, MISMATCH, RANGE. */
const ofStatements: readonly number[] = [1, 18, 19, 20, 25];

/** Whether the store itself has failed, and not the one writing. */
function isOfTheStore(error: unknown): boolean {
  const code = sqliteCodeOf(error);
  return code !== undefined && !ofStatements.includes(code);
}

function rollBack(db: DatabaseSync): void {
  try {
    if (db.isTransaction) db.exec("ROLLBACK");
  } catch {
    // The error that led here is the one that is told.
  }
}
