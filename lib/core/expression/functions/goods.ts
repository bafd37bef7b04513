import { weightedFromRight } from "./check-digits.ts";
import { row } from "./row.ts";

// biome-ignore format: one entry a function
export const goods = [
  row("gtin(text: string): bool", 2, (text: string) => isGs1(text, [8, 12, 13, 14]),
    "Whether the text is a GTIN of 8, 12, 13 or 14 digits with its check digit.",
    ['gtin("4006381333931")', "true"], ['gtin("73513538")', "false"]),
  row("gln(text: string): bool", 2, (text: string) => isGs1(text, [13]),
    "Whether the text is a GLN: 13 digits with their check digit.",
    ['gln("4006381333931")', "true"], ['gln("73513537")', "false"]),
  row("sscc(text: string): bool", 2, (text: string) => isGs1(text, [18]),
    "Whether the text is an SSCC: 18 digits with their check digit.",
    ['sscc("106141412345678908")', "true"], ['sscc("106141412345678907")', "false"]),
];

function isGs1(text: string, lengths: readonly number[]): boolean {
  if (!lengths.includes(text.length) || !/^\d+$/.test(text)) return false;
  return weightedFromRight(text, [1, 3]) % 10 === 0;
}
