import type { JsonObject } from "../../../lib/core/expression/value.ts";
import { judgeSmall } from "../../support/small-engine.ts";

const shown = (rule: object, record: JsonObject, more = {}) =>
  judgeSmall({ rules: [{ ...rule }] }, [record], more).violations.map(
    ({ at, xpath }) => xpath ?? at,
  );

const lines = [{ net: "1.00" }, { net: "-1.00", sku: "A" }, { sku: "B" }, { net: "-2.00" }];

// What the rule says, and where it shows.
test.each<[string, object, readonly string[]]>([
  [
    "a list by the elements that break it, and what is read of them",
    { must: "record.lines.all(l, optional(l.net).orElse(0.00) >= 0)", at: ["record.lines"] },
    ["/lines/1/net", "/lines/3/net"],
  ],
  [
    "all that is read of an element",
    {
      must: 'record.lines.all(l, optional(l.net).orElse(0.00) >= 0 || optional(l.sku).orElse("") == "A")',
      at: ["record.lines"],
    },
    ["/lines/3/net", "/lines/3/sku"],
  ],
  [
    "through a let",
    {
      let: { fine: "record.lines.all(l, optional(l.net).orElse(0.00) > -2.00)" },
      must: "fine",
      at: ["record.lines"],
    },
    ["/lines/3/net"],
  ],
  [
    "one of two conditions",
    {
      must: "record.total > 0 && record.lines.all(l, has(l.net))",
      at: ["record.total", "record.lines"],
    },
    ["/total", "/lines/2/net"],
  ],
  [
    "a list as a whole, where no element alone breaks it",
    { must: "record.lines.size() > 5", at: ["record.lines"] },
    ["/lines"],
  ],
  [
    "another list than the one that is looked through",
    { must: "record.lines.all(l, has(l.net))", at: ["record.tags"] },
    ["/tags"],
  ],
  [
    "in an element of each",
    {
      each: { line: "record.lines" },
      must: "optional(line.net).orElse(0.00) > -2.00",
      at: ["line.net"],
    },
    ["/lines/3/net"],
  ],
])("%s", (_, rule, at) => {
  expect(shown(rule, { total: "1.00", lines })).toEqual([at]);
});

test("at most three elements are shown", () => {
  const many = Array.from({ length: 9 }, () => ({ net: "-1.00" }));
  const rule = { must: "record.lines.all(l, l.net >= 0)", at: ["record.lines"] };
  expect(shown(rule, { lines: many })).toEqual([["/lines/0/net", "/lines/1/net", "/lines/2/net"]]);
});

test("what was read from XML is shown by its XPath too; fields without one by the record's", () => {
  const rule = { must: "record.total == 2.00", at: ["record.total", "record.ext"] };
  const locate = (_: unknown, pointer: string) =>
    ({ "": "/Bill", "/total": "/Bill/Total" })[pointer];
  expect(shown(rule, { total: "1.00" }, { locate })).toEqual([["/Bill/Total", "/Bill"]]);
  expect(shown(rule, { total: "1.00" }, { locate: () => undefined })).toEqual([["/total", "/ext"]]);
});

test("set rules are shown by XPaths as well", () => {
  const locate = (_: unknown, pointer: string) => `/Bill${pointer}`;
  const rule = { scope: "set", must: "duplicates(record.note).size() == 0", at: ["record.note"] };
  const report = judgeSmall({ rules: [rule] }, [{ note: "x" }, { note: "x" }], { locate });
  expect(report.violations.map(({ xpath }) => xpath)).toEqual([["/Bill/note"], ["/Bill/note"]]);
});
