import { type CodePoints, classSource, disjoint } from "./code-points.ts";
import { type Edge, type Edgeless, type Pattern, parsePattern } from "./pattern-syntax.ts";

/** Places of a pattern, repeats written out, beyond which it is left to RE2. */
export const placesMax = 400;
/** Ways through a pattern that a search may try from one position. */
const waysMax = 64;

/**
 * The RegExp that matches exactly what RE2 does, when trying it takes time in proportion to the
 * text: from each position at most `waysMax` bounded ways, or, anchored at the start, never more
 * than one way on. Otherwise undefined, and RE2 itself must see to the pattern.
 */
export function linearRegExp(text: string): RegExp | undefined {
  const pattern = parsePattern(text);
  if (!pattern || placesIn(pattern) > placesMax) return undefined;
  const alternatives = (pattern.kind === "choice" ? pattern.of : [pattern]).map(anchored);
  if (!alternatives.every((alternative) => alternative !== undefined)) return undefined;
  const tried = alternatives.reduce((sum, alternative) => sum + waysTried(alternative), 0);
  return tried <= waysMax ? new RegExp(alternatives.map(sourceOf).join("|"), "u") : undefined;
}

/** One of a pattern's alternatives, and where it may match. */
interface Anchored {
  readonly pattern: Edgeless;
  readonly start: boolean;
  readonly end: boolean;
}

/** Undefined where an edge is within it. */
function anchored(pattern: Pattern): Anchored | undefined {
  const parts = pattern.kind === "sequence" ? pattern.of : [pattern];
  const start = isEdge(parts[0], "start");
  const end = parts.length > Number(start) && isEdge(parts.at(-1), "end");
  const of = parts.slice(Number(start), parts.length - Number(end));
  return of.every(isEdgeless) ? { pattern: { kind: "sequence", of }, start, end } : undefined;
}

const isEdge = (pattern: Pattern | undefined, edge: Edge): boolean =>
  pattern?.kind === "edge" && pattern.edge === edge;

function isEdgeless(pattern: Pattern): pattern is Edgeless {
  if (pattern.kind === "set" || pattern.kind === "edge") return pattern.kind === "set";
  return pattern.kind === "repeat" ? isEdgeless(pattern.of) : pattern.of.every(isEdgeless);
}

/** The ways that a search may try from one position; Infinity where they grow with the text. */
function waysTried({ pattern, start }: Anchored): number {
  if (repeatsNothing(pattern)) return Infinity;
  const all = ways(pattern);
  return (start || all < Infinity) && isDeterministic(pattern) ? 1 : all;
}

/** The places of a pattern, repeats written out; one at least, for nothing is also gone through. */
export function placesIn(pattern: Pattern): number {
  if (pattern.kind === "set" || pattern.kind === "edge") return 1;
  if (pattern.kind === "repeat")
    return Math.max(1, pattern.min, pattern.max ?? 1) * placesIn(pattern.of);
  return pattern.of.reduce((sum, part) => sum + placesIn(part), 0) || 1;
}

/** Whether it repeats what may be empty: engines differ in when they stop. */
function repeatsNothing(pattern: Edgeless): boolean {
  if (pattern.kind === "set") return false;
  if (pattern.kind === "repeat") return mayBeEmpty(pattern.of) || repeatsNothing(pattern.of);
  return pattern.of.some(repeatsNothing);
}

function mayBeEmpty(pattern: Edgeless): boolean {
  if (pattern.kind === "set") return false;
  if (pattern.kind === "repeat") return pattern.min === 0 || mayBeEmpty(pattern.of);
  return pattern.kind === "choice" ? pattern.of.some(mayBeEmpty) : pattern.of.every(mayBeEmpty);
}

/** The ways through a pattern; Infinity with an endless repeat. */
function ways(pattern: Edgeless): number {
  switch (pattern.kind) {
    case "set":
      return 1;
    case "choice":
      return pattern.of.reduce((sum, part) => sum + ways(part), 0);
    case "sequence":
      return pattern.of.reduce((product, part) => product * ways(part), 1);
    case "repeat": {
      if (pattern.max === undefined) return Infinity;
      const each = ways(pattern.of);
      if (each === 1) return pattern.max - pattern.min + 1;
      return pattern.max <= 6
        ? (pattern.max - pattern.min + 1) * powerOf(each, pattern.max)
        : Infinity;
    }
  }
}

const powerOf = (base: number, times: number): number =>
  Array.from({ length: times }).reduce((product: number) => product * base, 1);

/** What may begin a part of a pattern, what may end it, and whether it may be empty. */
interface Ends {
  readonly first: readonly Place[];
  readonly last: readonly Place[];
  readonly empty: boolean;
}

/**
 * One set of a pattern, repeats written out, and what may come next: twice the same where two ways
 * lead there, as in `(a+)+`, which a search would try both.
 */
interface Place {
  readonly set: CodePoints;
  readonly next: Place[];
}

const nothing: Ends = { first: [], last: [], empty: true };

/** Whether the next code point always decides the only way on (by Glushkov's construction). */
function isDeterministic(pattern: Edgeless): boolean {
  const places: Place[] = [];
  const { first } = endsOf(pattern, places);
  return [first, ...places.map((place) => place.next)].every(areDisjoint);
}

function areDisjoint(places: readonly Place[]): boolean {
  return places.every((place, index) =>
    places.slice(index + 1).every((other) => disjoint(place.set, other.set)),
  );
}

function endsOf(pattern: Edgeless, places: Place[]): Ends {
  switch (pattern.kind) {
    case "set": {
      const place = { set: pattern.set, next: [] };
      places.push(place);
      return { first: [place], last: [place], empty: false };
    }
    case "sequence":
      return pattern.of.map((part) => endsOf(part, places)).reduce(followedBy, nothing);
    case "choice": {
      const parts = pattern.of.map((part) => endsOf(part, places));
      return {
        first: parts.flatMap((part) => part.first),
        last: parts.flatMap((part) => part.last),
        empty: parts.some((part) => part.empty),
      };
    }
    case "repeat":
      return endsOfRepeat(pattern, places);
  }
}

/** `x{1,3}` is `x(x(x)?)?`: each copy is reached through the one before it alone. */
function endsOfRepeat(pattern: Edgeless & { kind: "repeat" }, places: Place[]): Ends {
  const { of, min, max } = pattern;
  let rest = nothing;
  for (let copy = Math.max(min, max ?? 1); copy > 0; copy--) {
    const ends = endsOf(of, places);
    if (max === undefined && rest === nothing) link(ends.last, ends.first);
    const whole = followedBy(ends, rest);
    rest = copy > min ? { ...whole, empty: true } : whole;
  }
  return rest;
}

function followedBy(a: Ends, b: Ends): Ends {
  link(a.last, b.first);
  return {
    first: a.empty ? [...a.first, ...b.first] : a.first,
    last: b.empty ? [...a.last, ...b.last] : b.last,
    empty: a.empty && b.empty,
  };
}

function link(from: readonly Place[], to: readonly Place[]): void {
  for (const place of from) for (const next of to) place.next.push(next);
}

function sourceOf({ pattern, start, end }: Anchored): string {
  return `${start ? "^" : ""}${source(pattern)}${end ? "$" : ""}`;
}

function source(pattern: Edgeless): string {
  switch (pattern.kind) {
    case "set":
      return classSource(pattern.set);
    case "sequence":
      return pattern.of.map(source).join("");
    case "choice":
      return `(?:${pattern.of.map(source).join("|")})`;
    case "repeat":
      return `(?:${source(pattern.of)}){${pattern.min},${pattern.max ?? ""}}`;
  }
}
