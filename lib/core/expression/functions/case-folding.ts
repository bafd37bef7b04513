import { type CodePoints, codePoints } from "./code-points.ts";

/** The letters of Latin that are folded here: up to ſ, and the Romanian Ș and Ț. */
const folded: CodePoints = [
  [0, 0x17f],
  [0x218, 0x21b],
];
/** What else folds with one of them: Μ and μ with µ, ẞ with ß, the Kelvin sign, the Ångström sign. */
const relatives = [0x39c, 0x3bc, 0x1e9e, 0x212a, 0x212b];
/** İ and ı: simple folding leaves them alone, JavaScript's upper and lower case do not. */
const alone = [0x130, 0x131];
/** What has a case, or may get one in a later version of Unicode. */
const cased = /[\p{Changes_When_Casemapped}\p{Changes_When_Casefolded}\p{Cn}]/u;
const rangeMax = 1_000;

let kin: ReadonlyMap<number, readonly number[]> | undefined;

/**
 * The set with all that equals one of it under Unicode's simple case folding, as `(?i)` of RE2 has
 * it. Undefined where a letter beyond Latin is in it.
 */
export function caseFolded(set: CodePoints): CodePoints | undefined {
  kin ??= kinOf([...folded.flatMap(pointsOf), ...relatives]);
  const ranges = [...set];
  for (const [from, to] of set) {
    if (to - from >= rangeMax) return undefined;
    for (const point of pointsOf([from, to])) {
      const equal = kin.get(point);
      if (equal) ranges.push(...equal.map((other) => [other, other] as const));
      else if (!isFolded(point) && cased.test(String.fromCodePoint(point))) return undefined;
    }
  }
  return codePoints(ranges);
}

const isFolded = (point: number): boolean =>
  folded.some(([from, to]) => from <= point && point <= to);

function pointsOf([from, to]: readonly [number, number]): readonly number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

/** By each point that folds with another: all that do, and itself. */
function kinOf(points: readonly number[]): ReadonlyMap<number, readonly number[]> {
  const groups = [...Map.groupBy(points, foldOf).values()].filter(({ length }) => length > 1);
  return new Map(groups.flatMap((group) => group.map((point) => [point, group])));
}

function foldOf(point: number): number {
  if (alone.includes(point)) return point;
  const upper = onePoint(String.fromCodePoint(point).toUpperCase()) ?? point;
  return onePoint(String.fromCodePoint(upper).toLowerCase()) ?? point;
}

/** The code point of a text that is one. */
function onePoint(text: string): number | undefined {
  return [...text].length === 1 ? text.codePointAt(0) : undefined;
}
