import { describe, expect, test } from "@jest/globals";
import { partitionMax } from "../../lib/core/context.ts";
import { compileRules } from "../../lib/core/expression/compile.ts";
import type { Context, JsonObject, Plan, ReferenceRows, Report } from "../../lib/core/index.ts";
import {
  conclude,
  judge,
  judgeAll,
  judgeKeys,
  judgePartition,
  wholeOf,
} from "../../lib/core/index.ts";
import { partitionOf } from "../../lib/core/judge/partition.ts";
import { keysOf } from "../../lib/core/keys-of.ts";
import type { ReadRecord } from "../../lib/core/record.ts";
import type { Subject } from "../../lib/core/subject.ts";
import { judgeByStubs } from "../support/by-stubs.ts";
import { cpuMs } from "../support/cpu-time.ts";
import {
  bill,
  compileSmall,
  contextOf,
  judgeSmall,
  outcomeIn,
  type RuleText,
  readingsOf,
  rowsOf,
  type SmallRuleset,
  type Tables,
} from "../support/small-engine.ts";

type Given = Partial<Context> & { readonly tables?: Tables };

/** Judges with nothing but the rows that `keysOf` asked for, as an adapter fetches them. */
function judgeFetched(ruleset: SmallRuleset, records: readonly JsonObject[], given: Given): Report {
  const plan = compileSmall(ruleset);
  const whole = { ...contextOf(given), rows: rowsOf(given.tables ?? {}, ruleset.subject) };
  const readings = readingsOf(records);
  const asked = new Set<string>();
  const rows: ReferenceRows = {
    ...whole.rows,
    find: (table, key, on) => (asked.has(`${table} ${key}`) ? whole.rows.find(table, key, on) : []),
  };
  for (let before = -1; before < asked.size; ) {
    before = asked.size;
    const keys = keysOf(plan, readings as readonly ReadRecord[], { ...whole, rows });
    for (const { table, key } of keys) asked.add(`${table} ${key}`);
  }
  return judgeAll(plan, readings, { ...whole, rows });
}

const SOLD: Tables = {
  products: [
    { sku: "A", status: "active", price: "5.00" },
    { sku: "B", status: "gone", price: "7.00" },
    { sku: "EE", status: "gone", price: "7.00" },
  ],
};
const gone = (key: string): string => `optional(lookup("products", ${key}).status).orElse("gone")`;

