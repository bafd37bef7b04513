import { createHash } from "node:crypto";
import {
  ANY,
  BOOL,
  DATE,
  decimalOf,
  type Field,
  INSTANT,
  INT,
  listOf,
  mapOf,
  recordOf,
  STRING,
  type Type,
} from "../../lib/core/expression/types.ts";
import {
  type Context,
  compileRuleset,
  formatProblem,
  type JsonObject,
  judgeAll,
  type Plan,
  type Reading,
  type ReferenceRows,
  type Report,
  type Subject,
} from "../../lib/core/index.ts";

const optional = (type: Type, more: Partial<Field> = {}): Field => ({
  type,
  required: false,
  ...more,
});
const MONEY = decimalOf(6);

/** A small subject with a field of every type: what engine tests write their rules about. */
export const bill: Subject = {
  kind: "bill",
  schema: {
    Bill: {
      fields: {
        number: { type: STRING, required: true },
        currency: optional(STRING, { values: ["EUR", "NOK", "RON"] }),
        country: optional(STRING),
        markets: optional(listOf(STRING)),
        issued: optional(DATE),
        sent: optional(INSTANT),
        total: optional(MONEY, { usualScale: 2 }),
        stated: optional(MONEY, { usualScale: 2 }),
        rate: optional(MONEY, { usualScale: 4 }),
        count: optional(INT),
        serial: optional(INT),
        from: optional(DATE),
        to: optional(DATE),
        paid: optional(BOOL),
        note: optional(STRING),
        customer: optional(recordOf("Bill.customer")),
        lines: optional(listOf(recordOf("Bill.lines"))),
        others: optional(listOf(recordOf("Bill.lines"))),
        tags: optional(listOf(STRING)),
        amounts: optional(listOf(MONEY)),
        sums: optional(mapOf(MONEY)),
        ext: optional(ANY),
      },
    },
    "Bill.customer": {
      fields: { id: optional(STRING), email: optional(STRING, { personal: true }) },
    },
    "Bill.lines": {
      fields: {
        line_id: optional(STRING),
        sku: optional(STRING),
        net: optional(MONEY, { usualScale: 2 }),
        qty: optional(MONEY, { usualScale: 3 }),
        count: optional(INT),
        parts: optional(listOf(recordOf("Bill.parts"))),
      },
    },
    "Bill.parts": { fields: { net: optional(MONEY, { usualScale: 2 }) } },
    Run: {
      fields: {
        period: optional(STRING),
        total: optional(MONEY),
        count: optional(INT),
        country: optional(STRING),
        currency: optional(STRING),
      },
    },
    Product: {
      fields: { sku: optional(STRING), status: optional(STRING), price: optional(MONEY) },
    },
    Price: { fields: { sku: optional(STRING), amount: optional(MONEY) } },
    Contract: { fields: { id: optional(STRING), status: optional(STRING) } },
    Archived: { fields: { number: optional(STRING), total: optional(MONEY) } },
  },
  records: [
    {
      name: "bill",
      shape: "Bill",
      key: ["number"],
      effectiveOn: "record.issued",
      markets: "record.markets",
      currency: "record.currency",
      customer: "record.customer.id",
    },
  ],
  run: "Run",
  tables: {
    products: { shape: "Product", key: ["sku"], dated: false, doc: "What is sold." },
    prices: { shape: "Price", key: ["sku"], dated: true, doc: "What it costs, by date." },
    contracts: { shape: "Contract", key: ["id"], dated: false, doc: "Who is billed." },
    archive: { shape: "Archived", key: ["number"], dated: false, doc: "Earlier.", many: true },
  },
  facts: { same_need: "Do both products serve the same need?" },
};

/** A rule as a test writes it: what it leaves out has a default. */
export type RuleText = Readonly<Record<string, unknown>>;

export const ruleText = (rule: RuleText): RuleText => ({
  id: "TST-01",
  title: { en: "Test" },
  severity: "block",
  source: "test",
  prevents: "nothing",
  message: { en: "Wrong." },
  ...rule,
});

export interface SmallRuleset {
  readonly rules: readonly RuleText[];
  readonly header?: RuleText;
  readonly subject?: Subject;
}

export function compileSmall({ rules, header, subject = bill }: SmallRuleset): Plan {
  const head = { name: "test", subject: subject.kind, languages: ["en"], ...header };
  const compiled = compileRuleset({
    files: [
      { path: "ruleset.yaml", text: JSON.stringify(head) },
      { path: "rules.yaml", text: JSON.stringify(rules.map(ruleText)) },
    ],
    subject,
  });
  if (!compiled.ok) throw new Error(compiled.problems.map(formatProblem).join("\n"));
  return compiled.plan;
}

export type Tables = Readonly<Record<string, readonly JsonObject[]>>;

/** Rows in memory, found by key and date as an adapter finds them. */
export function rowsOf(tables: Tables, subject: Subject = bill): ReferenceRows {
  return {
    loaded: (table) => Object.hasOwn(tables, table),
    find: (table, key, on) =>
      (tables[table] ?? []).filter((row) => {
        const keyed = (subject.tables[table]?.key ?? []).map((name) => String(row[name])).join("|");
        return keyed === key && (on === undefined || inForce(row, on));
      }),
    all: (table) => tables[table] ?? [],
  };
}

function inForce(row: JsonObject, on: number): boolean {
  const day = new Date(on * 86_400_000).toISOString().slice(0, 10);
  const { valid_from: from, valid_to: to } = row;
  return (typeof from !== "string" || from <= day) && (typeof to !== "string" || day <= to);
}

export const contextOf = (more: Partial<Context> & { readonly tables?: Tables } = {}): Context => {
  const { tables, ...rest } = more;
  return {
    gate: "test",
    businessAt: "2026-11-22T12:00:00+02:00",
    zone: "Europe/Tallinn",
    stage: "intake",
    rows: rowsOf(tables ?? {}),
    unsupplied: [],
    requiredTables: [],
    ...rest,
  };
};

/** Readings of records, one a line of a file. */
export const readingsOf = (records: readonly JsonObject[]): readonly Reading[] =>
  records.map((value, index) => ({
    kind: "record",
    position: { file: 0, offset: index },
    place: { file: "test.ndjson", line: index + 1 },
    value: { number: `N-${index + 1}`, ...value },
    digest: createHash("sha256").update(JSON.stringify(value)).digest("hex"),
  }));

/** Judges records by rules, whole, in one go. */
export function judgeSmall(
  ruleset: SmallRuleset,
  records: readonly JsonObject[],
  context: Partial<Context> & { readonly tables?: Tables } = {},
): Report {
  return judgeAll(compileSmall(ruleset), readingsOf(records), contextOf(context));
}

/** The one outcome of one rule on one record. */
export function outcomeIn(report: Report, rule = "TST-01"): string {
  const tally = report.rules.find((one) => one.rule === rule);
  const given = Object.entries(tally?.outcomes ?? {}).filter(([, times]) => times > 0);
  return given.map(([outcome, times]) => (times === 1 ? outcome : `${outcome} x${times}`)).join();
}
