import { describe, expect, test } from "@jest/globals";
import type { JsonObject } from "../../lib/core/index.ts";
import { compileSmall, judgeSmall, outcomeIn, type RuleText } from "../support/small-engine.ts";

const many = (n: number) => Array.from({ length: n }, () => ({ net: "1.00" }));
const judgeOne = (rule: RuleText, record: JsonObject) => judgeSmall({ rules: [rule] }, [record]);

describe("rules that would take for ever", () => {
  test.each([
    [
      "10^9 rounds of nested loops",
      {
        must: "record.lines.all(a, record.lines.all(b, record.lines.all(c, a.net + b.net == c.net + 1)))",
      },
    ],
    [
      "10^9 elements of crossed loops",
      {
        each: { a: "record.lines", b: "record.lines", c: "record.lines" },
        must: "a.net + b.net > c.net",
      },
    ],
    [
      "sums in loops in loops",
      {
        must: "record.lines.all(a, record.lines.all(b, record.lines.map(c, c.net).sum() > a.net))",
      },
    ],
    [
      "looking up every element in every list",
      { must: "record.lines.all(a, !(a.net in record.lines.map(b, b.net + 1)))" },
    ],
  ])("%s end in a budget fault that holds", (_, rule) => {
    const report = judgeOne({ ...rule, severity: "warn", missing: "skip" }, { lines: many(1000) });
    expect(outcomeIn(report)).toBe("fault");
    expect(report.violations[0]?.why).toMatch(/budget/);
    expect(report.verdict).toBe("hold");
  });

  test("a budget is the same whichever records were judged before", () => {
    const rule = { must: "record.lines.all(a, record.lines.all(b, a.net == b.net))" };
    const records = [{ lines: many(900) }, { lines: many(900) }, { lines: many(900) }];
    expect(outcomeIn(judgeSmall({ rules: [rule] }, records))).toBe("pass x3");
  });
});

describe("patterns that would backtrack for ever", () => {
  const bait = `${"a".repeat(50_000)}!`;
  test.each(["(a+)+$", "(a|aa)+$", "(.*a){12}$", "^(([a-z])+.)+[A-Z]([a-z])+$", "(a|a|a|a)*c"])(
    "%s is refused or ends",
    (pattern) => {
      const rule = { must: `!matches(record.note, ${JSON.stringify(pattern)})` };
      let refused: string | undefined;
      try {
        compileSmall({ rules: [rule] });
      } catch (error) {
        refused = String(error);
      }
      if (refused !== undefined) expect(refused).toMatch(/rules\.yaml:1:\d+: /);
      else expect(outcomeIn(judgeOne(rule, { note: bait }))).toMatch(/^(pass|failed|fault)$/);
    },
  );

  test("a pattern that comes from the record ends too", () => {
    const rule = { must: "!matches(record.note, record.customer.id)", missing: "skip" };
    const report = () => judgeOne(rule, { note: bait, customer: { id: "(a+)+$" } });
    let said = "";
    try {
      said = outcomeIn(report());
    } catch (error) {
      said = String(error);
    }
    expect(said).toMatch(/^(pass|failed|fault)$|must be constant/);
  });
});

describe("names that JavaScript brings along", () => {
  const inherited = [
    "__proto__",
    "constructor",
    "prototype",
    "toString",
    "valueOf",
    "hasOwnProperty",
  ];

  test.each(inherited)("no rule reaches %s", (name) => {
    for (const must of [
      `has(record.${name})`,
      `record.${name} == record.${name}`,
      `record.note.${name} == "x"`,
      `params.${name} == "x"`,
      `${name} == "x"`,
      `${name}(record.note)`,
      `record.note.${name}()`,
      `attested("${name}")`,
      `lookup("${name}", record.note).sku == "x"`,
    ])
      expect(() => compileSmall({ rules: [{ must }] })).toThrow(/rules\.yaml:1:\d+: /);
  });

  test.each(inherited)("a record may have a field %s, which means nothing", (name) => {
    const record = JSON.parse(`{"${name}": {"total": "1"}, "sums": {"${name}": "2.00"}}`);
    const rule = { must: `record.sums["${name}"] == 2 && !has(record.total)` };
    expect(outcomeIn(judgeOne(rule, record))).toBe("pass");
  });

  test.each(inherited)("a map has no key %s unless the data gives it", (name) => {
    const rule = { must: `!("${name}" in record.sums) && !has(record.sums.${name})` };
    expect(outcomeIn(judgeOne(rule, { sums: {} }))).toBe("pass");
  });

  test("groups of an aggregate may be called __proto__", () => {
    const rule = { scope: "run", must: 'records.countBy(r, r.note)["__proto__"] == 2' };
    const report = judgeSmall({ rules: [rule] }, [{ note: "__proto__" }, { note: "__proto__" }]);
    expect(outcomeIn(report)).toBe("pass");
  });

  test("nothing was added to any object", () => {
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(({} as { total?: string }).total).toBeUndefined();
  });
});

describe("text that would be code", () => {
  const canary = "globalThis.__ran = (globalThis.__ran ?? 0) + 1";
  const tricks = [
    `\${${canary}}`,
    `\`;${canary};\``,
    `";${canary};//`,
    `';${canary};//`,
    `*/${canary}/*`,
    `</script><script>${canary}</script>`,
    `\\";${canary};//`,
    `\u2028${canary}\u2029`,
    `\n${canary}\n`,
    `]];${canary};[[`,
  ];

  test.each(tricks)("%j stays text wherever it stands", (trick) => {
    const literal = JSON.stringify(trick)
      .replaceAll("\u2028", "\\u2028")
      .replaceAll("\u2029", "\\u2029");
    const rule = {
      title: { en: trick },
      source: trick,
      prevents: trick,
      params: { p: { type: "string", value: trick } },
      must: `record.note == ${literal} && record.note == params.p && record.note in [${literal}, "b"]`,
    };
    const report = judgeSmall({ rules: [rule] }, [{ note: trick }, { note: `${trick}x` }]);
    expect(outcomeIn(report)).toBe("pass,failed");
    expect((globalThis as { __ran?: number }).__ran).toBeUndefined();
  });
});

describe("records beyond all measure", () => {
  test.each([
    ["a million elements", { lines: Array.from({ length: 1_000_000 }, () => ({ net: "1" })) }],
    ["a text of 10 MB", { note: "a".repeat(10_000_000), lines: [] }],
    ["numbers out of range", { total: 1e300, lines: [{ net: 5e-324 }] }],
    ["wrong types everywhere", { total: [], currency: {}, lines: { length: 3 }, paid: "yes" }],
  ] as readonly (readonly [string, JsonObject])[])("%s: each rule has its outcome", (_, record) => {
    const rules = [
      { id: "TST-01", must: "record.lines.map(l, l.net).sum() == record.total" },
      { id: "TST-02", must: 'matches(record.note, "^a*$")' },
      { id: "TST-03", each: "record.lines", must: "item.net > 0" },
    ];
    const report = judgeSmall({ rules }, [record]);
    for (const { outcomes } of report.rules)
      expect(Object.values(outcomes).reduce((sum, n) => sum + n, 0)).toBe(1);
    expect(report.verdict).not.toBe("pass");
  });
});