/** Where a look-up stands, a rule with it, and a record on which judging needs the row. */
const lookups: readonly (readonly [
  where: string,
  rule: RuleText,
  records: readonly JsonObject[],
  given?: Given,
])[] = [
  ["in 'must'", { must: `${gone("record.note")} == "active"` }, [{ note: "A" }, { note: "B" }]],
  [
    "in the list of an inner loop of 'each'",
    {
      each: { l: "record.lines", p: 'rows("archive", l.sku)' },
      must: "p.total > 5",
    },
    [{ lines: [{ sku: "A" }] }],
    { tables: { archive: [{ number: "A", total: "1" }] } },
  ],
  [
    "keyed by the market",
    { must: `${gone("market")} == "active"` },
    [{ markets: ["A", "B"] }, { markets: ["A"] }],
  ],
  [
    "keyed by a parameter of a variant",
    {
      params: { sku: { type: "string", value: "A" } },
      variants: [{ jurisdictions: ["EE"], params: { sku: "B" } }],
      must: `${gone("params.sku")} == "active"`,
    },
    [{ markets: ["EE"] }, { markets: ["NO"] }],
  ],
  [
    "in the severity of a variant",
    {
      must: "record.paid",
      severity: "warn",
      variants: [
        {
          jurisdictions: ["EE"],
          severity: { block: `${gone("record.note")} == "gone"`, else: "warn" },
        },
      ],
    },
    [{ paid: false, note: "A", markets: ["EE"] }],
  ],
  [
    "in a severity, money at risk and values",
    {
      must: "record.paid",
      severity: { block: `${gone("record.note")} == "gone"`, else: "hold" },
      money_at_risk: 'lookup("products", record.customer.id).price',
      values: { price: 'lookup("products", record.tags[0]).price' },
      message: { en: "{price}" },
    },
    [{ paid: false, note: "A", customer: { id: "B" }, tags: ["EE"] }],
  ],
  [
    "in a comprehension in a branch of a let",
    {
      let: {
        sum: 'record.paid ? record.lines.map(l, lookup("products", l.sku).price).sum() : 0',
      },
      must: "optional(sum).orElse(0) == 12",
    },
    [{ paid: true, lines: [{ sku: "A" }, { sku: "B" }] }],
  ],
  [
    "keyed by another row",
    {
      must: `${gone('lookup("contracts", record.note).status')} == "active"`,
    },
    [{ note: "C" }],
    { tables: { ...SOLD, contracts: [{ id: "C", status: "A" }] } },
  ],
  [
    "in the sum of a run",
    {
      scope: "run",
      must: 'records.sum(r, optional(lookup("products", r.note).price).orElse(0)) == 12',
    },
    [{ note: "A" }, { note: "B" }],
  ],
  [
    "in the condition of a count of a run",
    { scope: "run", must: `records.count(r, ${gone("r.note")} == "gone") == 1` },
    [{ note: "A" }, { note: "B" }],
  ],
  [
    "keyed by the header of a run",
    { scope: "run", must: `records.count() > 0 && ${gone("run.country")} == "active"` },
    [{}],
    { run: { country: "A" } },
  ],
  [
    "keyed by another record",
    {
      scope: "set",
      must: `duplicates(record.paid).all(d, ${gone("d.note")} == "active")`,
    },
    [
      { paid: true, note: "A" },
      { paid: true, note: "A" },
    ],
  ],
  [
    "keyed by the record before",
    {
      scope: "set",
      let: { before: "previous(record.paid, [record.serial])" },
      must: `record.serial == 1 || ${gone("before.note")} == "active"`,
    },
    [
      { paid: true, note: "A", serial: 1 },
      { paid: true, note: "B", serial: 2 },
    ],
  ],
  [
    "keyed by the other record of 'others'",
    {
      scope: "set",
      must: `others(record.paid, ${gone("other.note")} == "gone").size() == 0`,
    },
    [
      { paid: true, note: "A" },
      { paid: true, note: "A" },
    ],
  ],
  [
    "keyed by this record in the condition of 'others'",
    {
      scope: "set",
      must: `others(record.paid, ${gone("record.note")} == "gone").size() == 0`,
    },
    [
      { paid: true, note: "A" },
      { paid: true, note: "A" },
    ],
  ],
  [
    "in a list whose making compares a running sum",
    {
      scope: "set",
      must:
        "(runningSum(record.total, record.paid, [record.serial]) >= 1 ? record.lines : [])" +
        `.all(l, ${gone("l.sku")} == "active")`,
    },
    [{ paid: true, total: "1.00", serial: 1, lines: [{ sku: "A" }] }],
  ],
  [
    "in a list of missing numbers whose text is asked for",
    {
      scope: "set",
      must:
        'gaps(record.paid, record.serial).filter(n, !n.startsWith("9"))' +
        `.all(n, ${gone("record.note")} == "active")`,
    },
    [
      { paid: true, note: "A", serial: 1 },
      { paid: true, note: "B", serial: 3 },
    ],
  ],
  [
    "in the order of a running sum",
    {
      scope: "set",
      must: 'runningSum(optional(lookup("products", record.note).price).orElse(0), record.paid, record.serial) < 12',
    },
    [
      { paid: true, note: "A", serial: 1 },
      { paid: true, note: "B", serial: 2 },
    ],
  ],
  [
    "in the condition of a roster",
    {
      for: { table: "contracts", where: `${gone("row.status")} == "active"` },
      must: "row.id in records.key(r, r.note)",
    },
    [{ note: "C1" }],
    {
      tables: {
        ...SOLD,
        contracts: [
          { id: "C1", status: "A" },
          { id: "C2", status: "A" },
          { id: "C3", status: "B" },
        ],
      },
    },
  ],
  [
    "in the key of a roster's records",
    {
      for: { table: "contracts" },
      must: 'row.id in records.key(r, lookup("products", r.note).status)',
    },
    [{ note: "A" }],
    { tables: { ...SOLD, contracts: [{ id: "active" }] } },
  ],
  [
    "in the calendar of a country",
    { must: 'isWorkingDay(record.issued, "EE")' },
    [{ issued: "2026-11-20" }, { issued: "2026-11-21" }],
    { tables: { calendars: [{ country: "EE", weekend: [6, 7], holidays: [] }] } },
  ],
];

