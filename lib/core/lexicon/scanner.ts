import { type Language, languages } from "../rule.ts";
import { automatonOf, type Match } from "./automaton.ts";
import type { Category, Hit, Lexicon, Scanner } from "./lexicon.ts";
import { foldsIn } from "./normal-text.ts";
import type { Pattern } from "./pattern.ts";
import { readTerm, termOf } from "./term-pattern.ts";

const scanners = new WeakMap<Lexicon, Scanner>();

/** The scanner of a lexicon: made once, each language when a text of it first comes. */
export function scannerOf(lexicon: Lexicon): Scanner {
  const known = scanners.get(lexicon);
  if (known) return known;
  const made = makeScanner(lexicon);
  scanners.set(lexicon, made);
  return made;
}

function makeScanner(lexicon: Lexicon): Scanner {
  const made = new Map<Language, Scanning>();
  const scanningOf = (language: Language): Scanning => {
    const scanning = made.get(language) ?? scanningIn(lexicon, language);
    made.set(language, scanning);
    return scanning;
  };
  const remembered = new Map<Scanning, Map<string, readonly Hit[]>>();
  return {
    hits(text, language) {
      const spoken = lexiconLanguage(lexicon, language);
      if (spoken === undefined) return undefined;
      const scanning = scanningOf(spoken);
      const texts = remembered.get(scanning) ?? new Map<string, readonly Hit[]>();
      const known = texts.get(text);
      if (known) return known;
      const hits = hitsIn(scanning, text);
      remember(texts, text, hits);
      remembered.set(scanning, texts);
      return hits;
    },
  };
}

/** Rules ask for the hits of the same texts one after the other: that many are remembered. */
const rememberedMax = 64;

function remember(remembered: Map<string, readonly Hit[]>, key: string, hits: readonly Hit[]) {
  if (remembered.size >= rememberedMax) {
    const [oldest] = remembered.keys();
    remembered.delete(oldest as string);
  }
  remembered.set(key, hits);
}

/**
 * A language by its code, as far as the lexicon has terms of it; Norwegian is looked for as Bokmål,
 * whatever its code. What has no terms of any language knows all of them alike.
 */
function lexiconLanguage({ categories }: Lexicon, code: string): Language | undefined {
  const asked = code === "no" || code === "nn" ? "nb" : code;
  const language = languages.find((known) => known === asked);
  if (language === undefined) return undefined;
  const knows = categories.some(({ terms }) => terms[language] !== undefined);
  const speaks = categories.some(({ terms }) => Object.keys(terms).length > 0);
  return knows || !speaks ? language : undefined;
}

/** What one language looks for: its terms and the English ones, and what they must not overlap. */
interface Scanning {
  readonly lexicon: Lexicon;
  /** By the number of a pattern. */
  readonly sought: readonly Sought[];
  /** The matches of all patterns in a text, in order. */
  readonly matches: (text: string) => readonly Match[];
}

interface Sought {
  readonly category: number;
  readonly language: Language;
  readonly strength: Hit["strength"];
  /** Wording that is not meant. */
  readonly except: boolean;
}

function scanningIn(lexicon: Lexicon, language: Language): Scanning {
  const folds = foldsIn(language);
  const spoken = language === "en" ? (["en"] as const) : ([language, "en"] as const);
  const patterns: Pattern[] = [];
  const sought: Sought[] = [];
  const take = (term: string, isFolded: boolean, what: Omit<Sought, "strength">): void => {
    const read = readTerm(term, isFolded);
    if (!read.ok) return; // compiling the rule set has told its author
    for (const pattern of read.patterns) {
      patterns.push(pattern);
      sought.push({ ...what, strength: termOf(term).strength });
    }
  };
  for (const [category, { terms, except }] of lexicon.categories.entries())
    for (const of of spoken) {
      for (const term of terms[of] ?? [])
        take(term, folds, { category, language: of, except: false });
      for (const term of except[of] ?? [])
        take(term, folds, { category, language: of, except: true });
    }
  const ofLanguage = patterns.length;
  for (const [category, { everywhere }] of lexicon.categories.entries())
    for (const term of everywhere) take(`re:${term}`, false, { category, language, except: false });
  if (!folds) return { lexicon, sought, ...automatonOf(patterns, false) };
  // What is looked for everywhere may tell letters by their marks: broken encodings do.
  const own = automatonOf(patterns.slice(0, ofLanguage), true);
  const others = automatonOf(patterns.slice(ofLanguage), false);
  const matches = (text: string): readonly Match[] =>
    inOrder(own.matches(text), others.matches(text), ofLanguage);
  return { lexicon, sought, matches };
}

