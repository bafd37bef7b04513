/** Sorted, disjoint ranges of code points, both ends included. */
export type CodePoints = readonly (readonly [from: number, to: number])[];

export const lastCodePoint = 0x10ffff;

/** The union of any ranges, sorted and merged. */
export function codePoints(ranges: CodePoints): CodePoints {
  const merged: [number, number][] = [];
  for (const [from, to] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
}

/** All code points that are not in the set. */
export function complement(set: CodePoints): CodePoints {
  const rest: [number, number][] = [];
  let next = 0;
  for (const [from, to] of set) {
    if (from > next) rest.push([next, from - 1]);
    next = to + 1;
  }
  if (next <= lastCodePoint) rest.push([next, lastCodePoint]);
  return rest;
}

/** Whether no code point is in both sets. */
export function disjoint(a: CodePoints, b: CodePoints): boolean {
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const [x, y] = [a[i] as readonly [number, number], b[j] as readonly [number, number]];
    if (x[1] < y[0]) i += 1;
    else if (y[1] < x[0]) j += 1;
    else return false;
  }
  return true;
}

/** The set as a class of a regular expression with the flag `u`. */
export function classSource(set: CodePoints): string {
  const escaped = (point: number): string => `\\u{${point.toString(16)}}`;
  return `[${set.map(([from, to]) => `${escaped(from)}-${escaped(to)}`).join("")}]`;
}
