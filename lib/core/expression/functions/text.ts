import { isUnjudged, type Unjudged } from "../fault.ts";
import type { FunctionContext } from "../function-row.ts";
import type { List } from "../value.ts";
import { elementsOf, spent, spentOnText } from "./elements.ts";
import { outOfRange, quoted, textIn, textLengthMax, tooLong } from "./limits.ts";
import { row, rowIn } from "./row.ts";

// biome-ignore format: one entry a function
export const texts = [
  rowIn("size.text(text: string): int", 1, codePointCount,
    "How many characters (code points) the text has.",
    ['size("tõö")', "3"], ['size("😀")', "1"]),
  row("startsWith(text: string, part: string): bool", 1, startsWith,
    "Whether the text starts with the part.",
    ['"EE123".startsWith("EE")', "true"]),
  row("endsWith(text: string, part: string): bool", 1, endsWith,
    "Whether the text ends with the part.",
    ['"NO995525828MVA".endsWith("MVA")', "true"]),
  rowIn("contains.text(text: string, part: string): bool", 1, containsText,
    "Whether the part occurs in the text.",
    ['"free gift".contains("gift")', "true"]),
  rowIn("indexOf.text(text: string, part: string, from?: int): int", 1, indexOfText,
    "The place of the first occurrence, in characters from 0; -1 where there is none.",
    ['"tõö".indexOf("ö")', "2"], ['"abab".indexOf("ab", 1)', "2"], ['"a".indexOf("b")', "-1"]),
  rowIn("lastIndexOf(text: string, part: string): int", 1, lastIndexOf,
    "The place of the last occurrence, in characters from 0; -1 where there is none.",
    ['"abab".lastIndexOf("ab")', "2"]),
  rowIn("charAt(text: string, index: int): string", 1, charAt,
    "The character at a place from 0; nothing at the end.",
    ['"tõö".charAt(1)', '"õ"'], ['"a".charAt(1)', '""'], ['"a".charAt(2)', "fault out_of_range"]),
  rowIn("substring(text: string, from: int, to?: int): string", 1, substring,
    "The characters from a place up to another, that one excluded.",
    ['"EE123".substring(2)', '"123"'], ['"EE123".substring(0, 2)', '"EE"'],
    ['"a".substring(2)', "fault out_of_range"]),
  rowIn("lower(text: string): string", 1, mapped((text) => text.toLowerCase()),
    "The text in lower case, of whatever script.",
    ['lower("ÕÜ")', '"õü"']),
  rowIn("upper(text: string): string", 1, mapped((text) => text.toUpperCase()),
    "The text in upper case, of whatever script.",
    ['upper("õü")', '"ÕÜ"']),
  rowIn("lowerAscii(text: string): string", 1, mapped(lowerAscii),
    "The text with A to Z in lower case.",
    ['"ABÕ".lowerAscii()', '"abÕ"']),
  rowIn("upperAscii(text: string): string", 1, mapped(upperAscii),
    "The text with a to z in upper case.",
    ['"abõ".upperAscii()', '"ABõ"']),
  rowIn("trim(text: string): string", 1, mapped((text) => text.trim()),
    "The text without white space at its ends.",
    ['trim("  a b ")', '"a b"']),
  rowIn("nfc(text: string): string", 1, mapped((text) => text.normalize("NFC")),
    "The text in Unicode's composed form, in which equal texts are equal.",
    ['nfc("o\\u0303") == "õ"', "true"]),
  rowIn("replace(text: string, part: string, by: string, limit?: int): string", 1, replace,
    "The text with each occurrence, or the first few, replaced.",
    ['"12 345 678".replace(" ", "")', '"12345678"'], ['"aaa".replace("a", "b", 2)', '"bba"']),
  rowIn("split(text: string, separator: string, limit?: int): list<string>", 1, split,
    "The parts between separators; with a limit, at most so many, the last with all that remains.",
    ['"a,b,c".split(",")', '["a", "b", "c"]'], ['"a,b,c".split(",", 2)', '["a", "b,c"]'],
    ['"õö".split("")', '["õ", "ö"]']),
  rowIn("join(list: list<string>, separator?: string): string", 1, join,
    "The texts one after the other, the separator between them.",
    ['["a", "b"].join(", ")', '"a, b"']),
];

/** A function of one text that may make it longer, charged by its size. */
function mapped(map: (text: string) => string) {
  return (context: FunctionContext, text: string): string | Unjudged =>
    spentOnText(context, text) ?? textIn(map(text));
}

function lowerAscii(text: string): string {
  return text.replace(/[A-Z]+/g, (part) => part.toLowerCase());
}

function upperAscii(text: string): string {
  return text.replace(/[a-z]+/g, (part) => part.toUpperCase());
}

function startsWith(text: string, part: string): boolean {
  return text.startsWith(part);
}