/** Matches of two automata, the second one's patterns numbered on. */
function inOrder(
  own: readonly Match[],
  others: readonly Match[],
  numbered: number,
): readonly Match[] {
  if (others.length === 0) return own;
  const renumbered = others.map((match) => ({ ...match, pattern: match.pattern + numbered }));
  return [...own, ...renumbered].sort((a, b) => a.at - b.at || a.pattern - b.pattern);
}

function hitsIn({ lexicon, sought, matches }: Scanning, text: string): readonly Hit[] {
  const found = matches(text);
  if (found.length === 0) return [];
  const places = placesOf(text);
  return apart(meantOf(found, sought), sought).map(({ pattern, at, end }) => {
    const { category, language, strength } = sought[pattern] as Sought;
    const { name, claimType } = lexicon.categories[category] as Category;
    const start = places(at);
    const shown = text.slice(at, endOf(text, at, end));
    const stop = start + codePointsIn(shown);
    if (claimType === undefined)
      return { category: name, language, strength, text: shown, at: start, end: stop };
    return {
      category: name,
      claim_type: claimType,
      language,
      strength,
      text: shown,
      at: start,
      end: stop,
    };
  });
}

/** The matches that are no exceptions, and overlap none of their category. */
function meantOf(matches: readonly Match[], sought: readonly Sought[]): readonly Match[] {
  const reaches = reachesOf(matches, sought);
  if (reaches.size === 0) return matches;
  return matches.filter((match) => {
    const { except, category } = sought[match.pattern] as Sought;
    if (except) return false;
    const reach = reaches.get(category);
    return !(reach && isReached(reach, match));
  });
}

/** By category how far its exceptions reach. */
function reachesOf(
  matches: readonly Match[],
  sought: readonly Sought[],
): ReadonlyMap<number, Reach> {
  const reaches = new Map<number, Reach>();
  for (const { pattern, at, end } of matches) {
    const { except, category } = sought[pattern] as Sought;
    if (!except) continue;
    const reach = reaches.get(category) ?? { starts: [], ends: [] };
    reach.starts.push(at);
    reach.ends.push(Math.max(end, reach.ends.at(-1) ?? 0));
    reaches.set(category, reach);
  }
  return reaches;
}

/** Exceptions in the order of their beginnings, with how far they have come until then. */
interface Reach {
  readonly starts: number[];
  readonly ends: number[];
}

/** Whether any of those that begin before the match's end goes on behind its beginning. */
function isReached({ starts, ends }: Reach, { at, end }: Match): boolean {
  let [low, high] = [0, starts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] as number) < end) low = middle + 1;
    else high = middle;
  }
  return low > 0 && (ends[low - 1] as number) > at;
}

/** Where a match ends without the spaces and hyphens that part it from what a term may go on with. */
function endOf(text: string, at: number, end: number): number {
  let shorter = end;
  while (shorter > at && isBetween(text.charCodeAt(shorter - 1))) shorter -= 1;
  return shorter;
}

const isBetween = (code: number): boolean =>
  // Letters and digits need no look at a table.
  (code <= 0x2d || code >= 0x80) && /[\s\-–]/u.test(String.fromCharCode(code));

/** Of the matches of a category that overlap the first, then the longest, then the strong one. */
function apart(matches: readonly Match[], sought: readonly Sought[]): readonly Match[] {
  const ends: number[] = [];
  return inTurn(matches, sought).filter((match) => {
    const { category } = sought[match.pattern] as Sought;
    if (match.at < (ends[category] ?? 0)) return false;
    ends[category] = match.end;
    return true;
  });
}

/** By their beginnings, and of those that begin together in the order in which they count. */
function inTurn(matches: readonly Match[], sought: readonly Sought[]): readonly Match[] {
  const of = ({ pattern }: Match) => sought[pattern] as Sought;
  const compare = (a: Match, b: Match): number =>
    a.at - b.at ||
    of(a).category - of(b).category ||
    b.end - a.end ||
    Number(of(a).strength === "weak") - Number(of(b).strength === "weak") ||
    a.pattern - b.pattern;
  const isInTurn = matches.every(
    (match, index) => index === 0 || compare(matches[index - 1] as Match, match) <= 0,
  );
  return isInTurn ? matches : matches.toSorted(compare);
}

/** Code points before an offset; offsets must be asked in order. */
function placesOf(text: string): (offset: number) => number {
  if (!/[\udc00-\udfff]/.test(text)) return (offset) => offset;
  let [at, points] = [0, 0];
  return (offset) => {
    points += codePointsIn(text.slice(at, offset));
    at = offset;
    return points;
  };
}

/** Surrogates that belong together count once. */
function codePointsIn(text: string): number {
  let points = text.length;
  for (let i = 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 0xdc00 && code <= 0xdfff && (text.charCodeAt(i - 1) & 0xfc00) === 0xd800)
      points -= 1;
  }
  return points;
}
