import type { Unchanged } from "../../app/changes.ts";
import type { LargeRun } from "../../app/large-run/run.ts";
import type { DeadLetter } from "../../app/letters/dead-letter.ts";
import type { Pass } from "../../app/pass/pass.ts";
import type { Approvals, Cases, DeadLetters, Passes, Runs, Submissions } from "../../app/ports.ts";
import type { Approval } from "../../app/review/approval.ts";
import type { Case } from "../../app/review/case.ts";
import type { Submission } from "../../app/review/submission.ts";
import { instant } from "./instant.ts";
import { parsed, type Reader } from "./reader.ts";
import type { DocumentRow, DocumentTable } from "./writing.ts";

/** Where submissions stand, as rows of SQLite. */
export const sqliteSubmissions = (reader: Reader): Submissions => ({
  find: async (id) => find<Submission>(reader, "submissions", id),
  held: async (gate, max) => due<Submission>(reader, "submissions", gate, max),
});

/** The cases that people review, as rows of SQLite. */
export const sqliteCases = (reader: Reader): Cases => ({
  find: async (id) => find<Case>(reader, "cases", id),
  of: async (submission) => of<Case>(reader, "cases", submission),
  waiting: async (gate, max) => due<Case>(reader, "cases", gate, max),
});

/** Approvals as rows of SQLite. */
export const sqliteApprovals = (reader: Reader): Approvals => ({
  find: async (id) => find<Approval>(reader, "approvals", id),
  of: async (submission) => of<Approval>(reader, "approvals", submission),
  pending: async (gate, max) => due<Approval>(reader, "approvals", gate, max),
});

/** Release passes as rows of SQLite. */
export const sqlitePasses = (reader: Reader): Passes => ({
  find: async (id) => find<Pass>(reader, "passes", id),
  of: async (submission) => of<Pass>(reader, "passes", submission),
  recalled: async (at) =>
    reader
      .rows(
        // Left alone it would go through all passes by id: few are recalled, and soon sorted.
        `SELECT id, body FROM passes INDEXED BY passes_due
         WHERE due IS NOT NULL AND due > ? ORDER BY id`,
        instant(at),
      )
      .map(({ id, body }) => parsed<Pass>(body, String(id))),
});

/** Large submissions on their way, as rows of SQLite. */
export const sqliteRuns = (reader: Reader): Runs => ({
  find: async (id) => find<LargeRun>(reader, "runs", id),
  unfinished: async (max) => dueAnywhere<LargeRun>(reader, "runs", max),
});

/** Dead letters as rows of SQLite. */
export const sqliteDeadLetters = (reader: Reader): DeadLetters => ({
  find: async (id) => find<DeadLetter>(reader, "letters", id),
  dead: async (max) => dueAnywhere<DeadLetter>(reader, "letters", max),
  of: async (submission) => of<DeadLetter>(reader, "letters", submission),
});

function find<Document>(reader: Reader, table: DocumentTable, id: string): Document | undefined {
  const row = reader.row(`SELECT body FROM ${table} WHERE id = ?`, id);
  return row && parsed<Document>(row["body"], id);
}

function of<Document>(
  reader: Reader,
  table: DocumentTable,
  submission: string,
): readonly Document[] {
  return reader
    .rows(`SELECT id, body FROM ${table} WHERE submission = ? ORDER BY id`, submission)
    .map(({ id, body }) => parsed<Document>(body, String(id)));
}

function due<Document>(
  reader: Reader,
  table: DocumentTable,
  gate: string,
  max: number,
): readonly Document[] {
  return reader
    .rows(
      `SELECT id, body FROM ${table} WHERE gate = ? AND due IS NOT NULL ORDER BY due, id LIMIT ?`,
      gate,
      max,
    )
    .map(({ id, body }) => parsed<Document>(body, String(id)));
}

/** Of all gates. */
function dueAnywhere<Document>(
  reader: Reader,
  table: DocumentTable,
  max: number,
): readonly Document[] {
  return reader
    .rows(`SELECT id, body FROM ${table} WHERE due IS NOT NULL ORDER BY due, id LIMIT ?`, max)
    .map(({ id, body }) => parsed<Document>(body, String(id)));
}

/** The rows of documents; `due` is what their work list is ordered by, while they are in it. */
export const submissionRow = (one: Submission): DocumentRow => ({
  ...rowOf("submissions", one, one.id),
  due: one.state === "held" || one.state === "partially_released" ? instant(one.receivedAt) : null,
});

export const caseRow = (one: Case): DocumentRow => ({
  ...rowOf("cases", one, one.submission),
  due: waitingStates.includes(one.state) ? instant(one.deadline) : null,
});

export const approvalRow = (one: Approval): DocumentRow => ({
  ...rowOf("approvals", one, one.submission),
  due: one.state === "pending" ? instant(one.expiresAt) : null,
});

export const passRow = (one: Pass): DocumentRow => ({
  ...rowOf("passes", one, one.submission),
  due: one.recalled === undefined ? null : instant(one.validUntil),
});

export const runRow = (one: LargeRun): DocumentRow => ({
  ...rowOf("runs", one, one.id),
  due: one.state === "open" || one.state === "judging" ? instant(one.expiresAt) : null,
});

export const letterRow = (one: DeadLetter): DocumentRow => ({
  ...rowOf("letters", one, one.submission ?? ""),
  due: one.state === "dead" ? instant(one.diedAt) : null,
});

const waitingStates: readonly string[] = ["open", "assigned", "info_requested"];

const rowOf = (
  table: DocumentTable,
  one: { readonly id: string; readonly version: number; readonly gate?: string },
  submission: string,
): Omit<DocumentRow, "due"> => ({
  table,
  id: one.id,
  version: one.version,
  submission,
  gate: one.gate ?? "",
  body: JSON.stringify(one),
});

export const tableOf: Readonly<Record<Unchanged["of"], DocumentTable>> = {
  submission: "submissions",
  case: "cases",
  approval: "approvals",
  pass: "passes",
  run: "runs",
  letter: "letters",
};
