/** The closed set of ways in which a use case says no. Each entry maps them once, to its own terms. */
export const gateErrorCodes = [
  "not_found",
  "conflict",
  "invalid",
  "forbidden",
  "too_large",
  "unavailable",
] as const;
export type GateErrorCode = (typeof gateErrorCodes)[number];

/** One mistake in what was sent: where it is, what was found and what would be right. */
export interface Mistake {
  /** JSON Pointer (RFC 6901) into the body; the whole body is the empty text. */
  readonly pointer?: string;
  /** The name of the header that is wrong, where the mistake is not in the body. */
  readonly header?: string;
  /** The name of the query parameter that is wrong. */
  readonly parameter?: string;
  /** Line and column, both from 1, where the body could not even be parsed. */
  readonly line?: number;
  readonly column?: number;
  readonly message: string;
}

/**
 * A use case's refusal. Violations and faults are data and never thrown; bugs are other errors and
 * crash. The message is for the caller and holds nothing of a person; the cause is for the log.
 */
export class GateError extends Error {
  readonly code: GateErrorCode;
  /** A stable word for which of the code's refusals it is, where a program would tell them apart. */
  readonly reason: string | undefined;
  /** Every mistake that was found, not only the first; empty for codes but `invalid`. */
  readonly mistakes: readonly Mistake[];

  constructor(
    code: GateErrorCode,
    message: string,
    more: {
      readonly mistakes?: readonly Mistake[];
      readonly reason?: string;
      readonly cause?: unknown;
    } = {},
  ) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.name = "GateError";
    this.code = code;
    this.reason = more.reason;
    this.mistakes = more.mistakes ?? [];
  }
}

/** The reason of a `conflict` in which a document is no longer as it was read: read it again. */
export const movedReason = "moved";
/** The reason of a `conflict` in which an idempotency key stands for another command. */
export const keyReusedReason = "key_reused";

/** Whether something thrown is a GateError of this code. */
export const isGateError = (error: unknown, code: GateErrorCode): error is GateError =>
  error instanceof GateError && error.code === code;
