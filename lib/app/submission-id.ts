import { sha256 } from "./digest.ts";
import { GateError } from "./errors.ts";

/** The name of a submission, given by the gate: 40 hex digits. */
export type SubmissionId = string;

/** The longest key that a caller may give, in characters. */
export const idempotencyKeyLengthMax = 128;

/**
 * The id of what a principal hands to a gate under a key. The same three give the same id, so a
 * retry finds what its first try stored; no principal can meet another's submission.
 */
export const submissionIdOf = (gate: string, principal: string, key: string): SubmissionId =>
  sha256(JSON.stringify(["submission", gate, principal, key])).slice(0, 40);

/**
 * The caller's key, checked.
 *
 * @throws {GateError} `invalid` when there is none, or it is not 1 to 128 visible ASCII characters.
 */
export function parseIdempotencyKey(key: string | undefined): string {
  if (key !== undefined && key.length <= idempotencyKeyLengthMax && /^[\x21-\x7e]+$/.test(key))
    return key;
  const found = key === undefined || key === "" ? "is missing" : "is not usable";
  const message =
    `the header Idempotency-Key ${found}: send 1 to ${idempotencyKeyLengthMax} visible ASCII ` +
    "characters, the same ones with each retry of one submission";
  throw new GateError("invalid", message, {
    mistakes: [{ header: "Idempotency-Key", message }],
  });
}
