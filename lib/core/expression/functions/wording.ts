import { decimal, quotient } from "../decimal.ts";
import { isUnjudged, type Unjudged } from "../fault.ts";
import type { FunctionContext } from "../function-row.ts";
import type { List, Value } from "../value.ts";
import { elementsOf, spentOnText } from "./elements.ts";
import { textIn } from "./limits.ts";
import { rowIn } from "./row.ts";

// biome-ignore format: one entry a function
export const wording = [
  rowIn("similarity(a: string, b: string): decimal(4)", 2, similarity,
    "How alike two texts are, from 0 to 1: the share of three-letter pieces that both have.",
    ['similarity("Fibre 500", "fibre 500")', "1.0000"], ['similarity("abc", "xyz")', "0.0000"]),
  rowIn("fold(text: string, language: const Language): string", 1, fold,
    "The text for comparing: composed, lower case, and in Romanian without diacritics.",
    ['fold("REDUCERE MAREȘTE", "ro")', '"reducere mareste"'], ['fold("Säästa", "et")', '"säästa"']),
  rowIn("plain(text: string): string", 1, plain,
    "The text for finding words in it: composed, lower case, one space for white space, `'` and `-` for all their sorts, without what hides in words.",
    ['plain("Same\\u00a0Day – TO\\u00adDAY")', '"same day - today"']),
  rowIn("labelIn(text: string, labels: list<string>): bool", 1, labelIn,
    "Whether the text is one of the labels but for case and white space at its ends.",
    ['labelIn(" Buy NOW ", ["buy now", "pay now"])', "true"],
    ['labelIn("buy now!", ["buy now"])', "false"]),
];

function similarity(context: FunctionContext, a: string, b: string): Value | Unjudged {
  const refusal = spentOnText(context, a, b, a, b);
  if (refusal) return refusal;
  const [left, right] = [trigramsOf(a), trigramsOf(b)];
  const both = [...left].filter((trigram) => right.has(trigram)).length;
  const either = left.size + right.size - both;
  if (either === 0) return decimal(10_000n, 4); // neither has a word
  return quotient(decimal(BigInt(both), 0), decimal(BigInt(either), 0), 4) as Value;
}

/** The three-letter pieces of each word, with two spaces before it and one behind. */
function trigramsOf(text: string): ReadonlySet<string> {
  const trigrams = new Set<string>();
  for (const word of text
    .normalize("NFC")
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? []) {
    const points = [..."  ", ...word, " "];
    for (let i = 0; i + 2 < points.length; i++) trigrams.add(points.slice(i, i + 3).join(""));
  }
  return trigrams;
}

/**
 * Estonian and Norwegian keep their diacritics: "säästa" (save) is not "saasta" (pollute).
 * Romanian is often written without.
 */
function fold(context: FunctionContext, text: string, language: string): string | Unjudged {
  const refusal = spentOnText(context, text);
  if (refusal) return refusal;
  const folded = text.normalize("NFC").toLowerCase().replaceAll("\u02bc", "\u2019");
  return textIn(language === "ro" ? folded.normalize("NFKD").replace(/\p{M}/gu, "") : folded);
}

/** Soft hyphens and characters of no width part no word; one pattern of a rule fits all spellings. */
function plain(context: FunctionContext, text: string): string | Unjudged {
  const refusal = spentOnText(context, text);
  if (refusal) return refusal;
  return textIn(
    text
      .normalize("NFC")
      .replace(/[\u00ad\u200b-\u200d\u2060\ufeff]/g, "")
      .toLowerCase()
      .replace(/[‘’ʼ`´]/g, "'")
      .replace(/[‐-―−]/g, "-")
      .replace(/[\s\p{Z}]+/gu, " "),
  );
}

function labelIn(context: FunctionContext, text: string, labels: List): boolean | Unjudged {
  const known = elementsOf<string>(context, labels);
  if (isUnjudged(known)) return known;
  const sought = labelOf(text);
  return spentOnText(context, text, ...known) ?? known.some((label) => labelOf(label) === sought);
}

const labelOf = (text: string): string => text.normalize("NFC").trim().toLowerCase();
