import type { Hit, Lexicon } from "../../../lib/core/lexicon/lexicon.ts";
import { normalText } from "../../../lib/core/lexicon/normal-text.ts";
import type { Language } from "../../../lib/core/rule.ts";

/**
 * The lexicon's meaning in straight regular expressions, one for each term, as the specification
 * compiles them: slow, with look-around, and made by nothing that the automaton is made of but the
 * normal form of texts.
 */
export interface NaiveHit extends Pick<Hit, "category" | "strength"> {
  /** Offsets in the normal text. */
  readonly at: number;
  readonly end: number;
}

interface NaiveTerm {
  readonly category: string;
  readonly strength: Hit["strength"];
  readonly except: boolean;
  /** All of what is looked for, and nothing else. */
  readonly pattern: RegExp;
  /** The same anywhere in a text, to leave most texts at once. */
  readonly anywhere: RegExp;
  /** What may not stand around it. */
  readonly notAfter: RegExp;
  readonly notBefore: RegExp;
}

const WORD = "\\p{L}\\d\\p{Nl}";
const BETWEEN = "[\\s\\u00a0\\-–]";

/** A term in the notation of the specification as a regular expression for all of a text. */
export function naivePattern(term: string, folds: boolean): RegExp {
  let source = "";
  let rest = normalText(term.replace(/ (\([^()]*\)\?)$/, "␣$1"), folds).text;
  const take = (length: number, made: string): void => {
    source += made;
    rest = rest.slice(length);
  };
  while (rest !== "") {
    const last = /^␣\(([^()]*)\)\?$/.exec(rest);
    if (last) {
      const options = last[1]!.split("|").map((one) => innerOf(one, folds));
      take(rest.length, `(?:${BETWEEN}+(?:${options.join("|")}))?`);
    } else if (rest.startsWith(" .. ")) take(4, `(?:${BETWEEN}+\\S+){0,4}${BETWEEN}+`);
    else if (rest.startsWith(" %")) take(2, "\\s?%");
    else if (rest.startsWith(" ?")) take(2, `${BETWEEN}*`);
    else if (rest.startsWith(" ")) take(1, `${BETWEEN}+`);
    else if (rest.startsWith("*")) take(1, "\\p{L}*");
    else if (rest.startsWith("#")) take(1, "\\d+(?:[.,]\\d+)?");
    else if (rest.startsWith("(")) take(1, "(?:");
    else if (/^[)|?]/.test(rest)) take(1, rest.charAt(0));
    else if (rest.startsWith("\\")) take(2, escaped(rest.charAt(1)));
    else take(1, escaped(rest.charAt(0)));
  }
  return new RegExp(`^(?:${source})$`, "u");
}

const innerOf = (option: string, folds: boolean): string =>
  naivePattern(option, folds).source.slice(4, -2);

const escaped = (character: string): string => character.replace(/[\\^$.*+?()[\]{}|/]/u, "\\$&");

/** The terms that a text of a language is searched for. */
export function naiveTerms(lexicon: Lexicon, language: Language): readonly NaiveTerm[] {
  const folds = language === "ro";
  const spoken = language === "en" ? (["en"] as const) : ([language, "en"] as const);
  return lexicon.categories.flatMap(({ name, terms, except, everywhere }) => {
    const termOf = (written: string, isExcept: boolean): readonly NaiveTerm[] =>
      naiveTerm(written, folds).map((term) => ({ ...term, category: name, except: isExcept }));
    return [
      ...spoken.flatMap((of) => [
        ...(terms[of] ?? []).flatMap((written) => termOf(written, false)),
        ...(except[of] ?? []).flatMap((written) => termOf(written, true)),
      ]),
      ...everywhere.flatMap((written) => termOf(`re:${written}`, false)),
    ];
  });
}

type Sought = Omit<NaiveTerm, "category" | "except">;

function naiveTerm(written: string, folds: boolean): readonly Sought[] {
  if (written.startsWith("re:")) return alternativesOf(written.slice(3)).map(rawTerm);
  const weak = written.startsWith("w:");
  const pattern = naivePattern(weak ? written.slice(2) : written, folds);
  const edge = new RegExp(`[${WORD}]`, "u");
  const strength = weak ? "weak" : "strong";
  return [{ strength, pattern, anywhere: inner(pattern), notAfter: edge, notBefore: edge }];
}

const inner = (pattern: RegExp): RegExp => new RegExp(pattern.source.slice(1, -1), "u");

/** A raw pattern is written as JavaScript writes it; what looks around stands at its ends. */
function rawTerm(source: string): Sought {
  const match =
    /^(?:\(\?<!((?:\[[^\]]*\]|[^()])+)\))?(.*?)(?:\(\?!((?:\[[^\]]*\]|[^()])+)\))?$/u.exec(
      source.toLowerCase().replaceAll("\\p{l}", "\\p{L}").replaceAll("\\p{n}", "\\p{N}"),
    )!;
  const pattern = new RegExp(`^(?:${match[2]})$`, "u");
  return {
    strength: "strong",
    pattern,
    anywhere: inner(pattern),
    notAfter: new RegExp(match[1] ?? "(?!)", "u"),
    notBefore: new RegExp(match[3] ?? "(?!)", "u"),
  };
}

/** What stands between the bars outside of groups and classes. */
function alternativesOf(source: string): readonly string[] {
  const parts = [""];
  let depth = 0;
  for (const [piece] of source.matchAll(/\\.|\[(?:\\.|[^\]])*\]|./gu)) {
    if (piece === "(") depth += 1;
    if (piece === ")") depth -= 1;
    if (piece === "|" && depth === 0) parts.push("");
    else parts[parts.length - 1] += piece;
  }
  return parts;
}

/** All places that a term fits, of those with one beginning the longest. */
function placesOf(text: string, term: NaiveTerm): readonly (readonly [at: number, end: number])[] {
  if (!term.anywhere.test(text)) return [];
  const found: (readonly [number, number])[] = [];
  for (let at = 0; at < text.length; at++) {
    if (at > 0 && term.notAfter.test(text[at - 1]!)) continue;
    for (let end = text.length; end > at; end--) {
      if (end < text.length && term.notBefore.test(text[end]!)) continue;
      if (!term.pattern.test(text.slice(at, end))) continue;
      found.push([at, end]);
      break;
    }
  }
  return found;
}

/** The hits of a normal text. */
export function naiveHits(terms: readonly NaiveTerm[], text: string): readonly NaiveHit[] {
  const matches = terms.flatMap((term) =>
    placesOf(text, term).map(([at, end]) => ({ ...term, at, end })),
  );
  const meant = matches.filter(
    (match) =>
      !match.except &&
      !matches.some(
        (other) =>
          other.except &&
          other.category === match.category &&
          other.at < match.end &&
          match.at < other.end,
      ),
  );
  const chosen: NaiveHit[] = [];
  for (const category of new Set(meant.map((match) => match.category))) {
    let end = 0;
    const own = meant.filter((match) => match.category === category);
    own.sort(
      (a, b) =>
        a.at - b.at ||
        b.end - a.end ||
        Number(a.strength === "weak") - Number(b.strength === "weak"),
    );
    for (const match of own)
      if (match.at >= end) {
        chosen.push({ category, strength: match.strength, at: match.at, end: match.end });
        end = match.end;
      }
  }
  return chosen.sort((a, b) => a.at - b.at || (a.category < b.category ? -1 : 1));
}