const withCalendars: Subject = {
  ...bill,
  schema: { ...bill.schema, Calendar: { fields: {} } },
  tables: {
    ...bill.tables,
    calendars: { shape: "Calendar", key: ["country"], dated: false, doc: "Days." },
  },
};

describe("a look-up finds its row, since keysOf asked for it", () => {
  test.each(lookups)("%s", (_where, rule, records, given = {}) => {
    const ruleset = { rules: [rule], subject: withCalendars };
    const context = { tables: SOLD, ...given };
    const rows = rowsOf(context.tables, withCalendars);
    const whole = judgeSmall(ruleset, records, { ...context, rows });
    expect(judgeFetched(ruleset, records, context)).toEqual(whole);
    expect(outcomeIn(whole)).not.toMatch(/fault|not_configured/);
  });
});

describe("nothing passes unjudged", () => {
  const fits = { when: "record.total > 100", must: "duplicates(record.note).size() == 0" };

  test.each<[claim: string, rules: readonly RuleText[], record: JsonObject, given: Given]>([
    [
      "a record that a set rule leaves out by 'when'",
      [{ scope: "set", ...fits }],
      { note: "a", total: "5" },
      {},
    ],
    [
      "a record that two set rules of other keys leave out",
      [
        { id: "TST-01", scope: "set", ...fits },
        { id: "TST-02", scope: "set", ...fits, must: "duplicates(record.total).size() == 0" },
      ],
      { note: "a", total: "5" },
      {},
    ],
    [
      "a record whose set rule was not configured",
      [{ scope: "set", requires: ["products"], must: "duplicates(record.note).size() == 0" }],
      { note: "a" },
      {},
    ],
    [
      "a record of no market",
      [{ jurisdictions: ["EE"], must: "record.paid" }],
      { markets: [], paid: true },
      {},
    ],
    [
      "a record of no market, where markets have variants",
      [
        {
          must: "record.paid",
          severity: "hold",
          variants: [{ jurisdictions: ["EE"], severity: "block" }],
        },
        { id: "TST-02", must: "!has(record.total)" },
      ],
      { markets: [], paid: true },
      {},
    ],
  ])("%s is held", (_, rules, record, given) => {
    const report = judgeSmall({ rules }, [record], given);
    expect(report.verdict).toBe("hold");
    expect(report.counts).toMatchObject({ received: 1, passed: 0, held: 1 });
  });

  const eitherSet = [
    { id: "TST-01", scope: "set", ...fits },
    {
      id: "TST-02",
      scope: "set",
      when: "record.total > 10",
      must: "duplicates(record.serial).size() == 0",
    },
  ];

  test("a record without the key of a set rule is left out where 'when' says so", () => {
    const rule = {
      scope: "set",
      when: "has(record.note)",
      must: "duplicates(record.note).size() == 0",
    };
    const rules = [rule, { id: "TST-02", must: "record.paid" }];
    const report = judgeSmall({ rules }, [{ paid: true }, { note: null, paid: true }]);
    expect(outcomeIn(report)).toBe("not_applicable x2");
    const [{ when: _, ...always }] = [rule];
    expect(outcomeIn(judgeSmall({ rules: [always] }, [{ paid: true }]))).toBe("missing");
  });

  test("a record that one of two set rules judged passes", () => {
    expect(judgeSmall({ rules: eitherSet }, [{ note: "a", serial: 1, total: "50" }]).verdict).toBe(
      "pass",
    );
  });

  test("which records no set rule judged does not depend on the partitions", () => {
    const records = ["5", "50", "500"].map((total, serial) => ({ note: "a", serial, total }));
    const [plan, context] = [compileSmall({ rules: eitherSet }), contextOf()];
    const readings = readingsOf(records) as readonly ReadRecord[];
    const whole = judgeAll(plan, readings, context);
    expect(whole.counts).toMatchObject({ received: 3, passed: 1, held: 1, blocked: 1 });
    expect(inParts(plan, readings, context, true)).toEqual(whole);
  });

  test("a sum over rows of a table nobody loaded is no sum: 'optional' supplies nothing", () => {
    const sum = 'records.sum(r, optional(lookup("products", r.note).price).orElse(0))';
    const report = judgeSmall({ rules: [{ scope: "run", must: `${sum} < 5` }] }, [{ note: "A" }]);
    expect(outcomeIn(report)).toBe("not_configured");
    expect(report.rules[0]?.notConfigured?.needs).toEqual(["products"]);
    expect(report.verdict).toBe("hold");
  });

  test.each([
    ["lost", 0],
    ["judged twice", 2],
  ])("a partition of a set rule that was %s holds the submission", (_, times) => {
    const must = "duplicates(record.note).size() == 0";
    const plan = compileSmall({
      rules: [
        { scope: "set", must },
        { id: "TST-02", must: "record.paid" },
      ],
    });
    const context = contextOf();
    const chunk = judge(plan, readingsOf([{ note: "a", paid: true }]), context);
    const set = judgeKeys(plan, chunk.keys, context);
    expect(conclude(plan, wholeOf(plan, [chunk], [set]), context).verdict).toBe("pass");
    const report = conclude(plan, wholeOf(plan, [chunk], Array(times).fill(set)), context);
    expect(report.verdict).toBe("hold");
    expect(report.violations.map(({ rule }) => rule)).toEqual(["unjudged"]);
  });

  test("a row that nobody asked for is a fault, never an absent row", () => {
    const rule = { must: `${gone("record.note")} != "active"` };
    const rows: ReferenceRows = { ...rowsOf(SOLD), asked: () => false };
    const report = judgeSmall({ rules: [rule] }, [{ note: "A" }], { rows });
    expect(outcomeIn(report)).toBe("fault");
  });

  test("a 'when' that reads a table nobody loaded leaves nothing out: it is not configured", () => {
    const rule = {
      when: 'optional(lookup("products", record.note).status).orElse("active") == "gone"',
      must: "record.paid",
    };
    const rules = [rule, { id: "TST-02", must: "record.paid" }];
    const report = judgeSmall({ rules }, [{ note: "A", paid: true }]);
    expect(outcomeIn(report)).toBe("not_configured");
  });
});

