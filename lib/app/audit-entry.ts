import type { JsonObject } from "../core/expression/value.ts";
import type { Position } from "../core/record.ts";
import type { Counts, RuleTally } from "../core/report.ts";
import type { Stage } from "../core/rule.ts";
import type { Verdict } from "../core/severity.ts";
import type { Violation } from "../core/violation.ts";
import type { Actor } from "./caller.ts";
import type { ReadRun } from "./history/read-history.ts";
import type { PassId } from "./pass/pass.ts";
import type { ApprovalId } from "./review/approval.ts";
import type { CaseId, Reason } from "./review/case.ts";
import type { SubmissionId } from "./submission-id.ts";

/** What is kept of something that happened: only ever appended. */
export type AuditEntry = JudgedEntry | ActionEntry;

/**
 * What is kept of a submission and its verdict: all that the verdict depended on (law 3), by value
 * or by digest, and nothing of a person. Digests are salted, see `saltedDigest`; the salt, the
 * payload and the unmasked report are the dossier. Plain JSON.
 */
export interface JudgedEntry {
  readonly schema: "holdpoint/audit/1";
  readonly action: "submission.judged";
  readonly id: SubmissionId;
  /** RFC 3339. */
  readonly receivedAt: string;
  readonly tenant: string;
  /** From the caller's token. */
  readonly submittedBy: string;
  readonly by: Actor;
  readonly gate: string;
  /** The version of the gate's configuration: a digest. */
  readonly gateVersion: string;
  readonly subject: string;
  readonly stage: Stage;
  readonly zone: string;
  readonly businessAt: string;
  readonly payload: { readonly digest: string; readonly sizeBytes: number };
  /** The report's digest: the report itself can be made again from the payload. */
  readonly report: { readonly digest: string };
  readonly ruleset: {
    readonly name: string;
    readonly revision: string;
    readonly engine: string;
    /** The parameters in force, by rule; they are part of the revision. */
    readonly parameters: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  };
  readonly references: readonly ReferenceDigest[];
  /** Earlier runs that it was compared with; absent where no rule read any, or nobody kept any. */
  readonly history?: HistoryDigest;
  readonly requiredTables: readonly string[];
  readonly verdict: Verdict;
  readonly counts: Counts;
  readonly rules: readonly RuleTally[];
  /** Of a run none: see `run`. */
  readonly records: readonly RecordDigest[];
  /** Where it came as a run; its records are too many to be listed. */
  readonly run?: JudgedRun;
  /** Of a run only the first ones. */
  readonly violations: readonly Violation[];
  readonly violationsOmitted: number;
  /** Ids of the messages that were stored with it. */
  readonly messages: readonly string[];
  /** The paths of fields that name or describe a person: values that come from them are masked. */
  readonly masked: readonly string[];
  /** Where the submission stands first, and what became of the one that it corrects: see `documentChanges`. */
  readonly before?: JsonObject;
  readonly after?: JsonObject;
}

/** What is kept of a large submission beside what is kept of any. */
export interface JudgedRun {
  readonly files: number;
  /** Of the attempt that was judged, from 1. */
  readonly attempt: number;
  readonly records: {
    readonly count: number;
    /** Salted: the Merkle roots over the list of all its records; see `RunRecords`. */
    readonly root: string;
    readonly digestsRoot: string;
  };
}

/** The rows that were read from one table. */
export interface ReferenceDigest {
  readonly table: string;
  readonly loaded: boolean;
  /** How many keys were asked for, and how many rows they had. */
  readonly keys: number;
  readonly rows: number;
  /** Over the rows read, by key. */
  readonly digest: string;
}

/** The earlier runs that were read, by which they are read again. */
export interface HistoryDigest {
  /** The oldest first. */
  readonly runs: readonly ReadRun[];
  /** Salted: over what rules could read of them. */
  readonly digest: string;
}

export interface RecordDigest {
  /** Absent where it could not be read. */
  readonly key?: string;
  readonly position: Position;
  readonly digest: string;
  readonly verdict: Verdict | "unreadable";
}

/** Everything that people, messages and deadlines do to what was judged. */
export const actionNames = [
  "case.opened",
  "case.claimed",
  "case.unclaimed",
  "case.assigned",
  "case.closed",
  "question.asked",
  "question.answered",
  "decision.proposed",
  "decision.made",
  "approval.requested",
  "approval.given",
  "approval.refused",
  "approval.lapsed",
  "submission.withdrawn",
  "submission.rejected",
  "submission.superseded",
  "submission.released",
  "submission.released_partially",
  "submission.expired",
  "pass.issued",
  "pass.recalled",
  "key.rotated",
  "history.loaded",
  "run.opened",
  "run.started",
  "run.resumed",
  "run.cancelled",
  "run.failed",
  "run.expired",
  "letter.died",
  "letter.redriven",
  "letter.discarded",
  "attempt.refused",
] as const;
export type ActionName = (typeof actionNames)[number];

/** `{submission}.{24 hex}`, or `deployment.{24 hex}` for what is of no submission. */
export type ActionId = string;

/** What is kept of an action: who, when, what, before and after, and why. Plain JSON. */
export interface ActionEntry {
  readonly schema: "holdpoint/audit/1";
  readonly action: ActionName;
  /** Made from the caller and her idempotency key, or from what gave rise to it. */
  readonly id: ActionId;
  /** RFC 3339. */
  readonly at: string;
  readonly tenant: string;
  readonly by: Actor;
  readonly gate?: string;
  readonly submission?: SubmissionId;
  readonly case?: CaseId;
  readonly approval?: ApprovalId;
  readonly pass?: PassId;
  /** SHA-256 of the command: a retry under the same key must be the same command. */
  readonly command: string;
  /** Only what changed, by `documentChanges`: from these the present state can be told again. */
  readonly before?: JsonObject;
  readonly after?: JsonObject;
  readonly reason?: Reason;
  /** What it was decided on: bindings, ordinals, expected cost, limits; for a refusal what and why. */
  readonly facts: JsonObject;
}
