import { RE2JS } from "re2js";
import { linearRegExp } from "./linear.ts";
import { type LinearTest, linearTest } from "./linear-automaton.ts";

/** A compiled pattern of RE2's syntax. Matching takes time in proportion to the text. */
export interface Matcher {
  readonly test: (text: string) => boolean;
  /** The leftmost match, or undefined. */
  readonly first: (text: string) => string | undefined;
  /** The matches from left to right, none overlapping, none empty, at most `max`. */
  readonly all: (text: string, max: number) => readonly string[];
}

/** UTF-16 units that a pattern may have. */
export const patternLengthMax = 1_000;
const compiledMax = 500;
/** What has been compiled: patterns recur for every record. Emptied when full, never wrong. */
const compiled = new Map<string, Matcher | string>();

/**
 * Compiles a pattern: with a RegExp where that is provably linear, else, to tell whether it matches,
 * with an automaton of ours, and with RE2 for the rest; or says what is wrong with it. All match
 * the same.
 */
export function compilePattern(pattern: string): Matcher | string {
  const known = compiled.get(pattern);
  if (known !== undefined) return known;
  if (compiled.size >= compiledMax) compiled.clear();
  const matcher = compile(pattern);
  compiled.set(pattern, matcher);
  return matcher;
}

/** What is wrong with a pattern, for its author; undefined when nothing is. */
export function patternProblem(pattern: string): string | undefined {
  const matcher = compilePattern(pattern);
  return typeof matcher === "string" ? matcher : undefined;
}

function compile(pattern: string): Matcher | string {
  if (pattern.length > patternLengthMax)
    return `pattern has ${pattern.length} characters, at most ${patternLengthMax} are allowed`;
  const regExp = linearRegExp(pattern);
  if (regExp) return ofRegExp(regExp);
  try {
    const re2 = ofRe2(RE2JS.compile(pattern));
    const test = linearTest(pattern);
    return test ? ofAutomaton(test, re2) : re2;
  } catch (error) {
    return problemOf(pattern, (error as Error).message);
  }
}

function ofRegExp(regExp: RegExp): Matcher {
  const everywhere = new RegExp(regExp.source, "gu");
  return {
    test: (text) => regExp.test(text),
    first: (text) => regExp.exec(text)?.[0],
    all: (text, max) => taken(text.matchAll(everywhere), max),
  };
}

/** What RE2 alone can say, it is asked where there is a match at all. */
function ofAutomaton(linear: LinearTest, re2: Matcher): Matcher {
  const test = (text: string): boolean => linear(text) ?? re2.test(text);
  return {
    test,
    first: (text) => (test(text) ? re2.first(text) : undefined),
    all: (text, max) => (test(text) ? re2.all(text, max) : []),
  };
}

function ofRe2(re2: RE2JS): Matcher {
  return {
    test: (text) => re2.test(text),
    first: (text) => re2.exec(text)?.[0],
    all: (text, max) => taken(re2.matchAll(text), max),
  };
}

function taken(matches: Iterable<RegExpMatchArray>, max: number): readonly string[] {
  const texts: string[] = [];
  for (const [text] of matches) {
    if (texts.length >= max) break;
    if (text) texts.push(text);
  }
  return texts;
}

/** Syntax that RE2 refuses because no linear search could offer it. */
const notLinear = /\(\?<?[=!]|\\[1-9]|\(\?>|\(\?\(|[*+?}]\+/;

function problemOf(pattern: string, message: string): string {
  if (notLinear.test(pattern))
    return "pattern is not linear: it has look-around, a back-reference or a possessive repeat";
  return `pattern cannot be read: ${message.replace(/^error parsing regexp: /, "").slice(0, 200)}`;
}