describe("a key that many records share", () => {
  const rules = [{ scope: "set", must: "duplicates(record.note).all(d, d.total != record.total)" }];
  const plan = compileSmall({ rules });
  const hot = (length: number) =>
    readingsOf(Array.from({ length }, (_, i) => ({ note: "a", total: `${i}.00` })));

  test("is a fault of each where there are more than are compared, told piece by piece", () => {
    const length = 3 * partitionMax;
    const { keys } = judge(plan, hot(length), contextOf());
    const pieces = [...judgePartition(plan, { entries: keys.toReversed() }, contextOf())];
    const most = Math.max(...pieces.map(({ violations }) => violations.length));
    expect(most).toBeLessThanOrEqual(2 * partitionMax);
    const all = pieces.flatMap(({ violations }) => violations);
    expect(all.length).toBe(length);
    expect(all.every(({ why }) => why?.startsWith("too_many_rows"))).toBe(true);
    expect(pieces.reduce((sum, { tallies }) => sum + (tallies.waiting[0] ?? 0), 0)).toBe(-length);
  });

  test("takes one budget for all its records: the first ones by position have it", () => {
    const context = contextOf({ fuel: 1_000 });
    const { keys } = judge(plan, hot(400), context);
    const outcome = (entries: typeof keys) =>
      judgeKeys(plan, entries, context).violations.map(({ record, why }) => [record?.key, why]);
    const faults = outcome(keys);
    expect(faults.length).toBeGreaterThan(0);
    expect(faults.length).toBeLessThan(400);
    expect(faults[0]?.[0]).not.toBe("N-1");
    expect(faults.at(-1)).toEqual(["N-400", "budget: the rule took more steps than it may"]);
    expect(outcome(keys.toReversed())).toEqual(faults);
  });
});

