/**
 * What an expression gives when it cannot be judged. *Missing*: an absent field or row decided it,
 * and the rule's `missing` setting applies. *Fault*: it could not be computed, and it holds at
 * least. Both are data and are never thrown; a fault outranks what is missing.
 */
export type Unjudged = Missing | Fault;

export interface Missing {
  readonly [unjudged]: "missing";
  /** What was absent, as the rule wrote it: `record.due_date`, `products["A-1"]`. */
  readonly what: string;
}

export interface Fault {
  readonly [unjudged]: "fault";
  readonly code: FaultCode;
  readonly detail: string;
}

export type FaultCode =
  | "ill_typed"
  | "overflow"
  | "division_by_zero"
  | "budget"
  | "too_many_rows"
  | "out_of_range"
  | "invalid_argument"
  | "internal";

/** A symbol, so that no record, whatever its keys, can be taken for one of these. */
export const unjudged: unique symbol = Symbol("unjudged");

export const missing = (what: string): Missing => ({ [unjudged]: "missing", what });

export const fault = (code: FaultCode, detail: string): Fault => ({
  [unjudged]: "fault",
  code,
  detail,
});

export function isUnjudged(value: unknown): value is Unjudged {
  return typeof value === "object" && value !== null && unjudged in value;
}

export const isFault = (value: unknown): value is Fault =>
  isUnjudged(value) && value[unjudged] === "fault";

/** The worse of two: a fault outranks what is missing; of equals the first stands. */
export function worse(a: Unjudged, b: Unjudged): Unjudged {
  return a[unjudged] === "missing" && b[unjudged] === "fault" ? b : a;
}
