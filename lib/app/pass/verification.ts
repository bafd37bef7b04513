/** What is looked at, in this order; each is told once. */
export const passChecks = [
  "keys",
  "envelope",
  "payload_type",
  "signature",
  "statement",
  "key_time",
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
  readonly pass?: VerifiedPass;
}

/** What a pass says of itself. */
export interface VerifiedPass {
  readonly id: string;
  readonly tenant: string;
  readonly gate: string;
  readonly submission: string;
  readonly kind: "whole" | "part";
  readonly records: number;
  readonly issuedAt: string;
  readonly validUntil: string;
  /** The key of the key list that stands behind it. */
  readonly keyId: string;
}

/** What may be skipped in a valid pass, because nothing was given to hold it against. */
const mayBeSkipped: readonly PassCheckName[] = ["expected", "recalls"];

/** The verification that checks make; those that nobody came to are skipped, and spoil it. */
export function verificationOf(told: readonly PassCheck[], pass?: VerifiedPass): Verification {
  const checks = passChecks.map(
    (check): PassCheck =>
      told.find((one) => one.check === check) ?? {
        check,
        outcome: "skipped",
        message: "not looked at, because of what failed before",
      },
  );
  const isValid = checks.every(
    ({ check, outcome }) =>
      outcome === "ok" || (outcome === "skipped" && mayBeSkipped.includes(check)),
  );
  return { verdict: isValid ? "valid" : "invalid", checks, ...(pass && { pass }) };
}

export const ok = (check: PassCheckName, message: string): PassCheck => ({
  check,
  outcome: "ok",
  message,
});
export const failed = (check: PassCheckName, message: string): PassCheck => ({
  check,
  outcome: "failed",
  message,
});
export const skipped = (check: PassCheckName, message: string): PassCheck => ({
  check,
  outcome: "skipped",
  message,
});