describe("a verdict does not depend on the neighbours", () => {
  // The day that dates a record costs a step, which the record before may not have used up.
  const subject: Subject = {
    ...bill,
    records: bill.records.map((kind) => ({ ...kind, effectiveOn: "date(record.sent, zone)" })),
  };
  const rules = [
    { id: "TST-01", effective: { from: "2026-01-01" }, must: "record.paid" },
    { id: "TST-02", must: "record.lines.all(l, record.lines.all(m, l.net <= m.net + 9))" },
  ];

  test("a record that spends all fuel takes none from the next", () => {
    const heavy = { lines: Array.from({ length: 90 }, () => ({ net: "1" })) };
    const light = { sent: "2026-11-20T10:00:00Z", paid: true, lines: [] };
    const given = { fuel: 5000 };
    const alone = judgeSmall({ rules, subject }, [light], given);
    const beside = judgeSmall({ rules, subject }, [{ ...light, ...heavy }, light], given);
    expect(alone.counts.passed).toBe(1);
    expect(beside.counts).toMatchObject({ received: 2, passed: 1 });
  });
});

test("what dates a record costs none of its rules: their order decides nothing, however little fuel", () => {
  const subject: Subject = {
    ...bill,
    records: bill.records.map((kind) => ({
      ...kind,
      effectiveOn: 'record.tags.exists(t, t == "y") ? record.from : record.issued',
    })),
  };
  const musts = [
    'lookup("prices", record.note).amount == record.total',
    'lookup("prices", record.note).amount > 1',
  ];
  // Rules are judged in the order of their ids.
  const ordered = [musts, musts.toReversed()].map((some) =>
    some.map((must, index) => ({ id: `TST-0${index + 1}`, must })),
  );
  const plans = ordered.map((rules) => compileSmall({ subject, rules }));
  const records = readingsOf([
    {
      number: "1",
      issued: "2026-05-01",
      note: "A",
      total: "5.00",
      tags: Array(10).fill("x"),
      from: "2026-05-01",
    },
  ]);
  const prices = [{ sku: "A", amount: "5.00", valid_from: "2026-01-01" }];
  const outcomes = new Set<string>();
  for (let fuel = 1; fuel < 40; fuel++) {
    const context = { ...contextOf({ tables: { prices } }), fuel };
    const [one, other] = plans.map((plan) => {
      const interpreted = { ...plan, code: compileRules([], plan.subject) };
      return judgeAll(interpreted, records, context).rules.map(({ outcomes: of }) => of);
    });
    expect([fuel, one]).toEqual([fuel, other?.toReversed()]);
    outcomes.add(JSON.stringify(one));
  }
  expect(outcomes.size).toBeGreaterThan(1);
});

test("one list that a caller shares between fields is read as each field's type", () => {
  const shared = ["1"];
  const must = "record.lines.size() == 1 && record.total > 0 && record.amounts.sum() == 1";
  const record = { lines: shared, total: shared, amounts: shared };
  expect(outcomeIn(judgeSmall({ rules: [{ must }] }, [record]))).toBe("fault");
});

