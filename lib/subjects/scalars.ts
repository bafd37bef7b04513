import * as z from "zod";
import { fromDouble } from "../core/expression/decimal.ts";
import { parseDate, parseInstant } from "../core/expression/time.ts";

/**
 * The scalar fields that all subject kinds share. Each says in its meta data what zod's own types
 * do not: `scalar` is the type that rules see, `usualScale` the digits that the fast path decodes
 * at. A field adds its `description` and, where it names or describes a person, `personal`.
 */
export interface FieldMeta {
  readonly description?: string;
  readonly personal?: boolean;
  readonly scalar?: "decimal" | "date" | "instant";
  readonly usualScale?: number;
}

/** Up to 15 digits, a point, up to 6: as text, or as a number of at most 15 significant digits. */
function decimalField(id: string, usualScale: number, description: string) {
  const text = z.string().regex(/^-?\d{1,15}(\.\d{1,6})?$/);
  const number = z.number().refine((value) => fromDouble(value) !== undefined, {
    error: "write it as text: at most 15 significant digits, 6 after the point, are exact",
  });
  return z.union([text, number]).meta({ id, description, scalar: "decimal", usualScale });
}

function textField(id: string, pattern: RegExp, description: string) {
  return z.string().regex(pattern).meta({ id, description });
}

/** An amount in the currency of the object that holds it or of its parent; never a binary float. */
export const money = decimalField("Money", 2, "An amount of money, exact");
export const quantity = decimalField("Qty", 0, "A quantity in the unit given beside it, exact");
export const percentage = decimalField("Pct", 0, "Percentage points: 24 means 24 %");

export const currency = textField("Currency", /^[A-Z]{3}$/, "ISO 4217, three capitals");
export const country = textField("Country", /^[A-Z]{2}$/, "ISO 3166-1, two capitals");
/** Texts stand in en, et, ro and nb; records may name any language (`no` is read as `nb`). */
export const lang = textField("Lang", /^[a-z]{2,3}$/, "BCP 47, the language alone");
export const id = z
  .string()
  .max(64)
  .regex(/^[A-Za-z0-9._:/-]+$/)
  .meta({ id: "Id", description: "A key: letters, digits and . _ : / -" });
export const url = z
  .string()
  .max(2000)
  .regex(/^https:\/\/[^\s]+$/)
  .meta({ id: "Url", description: "An absolute https address" });

export const date = z
  .string()
  .refine((text) => parseDate(text) !== undefined, { error: "a date is written YYYY-MM-DD" })
  .meta({ id: "Date", description: "A day, ISO 8601", format: "date", scalar: "date" });
export const instant = z
  .string()
  .refine((text) => parseInstant(text) !== undefined, {
    error: "an instant is written 2026-11-21T09:30:00+02:00",
  })
  .meta({
    id: "Instant",
    description: "A moment with its offset, RFC 3339",
    format: "date-time",
    scalar: "instant",
  });

/** Text for people, at most `lengthMax` UTF-16 units. */
export const text = (lengthMax: number, description: string) =>
  z.string().max(lengthMax).meta({ description });

/** Text that names or describes a person: masked in what is kept. */
export const personalText = (lengthMax: number, description: string) =>
  z.string().max(lengthMax).meta({ description, personal: true });

export const flag = (description: string) => z.boolean().meta({ description });
