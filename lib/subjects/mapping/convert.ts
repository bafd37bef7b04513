import { parseDate, parseInstant } from "../../core/expression/time.ts";
import type { Type } from "../../core/expression/types.ts";
import type { Json } from "../../core/expression/value.ts";
import type { Steps } from "./mapping.ts";
import { plainNumber } from "./number-text.ts";
import { hasTime, readTime } from "./time-pattern.ts";
import { dateText, instantText } from "./zoned-time.ts";

/**
 * A text as the type of its field has it; undefined where there is no value. A text that cannot be
 * converted stays as it is, so that the engine reports it, with its place, as ill typed.
 */
export function convert(text: string, type: Type, steps: Steps): Json | undefined {
  const word = lookedUp(stripped(text, steps), steps);
  if (word === null || word.trim() === "" || steps.absent.includes(word)) return undefined;
  return typed(word, type, steps) ?? word;
}

function stripped(text: string, { strip }: Steps): string {
  return strip !== undefined && text.endsWith(strip) ? text.slice(0, -strip.length) : text;
}

function lookedUp(text: string, { map, prefixes, otherwise }: Steps): string | null {
  const mapped = map?.get(text);
  if (mapped !== undefined) return mapped;
  const prefix = prefixes && longestPrefix(text, prefixes.keys());
  if (prefix !== undefined) return prefixes?.get(prefix) ?? null;
  return otherwise === undefined || text === "" ? text : otherwise.value;
}

function longestPrefix(text: string, prefixes: Iterable<string>): string | undefined {
  let longest: string | undefined;
  for (const prefix of prefixes)
    if (text.startsWith(prefix) && prefix.length > (longest?.length ?? -1)) longest = prefix;
  return longest;
}

/** Undefined where the text is none of the type. */
export function typed(text: string, type: Type, steps: Steps): Json | undefined {
  switch (type.kind) {
    case "decimal":
      return plainNumber(text, steps.numbers);
    case "int":
      return intOf(plainNumber(text, steps.numbers));
    case "real":
      return realOf(plainNumber(text, steps.numbers));
    case "bool":
      return boolOf(text.trim().toLowerCase());
    case "date":
      return dateOf(text, steps);
    case "instant":
      return instantOf(text, steps);
    default:
      return text;
  }
}

function intOf(text: string | undefined): number | undefined {
  const value = text !== undefined && /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(value) ? value : undefined;
}

function realOf(text: string | undefined): number | undefined {
  const value = text === undefined ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : undefined;
}

const boolOf = (word: string): boolean | undefined =>
  word === "true" ? true : word === "false" ? false : undefined;

function dateOf(text: string, { pattern }: Steps): string | undefined {
  if (pattern === undefined) return parseDate(text.trim()) === undefined ? undefined : text.trim();
  const written = readTime(text, pattern);
  return written && dateText(written);
}

function instantOf(text: string, { pattern, zone }: Steps): string | undefined {
  if (pattern === undefined)
    return parseInstant(text.trim()) === undefined ? undefined : text.trim();
  const written = hasTime(pattern) ? readTime(text, pattern) : undefined;
  return written && instantText(written, zone);
}
