import { type Role, roles } from "../../app/caller.ts";
import { didYouMean } from "../../core/expression/check/suggest.ts";

/** Text as it was written. */
export const text = (value: string): string => value;

/** An option that takes a value and may be left out. */
export const optional = { kind: "parsed", parse: text, optional: true } as const;

/** An option that is there or is not. */
export const flag = { kind: "boolean", optional: true, withNegated: false } as const;

/** An option that takes a value and may be given several times. */
export const several = { ...optional, variadic: true } as const;

/**
 * Seconds, from `90s`, `30m`, `8h` or `7d`.
 *
 * @throws {Error} saying what would be right.
 */
export function parseDuration(value: string): number {
  const [, count, unit] = /^(\d{1,6})(s|m|h|d)$/.exec(value) ?? [];
  if (count === undefined || Number(count) === 0) throw new Error("write a time such as 30m or 8h");
  return Number(count) * (secondsOf[unit as string] as number);
}

const secondsOf: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/**
 * A whole number from 1 to a limit.
 *
 * @throws {Error} saying what would be right.
 */
export const parseCountTo =
  (max: number) =>
  (value: string): number => {
    const count = /^\d{1,9}$/.test(value) ? Number(value) : 0;
    if (count >= 1 && count <= max) return count;
    throw new Error(`write a whole number from 1 to ${max}`);
  };

/**
 * What somebody may be to the gate.
 *
 * @throws {Error} saying what would be right.
 */
export function parseRole(value: string): Role {
  const role = roles.find((one) => one === value);
  if (role !== undefined) return role;
  throw new Error(`is no role${didYouMean(value, roles) || `; there are ${roles.join(", ")}`}`);
}
