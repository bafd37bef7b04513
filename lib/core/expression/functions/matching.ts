import { isUnjudged, missing, type Unjudged } from "../fault.ts";
import type { FunctionContext } from "../function-row.ts";
import type { List } from "../value.ts";
import { spentOnText } from "./elements.ts";
import { invalid, outOfRange, quoted } from "./limits.ts";
import { compilePattern, type Matcher } from "./patterns.ts";
import { rowIn } from "./row.ts";

// biome-ignore format: one entry a function
export const matching = [
  rowIn("matches(text: string, pattern: Pattern): bool", 1, matches,
    "Whether the pattern (RE2 syntax) matches anywhere in the text; `^`, `$` tie it to the ends.",
    ['"EE123".matches("^[A-Z]{2}")', "true"], ['"a1".matches("^[0-9]+$")', "false"]),
  rowIn("firstMatch(text: string, pattern: Pattern): string", 1, firstMatch,
    "What the pattern matches first; missing where it matches nothing.",
    ['firstMatch("ab 12 34", "[0-9]{2}")', '"12"'], ['firstMatch("ab", "[0-9]")', "missing"]),
  rowIn("allMatches(text: string, pattern: Pattern): list<string>", 1, allMatches,
    "All that the pattern matches, from left to right, at most a thousand.",
    ['allMatches("ab 12 34", "[0-9]{2}")', '["12", "34"]']),
  rowIn("suffixInt(text: string, prefix: string): int", 1, suffixInt,
    "The whole number after a prefix and up to the end; missing where the text is none such.",
    ['suffixInt("EE26-000042", "EE26-")', "42"], ['suffixInt("RO26-7", "EE26-")', "missing"]),
];

/** The compiled pattern, its cost charged; or why it cannot be used. */
function matcherOf(context: FunctionContext, text: string, pattern: string): Matcher | Unjudged {
  const matcher = compilePattern(pattern);
  if (typeof matcher === "string") return invalid(matcher);
  return spentOnText(context, text, pattern) ?? matcher;
}

function matches(context: FunctionContext, text: string, pattern: string): boolean | Unjudged {
  const matcher = matcherOf(context, text, pattern);
  return isUnjudged(matcher) ? matcher : matcher.test(text);
}

function firstMatch(context: FunctionContext, text: string, pattern: string): string | Unjudged {
  const matcher = matcherOf(context, text, pattern);
  if (isUnjudged(matcher)) return matcher;
  return matcher.first(text) ?? missing(`a match of ${quoted(pattern)}`);
}

const matchesMax = 1_000;

function allMatches(context: FunctionContext, text: string, pattern: string): List | Unjudged {
  const matcher = matcherOf(context, text, pattern);
  return isUnjudged(matcher) ? matcher : matcher.all(text, matchesMax);
}

/** Digits that fit 64 bits whatever they are. */
const suffixDigitsMax = 18;

function suffixInt(context: FunctionContext, text: string, prefix: string): bigint | Unjudged {
  const refusal = spentOnText(context, text, prefix);
  if (refusal) return refusal;
  const digits = text.startsWith(prefix) ? text.slice(prefix.length) : "";
  if (!/^\d+$/.test(digits)) return missing(`a number after ${quoted(prefix)} in ${quoted(text)}`);
  return digits.length <= suffixDigitsMax
    ? BigInt(digits)
    : outOfRange(`a number of more than ${suffixDigitsMax} digits`);
}
