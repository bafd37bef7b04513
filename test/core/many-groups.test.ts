import { wholeOf } from "../../lib/core/gather.ts";
import type { JsonObject } from "../../lib/core/index.ts";
import { conclude, judge } from "../../lib/core/index.ts";
import { compileSmall, contextOf, judgeSmall, readingsOf } from "../support/small-engine.ts";

const header = {
  aggregates: {
    by_tag: "records.countBy(r, r.tags)",
    sums: "records.sumBy(r, r.lines.map(l, l.sku), r.lines.map(l, l.net))",
  },
};
/** Judges every record, so that none is held for want of a rule. */
const judged = { id: "TST-09", severity: "warn", must: 'record.number != ""' };
const anything = { scope: "run", must: "records.count() < 0", missing: "hold" };

const bills: readonly JsonObject[] = [
  {
    tags: ["a", "b", "a"],
    lines: [
      { sku: "X", net: "1.10" },
      { sku: "Y", net: "2.00" },
    ],
  },
  { tags: ["b"], lines: [{ sku: "X", net: "0.05" }] },
  { tags: [], lines: [] },
];

describe("a record of several groups", () => {
  test("counts once under each, and its values go to the groups beside them", () => {
    const { aggregates } = judgeSmall({ header, rules: [judged, anything] }, bills);
    expect(aggregates).toEqual({ by_tag: { a: "1", b: "2" }, sums: { X: "1.15", Y: "2.00" } });
  });

  // What a group is of is not known: no sum is told that would be too small.
  test.each([
    ["a group that is absent", { tags: ["a"], lines: [{ net: "1.00" }] }, "sums"],
    ["a value that is absent", { tags: ["a"], lines: [{ sku: "X" }] }, "sums"],
    ["no list at all", { lines: [] }, "by_tag"],
  ])("%s leaves the aggregate unknown", (_, wrong, name) => {
    const { aggregates } = judgeSmall({ header, rules: [judged, anything] }, [...bills, wrong]);
    expect(aggregates[name]).toBe("unknown");
  });

  test("lists that do not stand beside each other are a fault", () => {
    const sums = "records.sumBy(r, r.lines.map(l, l.sku), r.lines.map(l, has(l.net), l.net))";
    const rule = { ...anything, must: "keys(aggregates.sums).size() > 0" };
    const ruleset = { header: { aggregates: { sums } }, rules: [judged, rule] };
    const report = judgeSmall(ruleset, [...bills, { lines: [{ sku: "X" }] }]);
    expect(report.violations[0]?.why).toContain("as many values as groups are wanted");
  });

  test("does not show how the records were cut", () => {
    const plan = compileSmall({ header, rules: [judged, anything] });
    const context = contextOf();
    const readings = readingsOf([...bills, ...bills, ...bills]);
    const cut = (size: number) => {
      const starts = [...readings.keys()].filter((at) => at % size === 0);
      const chunks = starts.map((at) => judge(plan, readings.slice(at, at + size), context));
      return conclude(plan, wholeOf(plan, chunks.reverse(), []), context).aggregates;
    };
    expect([cut(1), cut(2), cut(4)]).toEqual([cut(9), cut(9), cut(9)]);
  });

  test.each([
    ["records.countBy(r, r.lines.map(l, l.net))", "string or list<string> is wanted"],
    ["records.numbers(r, r.tags, r.count)", "string is wanted"],
    ["records.sumBy(r, r.tags, r.total)", "a list of values, one for each group, is wanted"],
  ])("%s is refused", (value, message) => {
    expect(() =>
      compileSmall({ header: { aggregates: { x: value } }, rules: [judged, anything] }),
    ).toThrow(message);
  });
});

