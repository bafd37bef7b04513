import type { JsonObject } from "../core/expression/value.ts";
import type { Plan } from "../core/plan.ts";
import type { Report } from "../core/report.ts";
import type { ReferenceKey } from "../core/subject.ts";
import type { AuditEntry } from "./audit-entry.ts";
import type { Gate } from "./gate.ts";
import type { Message, Parcel } from "./message.ts";
import type { SubmissionId } from "./submission-id.ts";

// All that the product asks of the world. Every method may throw a GateError `unavailable`.

/** The audit entries that the gate has written: append only. */
export interface Audits {
  find(id: SubmissionId): Promise<AuditEntry | undefined>;

  /** What lies beside an entry, as long as it has not been erased. */
  dossier(id: SubmissionId): Promise<Dossier | undefined>;

  /**
   * Appends an entry together with its dossier and the parcels it gives rise to: all are stored or
   * none is, and they are stored when this returns. Appending an equal entry again changes nothing,
   * because callers retry.
   *
   * @throws {GateError} `conflict` when a different entry stands under the same id, `too_large` when
   * it does not fit one transaction.
   */
  append(entry: AuditEntry, dossier: Dossier, outbox: readonly Parcel[]): Promise<void>;
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
  active(gate: string): Promise<ActivePlan | undefined>;
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
