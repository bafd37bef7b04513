import { RE2JS } from "re2js";
import { linearTest } from "../../../../lib/core/expression/functions/linear-automaton.ts";
import {
  compilePattern,
  type Matcher,
} from "../../../../lib/core/expression/functions/patterns.ts";

/** That our matcher says of a text what RE2 says, in all ways; whether it matches. */
export function agrees(pattern: string, text: string, re2 = RE2JS.compile(pattern)): boolean {
  const ours = compilePattern(pattern) as Matcher;
  const all = [...re2.matchAll(text)].map(([match]) => match).filter(Boolean);
  expect(ours.test(text)).toBe(re2.test(text));
  expect(linearTest(pattern)?.(text) ?? re2.test(text)).toBe(re2.test(text));
  expect(ours.first(text)).toBe(re2.exec(text)?.[0]);
  expect(ours.all(text, 100)).toEqual(all);
  return all.length > 0;
}
