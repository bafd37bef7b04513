import type { Position } from "../core/record.ts";
import type { Counts, RuleTally } from "../core/report.ts";
import type { Stage } from "../core/rule.ts";
import type { Verdict } from "../core/severity.ts";
import type { Violation } from "../core/violation.ts";
import type { SubmissionId } from "./submission-id.ts";

/**
 * What is kept of a submission and its verdict: all that the verdict depended on (law 3), by value
 * or by digest, and nothing of a person. Digests are salted, see `saltedDigest`; the salt, the
 * payload and the unmasked report are the dossier. Plain JSON.
 */
export interface AuditEntry {
  readonly schema: "holdpoint/audit/1";
  readonly action: "submission.judged";
  readonly id: SubmissionId;
  /** RFC 3339. */
  readonly receivedAt: string;
  readonly tenant: string;
  /** From the caller's token. */
  readonly submittedBy: string;
  readonly gate: string;
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
  readonly requiredTables: readonly string[];
  readonly verdict: Verdict;
  readonly counts: Counts;
  readonly rules: readonly RuleTally[];
  readonly records: readonly RecordDigest[];
  readonly violations: readonly Violation[];
  readonly violationsOmitted: number;
  /** Ids of the messages that were stored with it. */
  readonly messages: readonly string[];
  /** The paths of fields that name or describe a person: values that come from them are masked. */
  readonly masked: readonly string[];
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

export interface RecordDigest {
  /** Absent where it could not be read. */
  readonly key?: string;
  readonly position: Position;
  readonly digest: string;
  readonly verdict: Verdict | "unreadable";
}
