import type { Counts } from "../../core/report.ts";
import type { Verdict } from "../../core/severity.ts";
import type { Actor } from "../caller.ts";
import type { CountsAs } from "../history/earlier-run.ts";
import type { SubmissionId } from "../submission-id.ts";
import type { Money } from "./money.ts";

/** Where a submission stands, by section 5.1 of the domain specification. */
export const submissionStates = [
  "received",
  "evaluating",
  "released_auto",
  "held",
  "released",
  "partially_released",
  "rejected",
  "withdrawn",
  "superseded",
  "expired",
] as const;
export type SubmissionState = (typeof submissionStates)[number];

/** What became of violations that nobody has to look at any more, or that must be corrected. */
export const settledStates = [
  "confirmed",
  "fixed",
  "released",
  "waived",
  "false_positive",
  "attested",
  "rejected",
  "obsolete",
] as const;
export type SettledState = (typeof settledStates)[number];

/**
 * Where a submission stands: the one document of it that changes. What was judged stands in its
 * audit entry and never changes. Plain JSON, a few kilobytes at most.
 */
export interface Submission {
  readonly schema: "holdpoint/submission/1";
  readonly id: SubmissionId;
  /** From 1; each change adds 1 and is written only over the version before it. */
  readonly version: number;
  /** The organisation that runs this deployment. */
  readonly tenant: string;
  readonly gate: string;
  readonly subject: string;
  readonly state: SubmissionState;
  readonly verdict: Verdict;
  readonly counts: Counts;
  /** RFC 3339. */
  readonly receivedAt: string;
  /** When the sender means to release it: deadlines are taken from it, and never a release. */
  readonly requestedReleaseAt?: string;
  readonly submittedBy: Actor;
  /** Persons who made it or what it corrects, and the accounts of the latter: none of them decides on it. */
  readonly authors: readonly string[];
  /** Of the sender: who benefits when it goes out. Absent: unknown, so that nobody is an outsider. */
  readonly department?: string;
  /** The salted digest of its payload, as in its audit entry. */
  readonly payload: string;
  /** The salted digest of its report, as in its audit entry: decisions name what they were made on. */
  readonly report: string;
  /** The revision that judged it, and the version of the gate's configuration then. */
  readonly revision: string;
  readonly gateVersion: string;
  /** Whether its clean records may go out before the others: by the gate, unless the sender says no. */
  readonly release: "all-or-nothing" | "split";
  readonly supersedes?: SubmissionId;
  readonly supersededBy?: SubmissionId;
  /** Violations that hold or block, rules in shadow left out; unreadable pieces are one each. */
  readonly violations: number;
  /** How many of them became what; the others wait. */
  readonly settled: Readonly<Partial<Record<SettledState, number>>>;
  /** What single persons have let through so far: slices add up before the limits of four eyes. */
  readonly releasedAlone: Exposure;
  /** What of that went out before, in the submissions that this one corrects; absent where nothing did. */
  readonly releasedBefore?: Exposure;
  /**
   * As what it counts among earlier runs once it has gone out as a whole; absent where its kind has no
   * history, and where it corrects what went out in part: its figures are not those of a whole run.
   */
  readonly countsAs?: CountsAs;
  readonly releases: readonly Release[];
}

/** What stands at risk: money by currency, and customers. */
export interface Exposure {
  readonly money: Money;
  readonly customers: number;
}

/** What went out, and by whom. */
export interface Release {
  /** Of the audit entry that released it. */
  readonly id: string;
  readonly at: string;
  readonly kind: "auto" | "whole" | "part";
  /** Records that it lets out. */
  readonly records: number;
  readonly by: Actor;
  readonly approvedBy?: Actor;
  /**
   * What a partial release leaves behind, as ordinals into the records of the judged entry. A release
   * of kind `part` without it is of what the one before it left behind.
   */
  readonly excluded?: string;
  /**
   * Of a run, instead: the records that it lets out are those that were judged so, all of them. A run
   * may have millions, in no order that could be told in ranges.
   */
  readonly verdicts?: ReleasedVerdicts;
}

/** What passed; or what did not, once all of it was let through. What is unreadable never goes out. */
export type ReleasedVerdicts = readonly ["pass"] | readonly ["hold", "block"];

/** Violations for which nothing has been decided. */
export const waitingOf = ({ violations, settled }: Submission): number =>
  Object.values(settled).reduce((left, count) => left - count, violations);

/** Whether people work on it: something is held, and nothing has ended. */
export const isReviewed = (state: SubmissionState): boolean =>
  state === "held" || state === "partially_released";
