import type { Severity } from "../../core/severity.ts";
import type { Actor } from "../caller.ts";
import type { SubmissionId } from "../submission-id.ts";
import type { Exposure, SettledState } from "./submission.ts";

/** Where a violation stands, by section 5.2 of the domain specification. */
export type ViolationState = "open" | "assigned" | "info_requested" | SettledState;

/** `{submission}.{16 hex}`: a case is found without knowing more than its id. */
export type CaseId = string;

/**
 * What a person reviews: violations of one rule in one submission that stand alike. Each violation
 * that holds or blocks lies in exactly one case; deciding on some of them splits the case, so that
 * its state is the state of each of its violations. Plain JSON, some kilobytes at most.
 */
export interface Case {
  readonly schema: "holdpoint/case/1";
  readonly id: CaseId;
  readonly version: number;
  readonly submission: SubmissionId;
  readonly gate: string;
  readonly subject: string;
  readonly rule: string;
  /** The worst of its violations. */
  readonly severity: Exclude<Severity, "warn">;
  readonly scope: "record" | "set" | "run";
  /** Whether a person may let it through at all; false for a rule that says so. */
  readonly waivable: boolean;
  readonly state: ViolationState;
  /**
   * Which of the rule's violations, as ordinals from 0 in ranges: `0-41,57`. They count the list
   * that `reviewable` takes from the report, which never changes.
   */
  readonly violations: string;
  /** How many these are. */
  readonly count: number;
  readonly atRisk: Exposure;
  /** Section 6.6 and 6.7: what it would cost if it went out. Decimal text. */
  readonly expected: {
    readonly contacts: string;
    readonly cost: string;
    readonly currency: string;
  };
  /** When the submission was received: a message that comes late opens no younger case. */
  readonly openedAt: string;
  /** RFC 3339: by section 5.6, in business hours, before pauses. */
  readonly deadline: string;
  /** The submission's: no pause moves the deadline beyond it. */
  readonly requestedReleaseAt?: string;
  readonly assignee?: Actor;
  /** Who works on it now; nobody else may decide before `until`. */
  readonly lease?: { readonly by: Actor; readonly until: string };
  readonly questions: readonly Question[];
  /** An analyst's draft: it decides nothing. */
  readonly proposal?: Proposal;
  /** The approval that was asked for and is still pending. */
  readonly approval?: string;
  readonly decision?: CaseDecision;
  /** The case it was split from. */
  readonly splitFrom?: CaseId;
  /** The case of the superseded submission whose violations these still are. */
  readonly continues?: CaseId;
  /** The case of the correcting submission in which these go on. */
  readonly continuedIn?: CaseId;
}

/** Asked of the sender; while it is open the clock stands still, 24 hours at most in all. */
export interface Question {
  readonly id: string;
  readonly at: string;
  readonly by: Actor;
  readonly text: string;
  readonly answer?: { readonly at: string; readonly by: Actor; readonly text: string };
}

export const decisions = ["release", "return", "reject", "false_positive", "attest"] as const;
/**
 * `release`: it goes out, with a reason. `return`: it is wrong, and the sender corrects it.
 * `reject`: it will not go out. `false_positive`: the rule was wrong here, and it goes out. `attest`:
 * the rule asks what only a person can tell, she has answered, and with her answers it passes.
 */
export type Decision = (typeof decisions)[number];

/** What people say of facts that rules ask about (`attested` in the rule language), by name. */
export type Answers = Readonly<Record<string, boolean>>;

export const reasonCodes = [
  "true_error",
  "data_late",
  "expected_change",
  "one_off_agreed",
  "customer_asked",
  "rule_too_strict",
  "reference_data_wrong",
  "legal_confirmed",
  "business_override",
  "other",
] as const;
export type ReasonCode = (typeof reasonCodes)[number];

export interface Reason {
  readonly code: ReasonCode;
  /** At least 15 characters, spaces at the ends not counted. */
  readonly text: string;
  /** Ids of documents that show it, wherever they are kept. */
  readonly attachments?: readonly string[];
}

export interface Proposal {
  readonly at: string;
  readonly by: Actor;
  readonly decision: Decision;
  /** Of `attest`. */
  readonly answers?: Answers;
  readonly reason: Reason;
}

export interface CaseDecision {
  readonly at: string;
  readonly by: Actor;
  readonly approvedBy?: Actor;
  readonly decision: Decision;
  /** Of `attest`. */
  readonly answers?: Answers;
  readonly reason: Reason;
  /** The audit entry that holds evidence and expected cost as they were shown. */
  readonly entry: string;
}
