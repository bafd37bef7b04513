import { RE2JS } from "re2js";
import { caseFolded } from "../../../../lib/core/expression/functions/case-folding.ts";
import type { CodePoints } from "../../../../lib/core/expression/functions/code-points.ts";
import { classSource } from "../../../../lib/core/expression/functions/code-points.ts";

const scalars = Array.from({ length: 0x110000 }, (_, point) => point).filter(
  (point) => point < 0xd800 || point > 0xdfff,
);
const foldable = [...scalars.slice(0, 0x180), 0x218, 0x219, 0x21a, 0x21b];

const members = (set: CodePoints): string =>
  set
    .flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, index) => from + index))
    .map((point) => String.fromCodePoint(point))
    .join("");

const hex = (point: number): string => `\\x{${point.toString(16)}}`;

test("each letter of Latin folds with what RE2 folds it with, of all of Unicode", () => {
  const everything = scalars.map((point) => String.fromCodePoint(point)).join("");
  const any = RE2JS.compile(`(?i)[${foldable.map(hex).join("")}]`);
  const related = [...any.matchAll(everything)].map(([match]) => match).join("");
  expect(related.length).toBe(foldable.length + 5); // Μ, μ, ẞ and the signs of Kelvin and Ångström

  for (const point of foldable) {
    const re2 = [...RE2JS.compile(`(?i)${hex(point)}`).matchAll(related)].map(([match]) => match);
    expect(members(caseFolded([[point, point]])!)).toBe(re2.sort(byPoint).join(""));
  }
});

const byPoint = (a: string, b: string): number => a.codePointAt(0)! - b.codePointAt(0)!;

// A set, and what it folds to.
test.each([
  ["[a]", "Aa"],
  ["[k]", "Kk\u212a"],
  ["[s]", "Ssſ"],
  ["[ı]", "ı"], // neither I nor i: JavaScript's own upper case of it is I
  ["[İ]", "İ"],
  ["[ß]", "ßẞ"],
  ["[µ]", "µΜμ"],
  ["[x-z]", "XYZxyz"],
  ["[5€★\u{fffd}😀]", "5€★\u{fffd}😀"], // without a case
])("%s folds to %s", (set, folded) => {
  const points = [...set.slice(1, -1).replace("x-z", "xyz")].map((point) => point.codePointAt(0)!);
  expect(members(caseFolded(points.map((point) => [point, point]))!)).toBe(folded);
});

test.each(["б", "β", "ṡ", "Ⓐ", "\u0345", "\u{10400}", "\u{378}"])(
  "%s is left to RE2: it folds beyond Latin, or may come to",
  (letter) => {
    const point = letter.codePointAt(0)!;
    expect(caseFolded([[point, point]])).toBeUndefined();
    expect(
      caseFolded([
        [0x30, 0x39],
        [point, point],
      ]),
    ).toBeUndefined();
  },
);

test("a range too long to look at is left to RE2", () => {
  expect(classSource(caseFolded([[0x4e00, 0x4e00 + 999]])!)).toBe("[\\u{4e00}-\\u{51e7}]");
  expect(caseFolded([[0x4e00, 0x4e00 + 1_000]])).toBeUndefined();
});
