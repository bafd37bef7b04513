import type { JsonObject } from "../core/expression/value.ts";
import type { Plan } from "../core/plan.ts";
import type { ReferenceKey } from "../core/subject.ts";
import type { ActionEntry, ActionId, AuditEntry, JudgedEntry } from "./audit-entry.ts";
import type { Changes, Dossier } from "./changes.ts";
import type { GateEvent } from "./event.ts";
import type { Gate } from "./gate.ts";
import type { EarlierRun, RunFigures } from "./history/earlier-run.ts";
import type { LargeRun, RunId } from "./large-run/run.ts";
import type { DeadLetter, DeadLetterId } from "./letters/dead-letter.ts";
import type { Message, Parcel } from "./message.ts";
import type { Pass, PassId } from "./pass/pass.ts";
import type { PublicKey, Signature } from "./pass/public-key.ts";
import type { Approval, ApprovalId } from "./review/approval.ts";
import type { Case, CaseId } from "./review/case.ts";
import type { Submission } from "./review/submission.ts";
import type { Seal } from "./seal/seal.ts";
import type { ObjectFacts, ObjectRange, SignedPiece, UploadPiece } from "./storage.ts";
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

/**
 * The released runs that the next ones are compared with: only ever added to, through `audits`, in the
 * transaction of what released or loaded them.
 */
export interface EarlierRuns {
  /** Whether somebody has loaded any into a gate, of whatever kind. */
  isLoaded(gate: string): Promise<boolean>;
  /** The latest of a kind, by day, then instant of release, then id; the oldest of them first. */
  latest(gate: string, kind: string, runsMax: number): Promise<readonly EarlierRun[]>;
  /** What was counted of runs, in their order; undefined where there is nothing. */
  figures(ids: readonly string[]): Promise<readonly (RunFigures | undefined)[]>;
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

/** The keys that sign passes and seals: one signs, and those before it still verify. */
export interface SigningKeys {
  /** Every public key that was ever used, the newest first; the first one signs. Changes nothing. */
  list(): Promise<readonly PublicKey[]>;
  /** The signature of bytes under the key that signs, or under one that it certified. */
  sign(bytes: Uint8Array): Promise<Signature>;
  /**
   * Looks whether a key could follow the one that signs: before anything is written about it.
   *
   * @throws {GateError} `conflict`, reason `no_next_key`, with what has to be done first.
   */
  admitRotation(): Promise<void>;
  /**
   * Makes a new key, which signs from `at` on; the one before it ends there. Idempotent: while the
   * newest key's `from` is `at`, no other is made, because whoever writes the entry tries again.
   *
   * @param compromised ids of keys that somebody else may have: nothing they signed is believed.
   * @throws {GateError} `conflict`, reason `moved`, when a key signs from a later instant on.
   */
  rotate(at: string, compromised?: readonly string[]): Promise<PublicKey>;
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

/** Large submissions on their way: they become submissions once they are judged. */
export interface Runs {
  find(id: RunId): Promise<LargeRun | undefined>;
  /** Those that are open or being judged, the first to expire first. */
  unfinished(runsMax: number): Promise<readonly LargeRun[]>;
}

/** What judges runs in parts, in the background: a state machine, or this process. */
export interface RunMachine {
  /** Begins to judge, or goes on. Idempotent for one attempt of one run. */
  start(run: LargeRun): Promise<void>;
  /** Ends what is under way, as far as it still is; idempotent. */
  stop(run: LargeRun): Promise<void>;
  /** Whether an attempt is under way, ended well, or failed (and why). */
  look(run: LargeRun): Promise<RunLook>;
}

export type RunLook =
  | { readonly is: "running" | "ended" | "unknown" }
  | { readonly is: "failed"; readonly message: string };

/**
 * Storage for what is large: payloads, reports, what runs leave between their steps. Names are paths
 * of `[A-Za-z0-9._=/-]`. What was written is there whole, synced, or not at all.
 */
export interface Objects {
  /** Undefined where there is none. */
  find(name: string): Promise<ObjectFacts | undefined>;
  /**
   * The bytes, or those of a range, `end` excluded.
   *
   * @throws {GateError} `not_found`, and `unavailable` when it cannot be read to its end; `conflict` with
   * reason `replaced` when the range is of a version, and the object is another one.
   */
  read(name: string, range?: ObjectRange): AsyncIterable<Uint8Array>;
  /**
   * Writes an object. What is larger than some megabytes goes in pieces, each with its SHA-256.
   *
   * @param onlyNew leaves one that is there as it is.
   * @returns whether it was written.
   */
  write(
    name: string,
    bytes: Uint8Array | AsyncIterable<Uint8Array>,
    options?: { readonly onlyNew?: boolean; readonly mediaType?: string },
  ): Promise<boolean>;
  /** Those whose names begin so, in the order of their names. */
  list(prefix: string): AsyncIterable<ObjectFacts>;
  /** Idempotent. */
  remove(names: readonly string[]): Promise<void>;
}

/** Objects that somebody else uploads, piece by piece, to addresses that we sign. */
export interface Uploads {
  /** Begins the upload of an object under a name; gives what names this upload. */
  begin(name: string): Promise<string>;
  /** Addresses to which exactly these pieces can be put, for a time. */
  sign(
    name: string,
    upload: string,
    pieces: readonly UploadPiece[],
  ): Promise<readonly SignedPiece[]>;
  /**
   * Makes the object of its pieces: of exactly these, each verified by its digest and length.
   * Idempotent.
   *
   * @throws {GateError} `invalid` with a mistake for each piece that is not there, or is another one.
   */
  complete(name: string, upload: string, pieces: readonly UploadPiece[]): Promise<ObjectFacts>;
  /** Takes the pieces away; idempotent. */
  abort(name: string, upload: string): Promise<void>;
}

/** Where copies of audit entries and seals lie that nobody can change before their time is over. */
export interface Archive {
  /**
   * Keeps a copy under its name. What has the name already stays as it is.
   *
   * @returns false where other bytes have that name: somebody has tampered with something.
   */
  keep(name: string, bytes: Uint8Array): Promise<boolean>;
  /** Undefined where there is none. */
  read(name: string): Promise<Uint8Array | undefined>;
  /** Names that begin so and come after another one, in order. */
  names(prefix: string, after?: string): AsyncIterable<string>;
}

/** The chain of seals over what was archived. */
export interface Seals {
  last(): Promise<Seal | undefined>;
  find(number: number): Promise<Seal | undefined>;
  /** @throws {GateError} `conflict`, reason `moved`, where another seal has that number. */
  append(seal: Seal): Promise<void>;
}

/** What tells others of what happened: at least once, in no order. */
export interface Events {
  /** Sends at most 10; gives those that were not taken. */
  send(events: readonly GateEvent[]): Promise<readonly GateEvent[]>;
}

/** Messages that no consumer could take. */
export interface DeadLetters {
  find(id: DeadLetterId): Promise<DeadLetter | undefined>;
  /** Those that are dead, the oldest first. */
  dead(lettersMax: number): Promise<readonly DeadLetter[]>;
  /** All of a submission, whatever became of them, by id. */
  of(submission: SubmissionId): Promise<readonly DeadLetter[]>;
}

/** How much somebody may ask of the gate in a time. */
export interface Limits {
  /** Takes one request; undefined where it is within the limit, else seconds after which to try again. */
  take(principal: string, at: string): Promise<number | undefined>;
}
