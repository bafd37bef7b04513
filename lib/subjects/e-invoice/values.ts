import { mayNeedNormalizing } from "../readers/normal-form.ts";

/** The text of an element without the space around it, in Unicode's form NFC. */
export function textIn(raw: string): string {
  const text = raw.trim();
  return mayNeedNormalizing(text) ? text.normalize("NFC") : text;
}

/**
 * A number as XML Schema writes decimals, in the way of records: without a plus sign, with a digit on both
 * sides of the point. Its digits stay as they are; what is no decimal stays as it is, for the schema to
 * find.
 */
export function numberIn(raw: string): string {
  const text = raw.trim();
  if (plain.test(text)) return text;
  const [, sign = "", whole = "", fraction] = xsDecimal.exec(text) ?? [];
  if (whole === "" && (fraction ?? "") === "") return text;
  return `${sign === "-" ? "-" : ""}${whole || "0"}${fraction ? `.${fraction}` : ""}`;
}

const plain = /^-?\d+(\.\d+)?$/;
const xsDecimal = /^([+-]?)(\d*)(?:\.(\d*))?$/;

/** A day as CII writes it (format 102), in the way of records; others as they are. */
export function dateIn(raw: string): string {
  const text = raw.trim();
  return cii102.test(text) ? text.replace(cii102, "$1-$2-$3") : text;
}

const cii102 = /^(\d{4})(\d{2})(\d{2})$/;

/** Whether an account is written as an IBAN: a country, and two check digits. */
export const looksLikeIban = (account: string): boolean => /^[A-Z]{2}\d{2}/i.test(account);