describe("violations are told apart", () => {
  const fingerprints = (report: Report) => report.violations.map((one) => one.fingerprint);

  test("elements that share their identifier have fingerprints of their own", () => {
    const lines = ["A", "A", "B"].map((sku) => ({ sku, net: "-1" }));
    const rule = { each: "record.lines", must: "item.net > 0" };
    const told = fingerprints(judgeSmall({ rules: [rule] }, [{ lines }]));
    expect(new Set(told).size).toBe(3);
    const turned = fingerprints(judgeSmall({ rules: [rule] }, [{ lines: lines.toReversed() }]));
    expect([...turned].sort()).toEqual([...told].sort());
  });

  describe("where records share a natural key", () => {
    const rules = [
      { id: "TST-01", must: "record.paid" },
      { id: "TST-02", scope: "set", must: "duplicates(record.note).size() == 0" },
    ];
    const one = { number: "X", note: "a", paid: false, total: "1.00" };
    const other = { ...one, total: "2.00" };
    const told = (records: readonly JsonObject[]) =>
      judgeSmall({ rules }, records).violations.map(({ rule, fingerprint }) => [rule, fingerprint]);

    test("each has fingerprints of its own, wherever it stands", () => {
      const both = told([one, other]);
      expect(both.length).toBe(4);
      expect(new Set(both.map(([, fingerprint]) => fingerprint)).size).toBe(4);
      expect(told([other, one]).sort()).toEqual(both.sort());
    });

    test("what was decided on one of two is not taken for the other when it comes alone", () => {
      const before = told([one, other]).map(([, fingerprint]) => fingerprint);
      for (const [, fingerprint] of told([other])) expect(before).not.toContain(fingerprint);
    });

    test("equal ones are numbered", () => {
      const three = told([one, one, one]);
      expect(three.length).toBe(6);
      expect(new Set(three.map(([, fingerprint]) => fingerprint)).size).toBe(6);
    });

    test("a record that is sent again with other fields changed keeps its fingerprint", () => {
      expect(told([{ ...one, total: "3.00" }])).toEqual(told([one]));
    });

    test("a report does not repeat the digests of records", () => {
      const { violations } = judgeSmall({ rules }, [one, other]);
      for (const violation of violations) expect(violation).not.toHaveProperty("digest");
    });
  });

  const roster = {
    for: { table: "contracts" },
    must: "row.id in records.key(r, r.note)",
    values: { id: "row.id" },
    message: { en: "{id}" },
  };
  const contracts = ["C1", "C2", "C3", "C4", "C5"].map((id) => ({ id }));

  test("rows of a roster have fingerprints of their own", () => {
    const report = judgeSmall({ rules: [roster] }, [{}], { tables: { contracts } });
    expect(report.violations.filter(({ rule }) => rule === "TST-01").length).toBe(contracts.length);
    expect(new Set(fingerprints(report)).size).toBe(report.violations.length);
  });

  test("a roster that cannot go through its table holds: it is not taken for an empty one", () => {
    const context = contextOf({ tables: { contracts } });
    const rows = { ...context.rows, all: () => undefined };
    const report = judgeAll(compileSmall({ rules: [roster] }), readingsOf([{ note: "C1" }]), {
      ...context,
      rows,
    });
    const own = report.violations.filter(({ rule }) => rule === "TST-01");
    expect(own.map(({ outcome, severity }) => [outcome, severity])).toEqual([["fault", "block"]]);
  });

  test("a roster of a dated table goes through the rows that are in force on the business day", () => {
    const prices = [
      { sku: "OLD", valid_to: "2026-11-21" },
      { sku: "NOW", valid_from: "2026-11-22", valid_to: "2026-11-22" },
      { sku: "NEW", valid_from: "2026-11-23" },
    ];
    const rule = {
      ...roster,
      for: { table: "prices" },
      must: "row.sku in records.key(r, r.note)",
      values: { id: "row.sku" },
    };
    const report = judgeSmall({ rules: [rule] }, [{}], { tables: { prices } });
    const own = report.violations.filter(({ rule: id }) => id === "TST-01");
    expect(own.map(({ values }) => values["id"]?.value)).toEqual(["NOW"]);
  });

  test("a roster gives one report, whatever the order of its partitions and rows", () => {
    const plan = compileSmall({ rules: [roster] });
    const reportIn = (turned: boolean): Report => {
      const tables = { contracts: turned ? contracts.toReversed() : contracts };
      return inParts(
        plan,
        readingsOf([{}]) as readonly ReadRecord[],
        contextOf({ tables }),
        turned,
      );
    };
    expect(JSON.stringify(reportIn(true))).toBe(JSON.stringify(reportIn(false)));
  });
});

/** Judges set rules in three partitions, forwards or backwards. */
function inParts(
  plan: Plan,
  readings: readonly ReadRecord[],
  context: Context,
  turned: boolean,
): Report {
  const chunk = judge(plan, readings, context);
  const sets = [0, 1, 2].map((part) => {
    const holds = (hash: string) => Number.parseInt(hash, 16) % 3 === part;
    return judgeKeys(
      plan,
      chunk.keys.filter(({ hash }) => holds(hash)),
      context,
      holds,
    );
  });
  return conclude(plan, wholeOf(plan, [chunk], turned ? sets.toReversed() : sets), context);
}