describe("violations.rules()", () => {
  const held = { id: "TST-02", severity: "hold", must: "record.total < 10.00" };
  const warned = { id: "TST-03", severity: "warn", must: "record.total < 0.00" };
  const shadowed = { id: "TST-04", severity: "block", shadow: "true", must: "record.total < 0.00" };
  const blocked = {
    id: "TST-05",
    severity: { block: "record.total > 20.00", else: "warn" },
    must: "record.total < 15.00",
  };
  const collapse = {
    scope: "run",
    each: { fired: "violations.rules()" },
    severity: { block: 'fired.severity == "block"', else: "hold" },
    must: "fired.count < 2 || fired.share < 0.5",
    message: { en: "{rule} {count} of {applicable}, {share}" },
    values: {
      rule: "fired.rule",
      count: "fired.count",
      applicable: "fired.applicable",
      share: "fired.share",
    },
  };

  test("tells which rules hold, on how many of those that they apply to", () => {
    const rules = [judged, collapse, held, warned, shadowed, blocked];
    const records = ["25.00", "16.00", "11.00", "1.00"].map((total) => ({ total }));
    const found = judgeSmall({ rules }, records).violations.filter(({ rule }) => rule === "TST-01");
    // TST-03 only warns, TST-04 holds nothing, and TST-05 blocks one of the two that it fires on.
    expect(
      found.map(({ severity, values }) => [
        severity,
        values["rule"]?.value,
        values["count"]?.value,
      ]),
    ).toEqual([["hold", "TST-02", "3"]]);
    expect(found[0]?.values["share"]?.value).toBe("0.750000");
  });
});

describe("a run rule with a sample for when it fails", () => {
  const sample = {
    size: "6",
    least: "3",
    confirmed_by: "service_manager",
    strata: "record.tags",
    when_failed: "true",
  };
  const rule = {
    id: "TST-01",
    scope: "run",
    sample,
    must: "records.count(r, r.total > 5.00) == 0",
  };
  const records = Array.from({ length: 30 }, (_, i) => ({
    total: i === 0 ? "6.00" : "1.00",
    tags: [i % 10 === 0 ? `rare-${i}` : "usual"],
  }));

  test("names the root of the records, and first one of each kind", () => {
    const [violation] = judgeSmall({ rules: [judged, rule] }, records).violations;
    const drawn = violation?.others?.map(({ place }) => (place.line ?? 0) - 1) ?? [];
    expect(drawn).toHaveLength(6);
    expect(drawn.filter((at) => at % 10 === 0).sort((a, b) => a - b)).toEqual([0, 10, 20]);
  });

  test("asks for none where it passes, and for no more once it is confirmed", () => {
    const calm = records.map((one) => ({ ...one, total: "1.00" }));
    expect(judgeSmall({ rules: [judged, rule] }, calm).violations).toEqual([]);
    const confirmed = { confirmed: ["TST-01"] };
    expect(judgeSmall({ rules: [judged, rule] }, records, confirmed).violations).toEqual([]);
  });

  test("draws nothing where headers say already that it passes", () => {
    const plan = compileSmall({ rules: [judged, { ...rule, must: 'zone == "Europe/Tallinn"' }] });
    expect(judge(plan, readingsOf(records), contextOf()).samples).toEqual({});
    const elsewhere = contextOf({ zone: "Europe/Oslo" });
    expect(judge(plan, readingsOf(records), elsewhere).samples["TST-01"]).not.toHaveLength(0);
  });

  test("draws the same however the records were cut", () => {
    const plan = compileSmall({ rules: [judged, rule] });
    const context = contextOf();
    const readings = readingsOf(records);
    const drawn = (size: number) => {
      const starts = [...readings.keys()].filter((at) => at % size === 0);
      const chunks = starts.map((at) => judge(plan, readings.slice(at, at + size), context));
      const { violations } = conclude(plan, wholeOf(plan, chunks.reverse(), []), context);
      return violations[0]?.others?.map(({ key }) => key);
    };
    expect([drawn(1), drawn(7)]).toEqual([drawn(30), drawn(30)]);
  });
});
