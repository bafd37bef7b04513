import type { RecordProof } from "./record-proof.ts";

/** What a pass is held against. Everything is untrusted but the keys. */
export interface VerifyPass {
  /** The envelope, as text or bytes. */
  readonly envelope: Uint8Array | string;
  /** What is about to go out: the whole payload, or one record with its proof. */
  readonly subject:
    | { readonly payload: Uint8Array }
    | { readonly record: Uint8Array; readonly proof: RecordProof | Uint8Array | string };
  /** The key list of the gate, as text, bytes, or read. */
  readonly keys: Uint8Array | string | object;
  /** RFC 3339. */
  readonly now: string;
  /** The signed list of recalled passes; without it a recall goes unnoticed, and the answer says so. */
  readonly recalls?: Uint8Array | string;
  /** The oldest list that is believed, in hours; absent: until it says itself that it is no longer valid. */
  readonly recallsAgeHoursMax?: number;
  /** What the pass must be for besides. */
  readonly expected?: {
    readonly tenant?: string;
    readonly gate?: string;
    readonly submission?: string;
    readonly revision?: string;
  };
}

export const passChecks = [
  "envelope",
  "payload_type",
  "keys",
  "signature",
  "key_time",
  "statement",
  "result",
  "not_before",
  "not_expired",
  "expected",
  "subject",
  "recalls",
] as const;
export type PassCheckName = (typeof passChecks)[number];

export interface PassCheck {
  readonly check: PassCheckName;
  /** `skipped`: it could not be looked at, or nothing was given to look at. */
  readonly outcome: "ok" | "failed" | "skipped";
  /** What was found, and what would be right. */
  readonly message: string;
}

export interface Verification {
  readonly verdict: "valid" | "invalid";
  /** In the order of `passChecks`, each once. */
  readonly checks: readonly PassCheck[];
  /** What the pass says; only of a pass whose signature holds. */
  readonly pass?: {
    readonly id: string;
    readonly tenant: string;
    readonly gate: string;
    readonly submission: string;
    readonly kind: "whole" | "part";
    readonly records: number;
    readonly issuedAt: string;
    readonly validUntil: string;
    readonly keyId: string;
  };
}

/**
 * Verifies a pass, offline: no clock, no network, nothing but what is given. Total: whatever the
 * envelope is, the answer is a list of checks. What is not understood fails.
 */
export function verifyPass(_command: VerifyPass): Verification {
  throw new Error("verifyPass follows");
}
