import type { Json } from "../../core/expression/value.ts";

/** Characters below U+0300 are in NFC wherever they stand; only others have to be looked at. */
export const mayNeedNormalizing = (text: string): boolean =>
  beyondLatin.test(text) && text.normalize("NFC") !== text;

const beyondLatin = /[\u0300-\uffff]/;

type Container = Json[] | Record<string, Json>;

/** Brings every text of a parsed value, but no name, into Unicode's form NFC, in place. */
export function normalize(value: object): void {
  const container = value as Container;
  if (Array.isArray(container))
    for (let i = 0; i < container.length; i++) container[i] = normalOf(container[i] as Json);
  // An own `__proto__`, as JSON.parse makes it, is written as the data property that it is.
  else
    for (const name of Object.keys(container)) container[name] = normalOf(container[name] as Json);
}

function normalOf(value: Json): Json {
  if (typeof value === "string") return value.normalize("NFC");
  if (typeof value === "object" && value !== null) normalize(value);
  return value;
}

/** Whether no text and no name holds half a surrogate pair. */
export function isWellFormed(value: Json | undefined): boolean {
  if (typeof value === "string") return value.isWellFormed();
  if (Array.isArray(value)) return value.every(isWellFormed);
  if (typeof value !== "object" || value === null) return true;
  return Object.entries(value).every(([name, inner]) => name.isWellFormed() && isWellFormed(inner));
}
