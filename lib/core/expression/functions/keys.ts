import { createHash } from "node:crypto";
import type { Unjudged } from "../fault.ts";
import type { FunctionContext } from "../function-row.ts";
import { compositeKey, keyText, partsOfKey } from "../key.ts";
import { BOOL, DATE, decimalOf, INT, STRING, type Type } from "../types.ts";
import type { Value } from "../value.ts";
import { isDecimal, spentOnText } from "./elements.ts";
import { row, rowIn } from "./row.ts";

// biome-ignore format: one entry a function
export const keys = [
  row("key(a: K1, b?: K2, c?: K3, d?: K4, e?: K5, f?: K6): string", 2, key,
    "One key of up to six parts (24 and 24.0 are the same); no two lists of parts share one.",
    ['key("A-1", date("2026-01-31"))', '"A-1|2026-01-31"'], ["key(24.0) == key(24)", "true"]),
  row("keyParts(key: string): list<string>", 2, keyParts,
    "The parts that a key was made of, as texts.",
    ['keyParts(key("A|1", 24.0))', '["A|1", "24"]']),
  row("keyPrefix(key: string, parts: int): string", 2, keyPrefix,
    "The key of the first so many parts of a key.",
    ['keyPrefix(key("A|1", "EE", 24), 2) == key("A|1", "EE")', "true"]),
  rowIn("digest(text: string): string", 4, digest,
    "SHA-256 of the text's UTF-8 in composed form, as 64 hex digits in small letters.",
    ['digest("abc")', '"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"']),
];

function digest(context: FunctionContext, text: string): string | Unjudged {
  const refusal = spentOnText(context, text);
  return refusal ?? createHash("sha256").update(text.normalize("NFC"), "utf8").digest("hex");
}

function key(...parts: readonly (Value | undefined)[]): string {
  const given = parts.filter((part) => part !== undefined);
  return compositeKey(given.map((part) => keyText(part, typeOf(part))));
}

function keyParts(key: string): readonly string[] {
  return partsOfKey(key);
}

function keyPrefix(key: string, parts: bigint): string {
  return compositeKey(partsOfKey(key).slice(0, Math.max(0, Number(parts))));
}

/** The type of a part: its JavaScript type tells, as reals and instants are no parts of keys. */
function typeOf(part: Value): Type {
  if (isDecimal(part)) return decimalOf(part.scale);
  if (typeof part === "bigint") return INT;
  if (typeof part === "number") return DATE;
  return typeof part === "boolean" ? BOOL : STRING;
}