describe("what fires is what a person may see", () => {
  const rules = [
    { id: "TST-01", must: "record.total > 0", missing: "skip" },
    { id: "TST-02", scope: "run", must: 'violations.count("TST-01") <= 1' },
  ];
  const records = [{ total: "-1" }, {}, {}, {}];

  test("what is missing and may be skipped is no violation of a rule", () => {
    expect(outcomeIn(judgeSmall({ rules }, records), "TST-02")).toBe("pass");
  });

  test("nor does it make a rule systemic", () => {
    const header = { systemic: { share: "0.5", min: 2, severity: "hold" } };
    const report = judgeSmall({ rules: [rules[0] as RuleText], header }, records);
    expect(report.violations.map(({ rule }) => rule)).toEqual(["TST-01"]);
  });
});

describe("records under one key stay affordable", () => {
  const many = (n: number) =>
    Array.from({ length: n }, (_, i) => ({
      note: "same",
      serial: i,
      total: "1.00",
      from: "2026-01-01",
      to: "2026-01-31",
    }));

  test.each([
    ["duplicates(record.note).size() == 0"],
    ["overlaps(record.note, record.from, record.to).size() == 0"],
    ["gaps(record.note, record.serial).size() == 0"],
    ["runningSum(record.total, record.note, [record.from]) < 10"],
    ["previous(record.note, [record.serial]).total > 0"],
  ])("%s on 3,000 of them", (must) => {
    const began = cpuMs();
    const report = judgeSmall({ rules: [{ scope: "set", must, missing: "skip" }] }, many(3000));
    expect(cpuMs() - began).toBeLessThan(15_000);
    for (const { others = [] } of report.violations) expect(others.length).toBeLessThanOrEqual(100);
  });
});

test("a fact is attested by a person alone, never by a name that JavaScript brings along", () => {
  const subject = { ...bill, facts: { name: "Is the name right?" } };
  const rule = { must: 'attested("name")' };
  const given = { attested: {} };
  const report = judgeSmall({ rules: [rule], subject }, [{ number: "constructor" }], given);
  expect(outcomeIn(report)).toBe("missing");
});

test("an archive is not looked in by a key made of a key, which none of its rows has", () => {
  const rule = (by: string) => ({
    scope: "set",
    let: { both: "key(record.note, record.serial)", one: "key(record.note)" },
    must: `others(${by}, other.total > record.total, "archive").size() == 0`,
  });
  expect(() => compileSmall({ rules: [rule("both")] })).toThrow("made of a key: write the parts");
  for (const by of ["one", "key(record.note, record.serial)"]) compileSmall({ rules: [rule(by)] });
});

test("a rule that names the market anywhere is judged for each market of the record", () => {
  const bill = {
    total: "1.00",
    markets: ["EE", "NO"],
    lines: [{ sku: "EE", net: "1" }],
  };
  const each = { line: "record.lines.filter(l, l.sku == market)" };
  const found = judgeSmall({ rules: [{ each, must: "line.net > 5" }] }, [bill]);
  expect(found.violations).toMatchObject([{ outcome: "failed", market: "EE" }]);
  const atRisk = 'market == "EE" ? record.total : 0';
  const rules = [{ must: "record.total > 5", money_at_risk: atRisk }];
  expect(judgeSmall({ rules }, [bill]).violations).toMatchObject([
    { market: "EE", moneyAtRisk: "1.00" },
    { market: "NO", moneyAtRisk: "0" },
  ]);
});

test("keys of one hash are told apart by themselves", () => {
  const keys = ["aa80llf-qa80llf-xa80llf", "amj1w8n-qmj1w8n-xmj1w8n"];
  expect(new Set(keys.map((key) => partitionOf("TST-10", key))).size).toBe(1);
  const must = "duplicates(record.note).size() == 0";
  const plan = compileSmall({ rules: [{ id: "TST-10", scope: "set", must }] });
  const [alone, twice] = [keys, [...keys, ...keys.slice(1)]].map((notes) =>
    judgeByStubs(plan, [readingsOf(notes.map((note) => ({ note })))], contextOf()),
  );
  expect(alone).toMatchObject({ wanted: 2, report: { verdict: "pass" } });
  expect(twice).toMatchObject({ wanted: 3, report: { counts: { passed: 1, blocked: 2 } } });
});
