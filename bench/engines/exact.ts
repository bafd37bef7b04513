import {
  abs,
  add,
  compare,
  type Decimal,
  multiply,
  parseDecimal,
  quotient,
  round,
  subtract,
} from "../../lib/core/expression/decimal.ts";
import {
  fault,
  isFault,
  isUnjudged,
  type Unjudged,
  unjudged,
  worse,
} from "../../lib/core/expression/fault.ts";
import {
  DATE,
  decimalOf,
  listOf,
  recordOf,
  STRING,
  type Type,
} from "../../lib/core/expression/types.ts";
import { decode, type JsonObject, type Value } from "../../lib/core/expression/value.ts";
import { FAILED, FAULT, MISSING, NOT_APPLICABLE, PASS } from "./verdicts.ts";

/** A value or why there is none. */
export type Maybe<T> = T | Unjudged;
export type Rec = Maybe<JsonObject>;
export type Test = () => Maybe<boolean>;

/** Applies a function to what is there; of what is not, the worst stands. */
export function lift<A extends readonly unknown[], T>(
  apply: (...args: A) => Maybe<T>,
  ...args: { [K in keyof A]: Maybe<A[K]> }
): Maybe<T> {
  const open = args.filter((arg) => isUnjudged(arg)) as Unjudged[];
  return open.length > 0 ? open.reduce(worse) : apply(...(args as unknown as A));
}

const field = <T>(type: Type) => {
  return (of: Rec, name: string): Maybe<T> =>
    lift((record: JsonObject) => decode(record[name], type, () => name) as Maybe<T>, of);
};

export const text = field<string>(STRING);
export const amount = field<Decimal>(decimalOf(6));
export const day = field<number>(DATE);
export const record = field<JsonObject>(recordOf(""));
export const list = field<readonly Rec[]>(listOf(recordOf("")));
export const texts = field<readonly Maybe<string>[]>(listOf(STRING));

/** Joined conditions: a decisive one absorbs what is unjudged beside it. */
const join = (decisive: boolean, tests: readonly Test[]): Maybe<boolean> => {
  const found = tests.map((test) => test());
  if (found.includes(decisive)) return decisive;
  const open = found.filter((value) => isUnjudged(value));
  return open.length > 0 ? open.reduce(worse) : !decisive;
};
export const and = (...tests: readonly Test[]): Maybe<boolean> => join(false, tests);
export const or = (...tests: readonly Test[]): Maybe<boolean> => join(true, tests);
export const not = (value: Maybe<boolean>): Maybe<boolean> => lift((is: boolean) => !is, value);

export const either = (test: Maybe<boolean>, then: Test, otherwise: Test): Maybe<boolean> =>
  lift((is: boolean) => (is ? then() : otherwise()), test);

export const all = <T>(of: Maybe<readonly T[]>, test: (item: T) => Maybe<boolean>) =>
  lift((items: readonly T[]) => and(...items.map((item) => () => test(item))), of);

export function existsOne<T>(
  of: Maybe<readonly T[]>,
  test: (item: T) => Maybe<boolean>,
): Maybe<boolean> {
  return lift((items: readonly T[]) => {
    const found = items.map(test);
    const count = found.filter((value) => value === true).length;
    const open = found.filter((value) => isUnjudged(value));
    if (count > 1) return false;
    return open.length > 0 ? open.reduce(worse) : count === 1;
  }, of);
}

/** The sum of what `value` gives of the elements for which `where` holds. */
export function sum<T>(
  of: Maybe<readonly T[]>,
  value: (item: T) => Maybe<Decimal>,
  where: (item: T) => Maybe<boolean> = () => true,
): Maybe<Decimal> {
  return lift((items: readonly T[]) => {
    const kept = items.map(where);
    const open = kept.filter((is) => isUnjudged(is));
    if (open.length > 0) return open.reduce(worse);
    const values = items.filter((_, index) => kept[index]).map(value);
    return lift((...terms: readonly Decimal[]) => terms.reduce(add, zero), ...values);
  }, of);
}

export const has = (of: Rec, name: string): Maybe<boolean> => {
  if (isUnjudged(of)) return isFault(of) ? of : false;
  return of[name] !== undefined && of[name] !== null;
};

/** Whether a decimal or a date is there: empty text is not. */
export const given = (of: Rec, name: string): Maybe<boolean> =>
  lift((is: boolean) => is && (of as JsonObject)[name] !== "", has(of, name));

export const blank = (value: Maybe<string>): Maybe<boolean> => {
  if (isUnjudged(value)) return isFault(value) ? value : true;
  return value.trim() === "";
};

export const orElse = <T>(value: Maybe<T>, other: T): Maybe<T> =>
  isUnjudged(value) && !isFault(value) ? other : value;

export const num = (literal: string): Decimal => parseDecimal(literal)!;
const zero = num("0");

export const plus = (a: Maybe<Decimal>, b: Maybe<Decimal>) => lift(add, a, b);
export const minus = (a: Maybe<Decimal>, b: Maybe<Decimal>) => lift(subtract, a, b);
export const times = (a: Maybe<Decimal>, b: Maybe<Decimal>) => lift(multiply, a, b);
export const size = (a: Maybe<Decimal>) => lift(abs, a);
export const rounded = (a: Maybe<Decimal>, scale: number) =>
  lift((value: Decimal) => round(value, scale), a);
export const quot = (a: Maybe<Decimal>, b: Maybe<Decimal>) =>
  lift(
    (x: Decimal, y: Decimal) => quotient(x, y, 2) ?? fault("division_by_zero", "a quotient"),
    a,
    b,
  );

/** Whether the first is below (-1), equal to (0) or above (1) the second, as one of `signs` says. */
const sign =
  (...signs: readonly number[]) =>
  (a: Maybe<Decimal>, b: Maybe<Decimal>) =>
    lift((x: Decimal, y: Decimal) => signs.includes(compare(x, y)), a, b);
export const eq = sign(0);
export const lt = sign(-1);
export const le = sign(-1, 0);
export const gt = sign(1);
export const ge = sign(1, 0);

export const same = <T extends Value>(a: Maybe<T>, b: Maybe<T>) =>
  lift((x: T, y: T) => x === y, a, b);
export const oneOf = (value: Maybe<string>, ...words: readonly string[]) =>
  lift((word: string) => words.includes(word), value);
export const matches = (value: Maybe<string>, pattern: RegExp) =>
  lift((word: string) => pattern.test(word), value);

/** The number of an outcome from what `when` and `must` give. */
export function codeOf(when: Maybe<boolean>, must: Test): number {
  if (when === false) return NOT_APPLICABLE;
  const value = isUnjudged(when) ? when : must();
  if (isUnjudged(value)) return value[unjudged] === "missing" ? MISSING : FAULT;
  return value ? PASS : FAILED;
}
