import {
  amount,
  blank,
  codeOf,
  list,
  type Maybe,
  not,
  num,
  orElse,
  type Rec,
  text,
} from "../exact.ts";

/** One rule of the reference: the number of its outcome on a record. */
export type Rule = (r: Rec) => number;

export const must =
  (test: (r: Rec) => Maybe<boolean>): Rule =>
  (r) =>
    codeOf(true, () => test(r));

export const when =
  (applies: (r: Rec) => Maybe<boolean>, test: (r: Rec) => Maybe<boolean>): Rule =>
  (r) =>
    codeOf(applies(r), () => test(r));

export const zero = num("0");

export const notBlank = (of: Rec, name: string) => not(blank(text(of, name)));

export const opt = (of: Rec, name: string) => orElse(amount(of, name), zero);

export const optList = (of: Rec, name: string) => orElse(list(of, name), []);
