import type { JsonObject } from "../core/expression/value.ts";
import type { Plan } from "../core/plan.ts";
import type { Report } from "../core/report.ts";
import type { ReferenceKey } from "../core/subject.ts";
import type { ActionEntry, ActionId, AuditEntry, JudgedEntry } from "./audit-entry.ts";
import type { Gate } from "./gate.ts";
import type { Message, Parcel } from "./message.ts";
import type { Pass, PassId } from "./pass/pass.ts";
import type { Approval, ApprovalId } from "./review/approval.ts";
import type { Case, CaseId } from "./review/case.ts";
import type { Submission } from "./review/submission.ts";
import type { SubmissionId } from "./submission-id.ts";

// All that the product asks of the world. Every method may throw a GateError `unavailable`.

/** The audit entries that the gate has written: append only. Nothing changes but through them. */
export interface Audits {
  /** The entry of judging a submission. */
  find(id: SubmissionId): Promise<JudgedEntry | undefined>;

  /** What lies beside it, as long as it has not been erased. */
  dossier(id: SubmissionId): Promise<Dossier | undefined>;

  action(id: ActionId): Promise<ActionEntry | undefined>;

  /** The entries of actions on a submission, by time, then id. */
  trail(id: SubmissionId): Promise<readonly ActionEntry[]>;

  /**
   * Appends an entry together with all that it changes and the parcels it gives rise to: all are
   * stored or none is, and they are stored, synced, when this returns. Appending an equal entry again
   * changes nothing, whatever has changed since, because callers retry.
   *
   * @throws {GateError} `conflict` when a different entry stands under the same id; `conflict` with
   * reason `moved` when a document is not at the version before the one given, or one of `unchanged`
   * is not at its version; `too_large` when it does not fit one transaction.
   */
  append(entry: AuditEntry, changes: Changes): Promise<void>;
}

/** What an entry changes: documents at their new version, each over the version before it. */
export interface Changes {
  readonly dossier?: Dossier;
  readonly submissions?: readonly Submission[];
  readonly cases?: readonly Case[];
  readonly approvals?: readonly Approval[];
  readonly passes?: readonly Pass[];
  /** Documents that must still be as they were read, though nothing of them changes. */
  readonly unchanged?: readonly Unchanged[];
  readonly outbox?: readonly Parcel[];
}

export interface Unchanged {
  readonly of: "submission" | "case" | "approval" | "pass";
  readonly id: string;
  readonly version: number;
}

/** What may be erased without touching the entry: all that names a person, and the salt. */
export interface Dossier {
  /** 32 bytes, hex: what the entry's digests were salted with. */
  readonly salt: string;
  /** The bytes as they were received. */
  readonly payload: Uint8Array;
  /** Unmasked. */
  readonly report: Report;
}

/** Where submissions stand. */
export interface Submissions {
  find(id: SubmissionId): Promise<Submission | undefined>;
  /** Those of a gate that are held or partly released, the longest waiting first. */
  held(gate: string, submissionsMax: number): Promise<readonly Submission[]>;
}

/** The cases that people review. */
export interface Cases {
  find(id: CaseId): Promise<Case | undefined>;
  /** All of a submission, by id. */
  of(submission: SubmissionId): Promise<readonly Case[]>;
  /** Those of a gate that are open, assigned or asked about, by deadline, then id. */
  waiting(gate: string, casesMax: number): Promise<readonly Case[]>;
}

export interface Approvals {
  find(id: ApprovalId): Promise<Approval | undefined>;
  /** All of a submission, by id. */
  of(submission: SubmissionId): Promise<readonly Approval[]>;
  /** Those of a gate whose state is `pending`, the first to expire first. */
  pending(gate: string, approvalsMax: number): Promise<readonly Approval[]>;
}

export interface Passes {
  find(id: PassId): Promise<Pass | undefined>;
  /** All of a submission, by id. */
  of(submission: SubmissionId): Promise<readonly Pass[]>;
  /** Those that were recalled and would still be valid at an instant, by id. */
  recalled(at: string): Promise<readonly Pass[]>;
}

/** The keys that sign release passes: one signs, and those before it still verify. */
export interface SigningKeys {
  /** Every public key that was ever used, the newest first; the first one signs. */
  list(): Promise<readonly PublicKey[]>;
  /** The signature of bytes under the key that signs. */
  sign(bytes: Uint8Array): Promise<Signature>;
  /**
   * Makes a new key, which signs from `at` on; the one before it ends there. Idempotent: while the
   * newest key's `from` is `at`, no other is made, because whoever writes the entry tries again.
   *
   * @param compromised ids of keys that somebody else may have: nothing they signed is believed.
   * @throws {GateError} `conflict`, reason `moved`, when a key signs from a later instant on.
   */
  rotate(at: string, compromised?: readonly string[]): Promise<PublicKey>;
}

export interface Signature {
  readonly keyId: string;
  /** 64 bytes: R and S of Ed25519 (RFC 8032), r and s of ES256 (IEEE P1363, not DER). */
  readonly bytes: Uint8Array;
}

export interface PublicKey {
  /** The JWK thumbprint (RFC 7638), base64url of SHA-256. */
  readonly keyId: string;
  readonly algorithm: "Ed25519" | "ES256";
  readonly jwk: JsonObject;
  /** RFC 3339: from when it signed, and until when, where it signs no more. */
  readonly from: string;
  readonly until?: string;
  /** From when on it is known that somebody else may have it; it ended then at the latest. */
  readonly compromised?: string;
}

/** Parcels that were stored with an entry and have not been marked as sent. */
export interface Outbox {
  /** Those stored before an instant, the oldest first, at most `parcelsMax`. */
  pending(before: string, parcelsMax: number): Promise<readonly Parcel[]>;

  /** Idempotent: marking a parcel again, or one that is not there, changes nothing. */
  markSent(parcel: Parcel): Promise<void>;
}

/** The queue of violations. What it takes it delivers at least once. */
export interface Violations {
  /** Sends at most `parcelMessagesMax` messages; gives those that were not taken. */
  send(messages: readonly Message[]): Promise<readonly Message[]>;
}

/** The gates of this deployment with the compiled rules that are in force. */
export interface Plans {
  /** The names of all gates, in order. */
  gates(): Promise<readonly string[]>;
  /** What was in force at an instant. */
  active(gate: string, at: string): Promise<ActivePlan | undefined>;
  /** A revision that was in force at some time, for a replay, with its gate's configuration. */
  past(gate: string, revision: string, gateVersion: string): Promise<ActivePlan | undefined>;
}

export interface ActivePlan {
  readonly gate: Gate;
  readonly plan: Plan;
}

/** Reference tables: effective-dated and only ever appended to. */
export interface ReferenceTables {
  /** Which of these tables were ever loaded. */
  loaded(tables: readonly string[]): Promise<ReadonlySet<string>>;

  /** All rows under each key, whatever their dates; a key without rows is left out. */
  rows(keys: readonly ReferenceKey[]): Promise<readonly KeyedRows[]>;
}

export interface KeyedRows extends ReferenceKey {
  readonly rows: readonly JsonObject[];
}

export interface Clock {
  /** RFC 3339, in UTC, with milliseconds. */
  now(): string;
}

export interface Salts {
  /** 32 random bytes, hex; never the same twice. */
  fresh(): string;
}
