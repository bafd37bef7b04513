import { assertGenerated } from "../../../lib/core/expression/source-grammar.ts";

const accepted = (lines: string): boolean => {
  try {
    assertGenerated(`"use strict";\n${lines}`, ["abs", "isArray"]);
    return true;
  } catch {
    return false;
  }
};

test.each([
  ['const f1 = record["a\\"b\\u003c"];'],
  ["if (!(abs(d1) <= 9007199254740991)) break y1;"],
  ["for (let i1 = 0; i1 < n1; i1++) { b1[i1] = d1 / 100 * -2.5e-7; }"],
  ["function judge1(record, context, out) { out[0] = v1 === 1 ? 1 : 2; }"],
  ["const fuel = context.fuel ?? 1000000;"],
  ["return { judge, fits };"],
])("the grammar has %s", (code) => {
  expect(accepted(code)).toBe(true);
});

// What a mistake in escaping would bring, and what a plan from elsewhere might try.
test.each([
  ["process.exit(1);"],
  ["globalThis;"],
  ["const v1 = this;"],
  ["new Function(x1);"],
  ['import("fs");'],
  ["const v1 = `a`;"],
  ["const v1 = 'a';"],
  ["// a comment"],
  ["/* a comment */"],
  ["const v1 = /a/;"],
  ['const v1 = "a\nb";'],
  ['record["constructor"]["constructor"]("x")()'],
  ['record["a"] ("x")'],
  ["record.constructor"],
  ["v1.x"],
  ["const v1 = 0xff;"],
  ["absolute(1)"],
  ["judge1x()"],
  ["v1 = #x;"],
  ["const v1 = \\u0061;"],
])("the grammar has no %s", (code) => {
  expect(accepted(code)).toBe(false);
});

test("code that is not strict is refused", () => {
  expect(() => assertGenerated("return { judge, fits };", [])).toThrow("not of the compiler's");
});

test("long code is read without running out of stack", () => {
  expect(accepted('const v1 = record["a"];\n'.repeat(100_000))).toBe(true);
});
