import { cents, isAbsent } from "./decode.ts";
import { codeOf, worst } from "./found.ts";
import { FAILED, FAULT, MISSING, PASS, UNPROVEN } from "./verdicts.ts";

/** Why a field could not be used, as an outcome; a pass where it could. Only for the rare record. */
const field = /^-?\d{1,15}(?:\.\d{1,6})?$/;

/** An amount that the fast path did not take: absent, malformed, or left to the exact path. */
export function whyAmount(raw: unknown): number {
  if (isAbsent(raw)) return MISSING;
  if (!Number.isNaN(cents(raw))) return PASS;
  if (typeof raw === "number" || (typeof raw === "string" && field.test(raw))) return UNPROVEN;
  return FAULT;
}

export const whyText = (raw: unknown): number =>
  typeof raw === "string" ? PASS : raw === undefined || raw === null ? MISSING : FAULT;

/** A date, from its text and the day that was made of it. */
export const whyDay = (raw: unknown, day: number): number =>
  isAbsent(raw) ? MISSING : Number.isNaN(day) ? FAULT : PASS;

/** Whether `a` is at most `b`; the whys count where they are no numbers. */
export function atMost(a: number, b: number, whyA: number, whyB: number): number {
  if (!Number.isNaN(a + b)) return codeOf(a <= b);
  return worst(Number.isNaN(a) ? whyA : PASS, Number.isNaN(b) ? whyB : PASS);
}

/** Whether two amounts are equal, where either may be no number; `whys` are of all their parts. */
export function equal(a: number, b: number, whys: readonly number[]): number {
  if (a === b) return PASS;
  return Number.isNaN(a + b) ? whys.reduce(worst, PASS) : FAILED;
}

/** Whether an amount has at most two digits after the point. */
export function whyScale(raw: unknown): number {
  if (isAbsent(raw)) return MISSING;
  if (!Number.isNaN(cents(raw))) return PASS;
  if (typeof raw !== "string") return typeof raw === "number" ? UNPROVEN : FAULT;
  if (!field.test(raw)) return FAULT;
  return raw.includes(".") && raw.length - raw.indexOf(".") > 3 ? FAILED : PASS;
}
