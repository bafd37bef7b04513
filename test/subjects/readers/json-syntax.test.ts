import { repeatedName, syntaxProblem } from "../../../lib/subjects/readers/json-syntax.ts";
import fc from "../../support/fast-check.ts";
import { bytesOf } from "../../support/readings.ts";

const parses = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/** Texts made of what JSON is made of, a few of which are JSON. */
const fragments = fc
  .array(
    fc.constantFrom(
      ...'[]{}:,- 0159.eE+tn"\\u/bg\t\n\u00e5\u0001',
      "true",
      "null",
      "false",
      '"a"',
      '"\\u00e5"',
      '"a":',
      "1.5e-3",
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(""));

/** JSON with one character gone, doubled or exchanged. */
const damaged = fc
  .tuple(fc.jsonValue(), fc.nat(), fc.constantFrom("", "x", '"', ",", "}", "0"))
  .map(([value, at, character]) => {
    const text = JSON.stringify(value);
    const place = at % (text.length + 1);
    return text.slice(0, place) + character + text.slice(place + 1);
  });

test("there is a problem exactly where JSON.parse sees one", () => {
  fc.assert(
    fc.property(fc.oneof(fragments, damaged, fc.json()), (text) => {
      fc.pre(text.isWellFormed());
      expect([text, syntaxProblem(bytesOf(text)) === undefined]).toEqual([text, parses(text)]);
    }),
    { numRuns: 5000 },
  );
});

test("a name stands twice exactly where an object gets smaller by being parsed", () => {
  const name = fc.constantFrom('"a"', '"b"', '"\\u0061"', '"__proto__"', '""');
  const { object } = fc.letrec((tie) => ({
    value: fc.oneof({ maxDepth: 4 }, fc.constantFrom("1", '"a"', "[]"), tie("object"), tie("list")),
    list: fc.array(tie("value") as fc.Arbitrary<string>).map((items) => `[${items.join()}]`),
    object: fc
      .array(fc.tuple(name, tie("value") as fc.Arbitrary<string>), { maxLength: 3 })
      .map((members) => `{${members.map((member) => member.join(":")).join()}}`),
  }));
  fc.assert(
    fc.property(object as fc.Arbitrary<string>, (text) => {
      const names = (text.match(/"[^"]*":/g) ?? []).length;
      const found = repeatedName(bytesOf(text));
      expect([text, found?.isRepeatedName ?? false]).toEqual([
        text,
        namesIn(JSON.parse(text)) < names,
      ]);
    }),
    { numRuns: 2000 },
  );
});

function namesIn(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  const own = Array.isArray(value) ? 0 : Object.keys(value).length;
  return Object.values(value).reduce((sum: number, inner) => sum + namesIn(inner), own);
}