function endsWith(text: string, part: string): boolean {
  return text.endsWith(part);
}

function containsText(context: FunctionContext, text: string, part: string): boolean | Unjudged {
  return spentOnText(context, text, part) ?? text.includes(part);
}

function codePointCount(context: FunctionContext, text: string): bigint | Unjudged {
  return spentOnText(context, text) ?? BigInt(pointsIn(text, text.length));
}

/** The code points before a place given in UTF-16 units. */
function pointsIn(text: string, end: number): number {
  let points = end;
  for (let i = 1; i < end; i++) if (isPairAt(text, i - 1)) points -= 1;
  return points;
}

const isPairAt = (text: string, i: number): boolean => (text.codePointAt(i) as number) > 0xffff;

/** The place in UTF-16 units of a code point; undefined past the end. */
function unitsAt(text: string, point: bigint): number | undefined {
  if (point < 0n || point > text.length) return undefined;
  let at = 0;
  for (let left = Number(point); left > 0; left--) {
    if (at >= text.length) return undefined;
    at += isPairAt(text, at) ? 2 : 1;
  }
  return at;
}

const beyond = (text: string, place: bigint): Unjudged =>
  outOfRange(`place ${place} lies outside the text ${quoted(text)}`);

function indexOfText(
  context: FunctionContext,
  text: string,
  part: string,
  from = 0n,
): bigint | Unjudged {
  const start = unitsAt(text, from);
  if (start === undefined) return beyond(text, from);
  return spentOnText(context, text, part) ?? pointAt(text, text.indexOf(part, start));
}

function lastIndexOf(context: FunctionContext, text: string, part: string): bigint | Unjudged {
  return spentOnText(context, text, part) ?? pointAt(text, text.lastIndexOf(part));
}

const pointAt = (text: string, unit: number): bigint =>
  unit < 0 ? -1n : BigInt(pointsIn(text, unit));

function charAt(context: FunctionContext, text: string, index: bigint): string | Unjudged {
  const at = unitsAt(text, index);
  if (at === undefined) return beyond(text, index);
  const point = text.codePointAt(at);
  return spentOnText(context, text) ?? (point === undefined ? "" : String.fromCodePoint(point));
}

function substring(
  context: FunctionContext,
  text: string,
  from: bigint,
  to?: bigint,
): string | Unjudged {
  const start = unitsAt(text, from);
  const end = to === undefined ? text.length : unitsAt(text, to);
  if (start === undefined) return beyond(text, from);
  if (end === undefined || end < start) return beyond(text, to as bigint);
  return spentOnText(context, text) ?? text.slice(start, end);
}

/** As many pieces as a limit allows; without one, or below zero, all. */
const piecesMax = (limit: bigint): number =>
  limit < 0n || limit > BigInt(textLengthMax) ? textLengthMax + 1 : Number(limit);

function replace(
  context: FunctionContext,
  text: string,
  part: string,
  by: string,
  limit = -1n,
): string | Unjudged {
  const max = piecesMax(limit) + 1;
  // an empty part stands at the start and at the end as well
  const pieces = part === "" ? between(["", ...text, ""], max) : piecesOf(text, part, max);
  const length = text.length + (pieces.length - 1) * (by.length - part.length);
  if (length > textLengthMax) return tooLong();
  const steps = pieces.length + Math.ceil((text.length + length) / 1024);
  return spent(context, steps) ?? pieces.join(by);
}

/** Splits off at most `max` pieces; an empty separator stands between any two code points. */
function piecesOf(text: string, separator: string, max: number): readonly string[] {
  if (separator === "") return between([...text], max);
  const pieces: string[] = [];
  let from = 0;
  while (pieces.length < max - 1) {
    const at = text.indexOf(separator, from);
    if (at < 0) break;
    pieces.push(text.slice(from, at));
    from = at + separator.length;
  }
  return [...pieces, text.slice(from)];
}

/** The points, those past the last place joined. */
const between = (points: readonly string[], max: number): readonly string[] =>
  points.length <= max ? points : [...points.slice(0, max - 1), points.slice(max - 1).join("")];

function split(
  context: FunctionContext,
  text: string,
  separator: string,
  limit = -1n,
): List | Unjudged {
  if (limit === 0n) return [];
  const pieces = piecesOf(text, separator, piecesMax(limit));
  return spent(context, pieces.length + Math.ceil(text.length / 1024)) ?? pieces;
}

function join(context: FunctionContext, list: List, separator = ""): string | Unjudged {
  const parts = elementsOf<string>(context, list);
  if (isUnjudged(parts)) return parts;
  const length = parts.reduce((sum, part) => sum + part.length + separator.length, 0);
  if (length > textLengthMax + separator.length) return tooLong();
  return spent(context, Math.ceil(length / 1024)) ?? parts.join(separator);
}
