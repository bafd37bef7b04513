import { canonical, type Decimal } from "./decimal.ts";
import { formatDate, formatInstant } from "./time.ts";
import type { Type } from "./types.ts";
import type { Value } from "./value.ts";

/** Parts that a composite key may have. */
export const keyPartsMax = 6;

/**
 * One text for several: `A-1|2026-01-31`. No two lists of texts of one length give the same, since
 * `|` and `\` inside a part are escaped. A single part is itself, escaped.
 */
export function compositeKey(parts: readonly string[]): string {
  return parts.map(escapedPart).join("|");
}

const [bar, backslash] = [0x7c, 0x5c];

/** A part as it stands in a key. Most have nothing to escape, and are looked at once. */
export function escapedPart(part: string): string {
  let escaped = "";
  let from = 0;
  for (let i = 0; i < part.length; i++) {
    const unit = part.charCodeAt(i);
    if (unit !== bar && unit !== backslash) continue;
    escaped += `${part.slice(from, i)}\\`;
    from = i;
  }
  return from === 0 && escaped === "" ? part : escaped + part.slice(from);
}

/** The parts of a composite key, which `compositeKey` makes one of again. */
export function partsOfKey(key: string): readonly string[] {
  const parts = [""];
  for (let i = 0; i < key.length; i++) {
    const unit = key.charCodeAt(i);
    if (unit === bar) parts.push("");
    else {
      if (unit === backslash) i++;
      parts[parts.length - 1] += key.charAt(i);
    }
  }
  return parts;
}

/**
 * The text of a scalar by which equal values meet: decimals without idle zeros ("24" for 24.00),
 * strings in NFC, dates and instants in ISO form. Values of one type give one text only when equal.
 */
export function keyText(value: Value, type: Type): string {
  switch (type.kind) {
    case "decimal":
      return canonical(value as Decimal);
    case "string":
      return (value as string).normalize("NFC");
    case "date":
      return formatDate(value as number);
    case "instant":
      return formatInstant(value as bigint);
    default:
      return String(value);
  }
}
