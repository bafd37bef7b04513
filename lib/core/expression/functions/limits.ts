import { type Decimal, overflows } from "../decimal.ts";
import { fault, type Unjudged } from "../fault.ts";
import { dayMax, dayMin } from "./zones.ts";

/** UTF-16 units that a text may grow to. */
export const textLengthMax = 1_048_576;

/** The decimal, or the fault that it has too many digits. */
export const decimalIn = (value: Decimal): Decimal | Unjudged =>
  overflows(value) ? fault("overflow", "a decimal of more than 38 digits") : value;

/** The real, or the fault that it is beyond the range of doubles or no number. */
export const realIn = (value: number): number | Unjudged =>
  Number.isFinite(value) ? value : fault("overflow", "a real beyond its range");

/** The day, or the fault that no date is so early or so late. */
export const dayIn = (day: number): number | Unjudged =>
  day >= dayMin && day <= dayMax
    ? day
    : fault("out_of_range", "a date is in the years 0001 to 9999");

/** The text, or the fault that it has grown too long. */
export const textIn = (text: string): string | Unjudged =>
  text.length <= textLengthMax ? text : tooLong();

export const tooLong = (): Unjudged =>
  fault("overflow", `a text of more than ${textLengthMax} characters`);

/** A value as faults name it: what a person wrote, cut short. */
export const quoted = (text: string): string =>
  `'${text.length > 40 ? `${text.slice(0, 40)}…` : text}'`;

export const invalid = (detail: string): Unjudged => fault("invalid_argument", detail);
export const outOfRange = (detail: string): Unjudged => fault("out_of_range", detail);
