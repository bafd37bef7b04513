import { textOf } from "../../../lib/core/expression/text-of.ts";
import { recordOf } from "../../../lib/core/expression/types.ts";
import { checked } from "./compiled-rule.ts";

// What a person reads as evidence must say what was computed: one reading, not two.
test.each([
  ['optional(record.t).orElse("x") == "y"', '(record.t or else "x") == "y"'],
  ['record.t in optional(record.tags).orElse(["x"])', 'record.t in (record.tags or else ["x"])'],
  ["optional(record.f).orElse(false) || record.f", "((record.f or else false) || record.f)"],
  ["!optional(record.f).orElse(false)", "!(record.f or else false)"],
  ["optional(record.a).orElse(record.b) + record.w", "(record.a or else record.b) + record.w"],
  ['optional(record.t).orElse("")', 'record.t or else ""'],
  [
    "optional(record.items).orElse([]).map(i, i.a).size() > 1",
    "size((record.items or else []).a) > 1",
  ],
])("%s", (source, text) => {
  expect(textOf(checked(source, { record: recordOf("Doc") })!)).toBe(text);
});
