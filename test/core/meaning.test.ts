import { describe, expect, test } from "@jest/globals";
import type { Context, JsonObject, Report } from "../../lib/core/index.ts";
import { judgeSmall, outcomeIn, type RuleText, type Tables } from "../support/small-engine.ts";

/** A sentence of the rule language's meaning, and a case in which it can be seen. */
interface Row {
  readonly says: string;
  readonly rule: RuleText;
  readonly record?: JsonObject;
  readonly records?: readonly JsonObject[];
  readonly given?: Partial<Context> & { readonly tables?: Tables };
  /** The outcome of the rule on the record. */
  readonly gives: string;
  readonly verdict?: Report["verdict"];
  readonly also?: (report: Report) => unknown;
  readonly equals?: unknown;
}

const LINES = { lines: [{ net: "10.00" }, { net: "20.00" }] };
const overflowing = "record.total * 999999999999999 * 999999999999999 > 0";
const PRODUCTS = { products: [{ sku: "A", status: "active", price: "5.00" }] };
const PRICES = {
  prices: [
    { sku: "A", amount: "5.00", valid_to: "2026-06-30" },
    { sku: "A", amount: "6.00", valid_from: "2026-07-01" },
  ],
};
const TWICE = {
  prices: [
    { sku: "A", amount: "5.00" },
    { sku: "A", amount: "6.00" },
  ],
};

const first = (report: Report) => report.violations.find(({ rule }) => rule.startsWith("TST"));
const severity = (report: Report) => first(report)?.severity;

const sentences: Readonly<Record<string, readonly Row[]>> = {
  Outcomes: [
    {
      says: "not_applicable (disabled",
      rule: { must: "record.paid", enabled: false },
      gives: "not_applicable",
    },
    {
      says: "outside its dates",
      rule: { must: "record.paid", effective: { from: "2026-07-01" } },
      record: { issued: "2026-06-30", paid: false },
      gives: "not_applicable",
    },
    {
      says: "or jurisdictions",
      rule: { must: "record.paid", jurisdictions: ["NO"] },
      record: { markets: ["EE"], paid: false },
      gives: "not_applicable",
    },
    {
      says: "`when` false",
      rule: { when: "record.total > 0", must: "record.paid" },
      record: { total: "0", paid: false },
      gives: "not_applicable",
    },
    {
      says: "`each` over an empty list)",
      rule: { each: "record.lines", must: "item.net > 0" },
      record: { lines: [] },
      gives: "not_applicable",
    },
    {
      says: "not_configured (a whole reference table was never loaded",
      rule: { must: 'lookup("products", record.note).status == "active"' },
      record: { note: "A" },
      gives: "not_configured",
      also: (report) => report.rules[0]?.notConfigured,
      equals: { needs: ["products"], prevents: "nothing" },
    },
    {
      says: "or the reader declares that its format cannot supply the field",
      rule: { must: "!blank(record.customer.email)" },
      given: { unsupplied: ["customer.email"] },
      gives: "not_configured",
      also: (report) => report.rules[0]?.notConfigured?.needs,
      equals: ["customer.email"],
    },
    {
      says: "refused for locked rules",
      rule: { must: "!blank(record.customer.email)", locked: true, missing: "warn" },
      given: { unsupplied: ["customer.email"] },
      gives: "missing",
      verdict: "hold",
    },
    {
      says: "and for tables that the gate requires: those hold)",
      rule: { must: 'lookup("products", record.note).status == "active"', missing: "skip" },
      record: { note: "A" },
      given: { requiredTables: ["products"] },
      gives: "missing",
      verdict: "hold",
    },
    {
      says: "failed",
      rule: { must: "record.paid" },
      record: { paid: false },
      gives: "failed",
      verdict: "block",
    },
    {
      says: "pass",
      rule: { must: "record.paid" },
      record: { paid: true },
      gives: "pass",
      verdict: "pass",
    },
    {
      says: "missing (an absent field",
      rule: { must: "record.paid", missing: "warn" },
      gives: "missing",
      also: severity,
      equals: "warn",
    },
    {
      says: "or table row decided it: the rule's `missing` setting applies)",
      rule: { must: 'lookup("products", record.note).status == "active"', missing: "block" },
      record: { note: "Z" },
      given: { tables: PRODUCTS },
      gives: "missing",
      verdict: "block",
    },
    {
      says: "the rule's `missing` setting applies (skip)",
      rule: { must: "record.paid", missing: "skip" },
      gives: "missing",
      verdict: "pass",
    },
    {
      says: "fault (overflow beyond limits",
      rule: { must: overflowing, severity: "warn" },
      record: { total: "999999999999999" },
      gives: "fault",
      verdict: "hold", // even for a `warn` rule
    },
    {
      says: "exhausted budget",
      rule: {
        must: "record.lines.all(a, record.lines.all(b, a.net == b.net))",
        missing: "skip",
        severity: "warn",
      },
      record: { lines: Array.from({ length: 100 }, () => ({ net: "1.00" })) },
      given: { fuel: 5000 },
      gives: "fault",
      verdict: "hold",
    },
    {
      says: "ill-typed value",
      rule: { must: "record.total > 0", missing: "skip", severity: "warn" },
      record: { total: "ten" },
      gives: "fault",
      verdict: "hold",
    },
    {
      says: "division by zero",
      rule: { must: "10 / record.count > 1" },
      record: { count: 0 },
      gives: "fault",
    },
    {
      says: "two matching rows",
      rule: { must: 'lookup("prices", record.note).amount > 0' },
      record: { note: "A", issued: "2026-01-01" },
      given: { tables: TWICE },
      gives: "fault",
    },
    {
      says: "in a shadow rule only counted)",
      rule: { must: overflowing, tier: 2 },
      record: { total: "999999999999999" },
      gives: "fault",
      verdict: "pass",
    },
    {
      says: "`false && fault` is false",
      rule: { must: `!(record.paid && ${overflowing})` },
      record: { total: "999999999999999", paid: false },
      gives: "pass",
    },
    {
      says: "`false && fault` is false, whichever side",
      rule: { must: `!(${overflowing} && record.paid)` },
      record: { total: "999999999999999", paid: false },
      gives: "pass",
    },
    {
      says: "`true || fault` is true)",
      rule: { must: `${overflowing} || record.paid` },
      record: { total: "999999999999999", paid: true },
      gives: "pass",
    },
    {
      says: "in `when`",
      rule: { when: "record.paid && record.total > 0", must: "!blank(record.note)" },
      record: { total: "0" },
      gives: "not_applicable",
    },
    {
      says: "as in `must`",
      rule: { must: "record.paid || record.total == 0" },
      record: { total: "0" },
      gives: "pass",
    },
    {
      says: "fault outranks missing",
      rule: { must: `record.paid && ${overflowing}`, missing: "skip" },
      record: { total: "999999999999999" },
      gives: "fault",
    },
    {
      says: "An element of `each` has its own outcome; the rule's is the worst",
      rule: { each: "record.lines", must: "item.net > 15" },
      record: LINES,
      gives: "failed",
      also: (report) => report.violations.map(({ element, at }) => [element, at]),
      equals: [[{ item: 0 }, ["/lines/0/net"]]],
    },
    {
      says: "A severity or escalation whose test faults takes the highest",
      rule: {
        must: "record.paid",
        severity: { block: "10 / record.count > 1", hold: "record.total > 0", else: "warn" },
      },
      record: { paid: false, count: 0 },
      gives: "failed",
      verdict: "block",
    },
    {
      says: 'a message value or `money_at_risk` that faults shows "unknown", never drops the violation',
      rule: {
        must: "record.paid",
        money_at_risk: "record.total",
        message: { en: "{n}" },
        values: { n: "10 / record.count" },
      },
      record: { paid: false, count: 0 },
      gives: "failed",
      also: (report) => [first(report)?.moneyAtRisk, first(report)?.values.n?.type],
      equals: ["unknown", "unknown"],
    },
  ],
  Absence: [
    {
      says: "JSON null",
      rule: { must: 'record.note != "a"' },
      record: { note: null },
      gives: "missing",
    },
    { says: "an absent key", rule: { must: 'record.note != "a"' }, gives: "missing" },
    {
      says: "and an empty CSV cell are the same: absent",
      rule: { must: "record.total >= 0" },
      record: { total: "" },
      gives: "missing",
    },
    {
      says: "`has(x.y)` is false for it",
      rule: { must: "!has(record.note)" },
      record: { note: null },
      gives: "pass",
    },
    {
      says: "`has(x.y)` is false where x is absent too",
      rule: { must: "!has(record.customer.email)" },
      gives: "pass",
    },
    {
      says: "`blank(x)` also covers empty text",
      rule: { must: "blank(record.note)" },
      record: { note: "  " },
      gives: "pass",
    },
    { says: "`blank(x)` covers absence", rule: { must: "blank(record.note)" }, gives: "pass" },
    {
      says: "`optional(x).orElse(y)` supplies a value",
      rule: { must: "optional(record.total).orElse(5) == 5" },
      gives: "pass",
    },
    {
      says: "Anything else that needs it gives missing",
      rule: { must: 'record.note == "a"' },
      gives: "missing",
    },
    { says: "Absence is never false", rule: { must: "!record.paid" }, gives: "missing" },
    { says: "zero", rule: { must: "record.total == 0" }, gives: "missing" },
    {
      says: "or equal to anything",
      rule: { must: "record.note != record.customer.id" },
      gives: "missing",
    },
  ],
  Decimals: [
    {
      says: "`+` and `-` align",
      rule: { must: "record.total + 0.125 - 0.5 == 9.625" },
      record: { total: "10.00" },
      gives: "pass",
    },
    {
      says: "`*` adds bounds",
      rule: { must: "record.total * record.rate == 0.000001" },
      record: { total: "0.001", rate: "0.001" },
      gives: "pass",
    },
    {
      says: "`round(x, s)` rounds half away from zero",
      rule: { must: "round(record.total, 2) == -0.13" },
      record: { total: "-0.125" },
      gives: "pass",
    },
    {
      says: "(`roundHalfEven` and others exist)",
      rule: { must: "roundHalfEven(record.total, 2) == 0.12" },
      record: { total: "0.125" },
      gives: "pass",
    },
    {
      says: "division names scale and rounding",
      rule: { must: "quot(record.total, 3, 2) == 3.33" },
      record: { total: "10" },
      gives: "pass",
    },
    {
      says: "ints widen",
      rule: { must: "record.count == record.total" },
      record: { count: 3, total: "3.000" },
      gives: "pass",
    },
    {
      says: "leaves beyond the safe integers",
      rule: { must: "record.total * 1000000 + 1 > record.total * 1000000" },
      record: { total: "999999999999999.999999" },
      gives: "pass",
    },
    {
      says: "`scale(x)` gives the digits as written",
      rule: { must: "scale(record.total) == 3" },
      record: { total: "1.500" },
      gives: "pass",
    },
    {
      says: "printing keeps them",
      rule: { must: "record.total < 1" },
      record: { total: "1.500" },
      gives: "failed",
      also: (report) => first(report)?.evidence,
      equals: [{ expression: "record.total", value: "1.500" }],
    },
    {
      says: "Decimal literals in rules are read from their source text, not through a double",
      rule: { must: "record.total == 0.1234567890123456789 * 0 + 0.3" },
      record: { total: "0.3" },
      gives: "pass",
    },
    {
      says: "exact where doubles say 0.30000000000000004",
      rule: { must: "record.amounts.sum() == record.total" },
      record: { amounts: ["0.1", "0.2"], total: "0.3" },
      gives: "pass",
    },
    {
      says: "A JSON number on a decimal field is accepted when its source text has at most 15 significant digits",
      rule: { must: "record.total == 123456789012.345" },
      record: { total: 123456789012.345 },
      gives: "pass",
    },
    {
      says: "longer ones are faults",
      rule: { must: "record.total > 0" },
      record: { total: 0.1 + 0.2 },
      gives: "fault",
    },
  ],
  Time: [
    {
      says: "`date`",
      rule: { must: 'record.issued == date("2026-02-28")' },
      record: { issued: "2026-02-28" },
      gives: "pass",
    },
    {
      says: "a day that is none is ill-typed",
      rule: { must: 'record.issued > date("2026-02-28")' },
      record: { issued: "2026-02-30" },
      gives: "fault",
    },
    {
      says: "`instant`; comparing them needs `date(x, zone)`",
      rule: { must: "date(record.sent, zone) == record.issued" },
      record: { sent: "2026-03-01T22:30:00Z", issued: "2026-03-02" },
      gives: "pass",
    },
    {
      says: "the gate has a zone",
      rule: { must: "date(record.sent, zone) == record.issued" },
      record: { sent: "2026-03-01T22:30:00Z", issued: "2026-03-01" },
      given: { zone: "Europe/Oslo" },
      gives: "pass",
    },
    {
      says: "`days`",
      rule: { must: "days(record.from, record.to) == 30" },
      record: { from: "2026-01-01", to: "2026-01-31" },
      gives: "pass",
    },
    {
      says: "`addMonths`",
      rule: { must: 'addMonths(record.from, 1) == date("2026-02-28")' },
      record: { from: "2026-01-31" },
      gives: "pass",
    },
    {
      says: "`business_at`, an instant that is part of the input",
      rule: { must: 'business_at == instant("2026-11-22T10:00:00Z")' },
      gives: "pass",
    },
  ],
  "Look-ups": [
    {
      says: "`lookup(table, key, on)` gives an optional row",
      rule: { must: 'lookup("products", record.note).price == 5' },
      record: { note: "A" },
      given: { tables: PRODUCTS },
      gives: "pass",
    },
    {
      says: "effective on a date",
      rule: { must: 'lookup("prices", record.note, date("2026-06-30")).amount == 5' },
      record: { note: "A" },
      given: { tables: PRICES },
      gives: "pass",
    },
    {
      says: "effective on the record's own date where none is named",
      rule: { must: 'lookup("prices", record.note).amount == 6' },
      record: { note: "A", issued: "2026-07-01" },
      given: { tables: PRICES },
      gives: "pass",
    },
    {
      says: "Two matching rows are a fault",
      rule: { must: 'lookup("prices", record.note).amount > 0' },
      record: { note: "A", issued: "2026-01-01" },
      given: { tables: TWICE },
      gives: "fault",
    },
  ],
  let: [
    {
      says: "`let` is call-by-need",
      rule: { let: { bad: "10 / record.count" }, must: "record.paid || bad > 0" },
      record: { paid: true, count: 0 },
      gives: "pass",
    },
    {
      says: "and sees earlier lets",
      rule: { let: { a: "record.total", b: "a + 1" }, must: "b == 3" },
      record: { total: "2" },
      gives: "pass",
    },
    {
      says: "and `item`",
      rule: { each: "record.lines", let: { net: "item.net" }, must: "net > 5" },
      record: LINES,
      gives: "pass",
    },
  ],
  params: [
    {
      says: "`params` are named, typed",
      rule: {
        params: { tol: { type: "decimal", value: "0.02" } },
        must: "record.total <= params.tol",
      },
      record: { total: "0.02" },
      gives: "pass",
    },
    {
      says: "Money parameters are given per currency",
      rule: {
        params: { least: { type: "decimal", value: { EUR: "20.00", NOK: "230.00" } } },
        must: "record.total >= params.least",
      },
      record: { total: "100", currency: "NOK" },
      gives: "failed",
    },
    {
      says: "a currency without one is missing",
      rule: {
        params: { least: { type: "decimal", value: { EUR: "20.00" } } },
        must: "record.total >= params.least",
      },
      record: { total: "100", currency: "RON" },
      gives: "missing",
    },
  ],
  Scopes: [
    {
      says: "`set` adds `duplicates(key)`",
      rule: { scope: "set", must: "duplicates(record.note).size() == 0" },
      records: [{ note: "a" }, { note: "b" }, { note: "a" }],
      gives: "pass,failed x2",
      also: (report) => report.violations.map((v) => [v.record?.key, v.others?.map((o) => o.key)]),
      equals: [
        ["N-1", ["N-3"]],
        ["N-3", ["N-1"]],
      ],
    },
    {
      says: "`gaps(key)`",
      rule: {
        scope: "set",
        let: { gap: "gaps(record.note, record.serial)" },
        must: "gap.size() == 0",
        values: { range: "gap[0]" },
        message: { en: "{range}" },
      },
      records: [
        { note: "s", serial: 1 },
        { note: "s", serial: 5 },
        { note: "s", serial: 2 },
      ],
      gives: "pass x2,failed",
      also: (report) => [first(report)?.record?.key, first(report)?.values.range?.value],
      equals: ["N-2", "3-4"],
    },
    {
      says: "`overlaps(key, from, to)` over the submission",
      rule: { scope: "set", must: "overlaps(record.note, record.from, record.to).size() == 0" },
      records: [
        { note: "a", from: "2026-01-01", to: "2026-01-31" },
        { note: "a", from: "2026-01-31", to: "2026-02-28" }, // both ends are inclusive
        { note: "a", from: "2026-03-01", to: "2026-03-31" },
      ],
      gives: "pass,failed x2",
    },
    {
      says: "`run` sees `run` (header, control totals), `records.sum(r, …)`",
      rule: { scope: "run", must: "records.sum(r, r.total) == run.total" },
      records: [{ total: "0.1" }, { total: "0.2" }],
      given: { run: { total: "0.30" } },
      gives: "pass",
    },
    {
      says: "`count`",
      rule: { scope: "run", must: "records.count(r, r.paid) == 1" },
      records: [{ paid: true }, { paid: false }],
      gives: "pass",
    },
    {
      says: "`min`, `max`",
      rule: { scope: "run", must: "records.min(r, r.total) == 1 && records.max(r, r.total) == 3" },
      records: [{ total: "1" }, { total: "3" }],
      gives: "pass",
    },
    {
      says: "`avg` (kept as sum and count)",
      rule: { scope: "run", must: "records.avg(r, r.total) == 2" },
      records: [{ total: "1" }, { total: "3" }],
      gives: "pass",
    },
    {
      says: "`min`/`max` of nothing is missing",
      rule: { scope: "run", must: "records.min(r, r.total, r.paid) == 1" },
      records: [{ total: "1", paid: false }],
      gives: "missing",
    },
    {
      says: "a record whose value is absent makes a sum missing, never smaller",
      rule: { scope: "run", must: "records.sum(r, r.total) == 1" },
      records: [{ total: "1" }, {}],
      gives: "missing",
    },
  ],
  Checks: [
    {
      says: "One rule may hold several named checks",
      rule: {
        checks: {
          positive: { must: "record.total > 0" },
          paid: { must: "record.paid", severity: "warn" },
        },
      },
      record: { total: "-1", paid: false },
      gives: "failed",
      also: (report) => report.violations.map((v) => [v.check, v.severity]),
      equals: [
        ["paid", "warn"],
        ["positive", "block"],
      ],
    },
    {
      says: "Each is judged alone (one absent optional input does not undo the others)",
      rule: {
        missing: "warn",
        checks: { positive: { must: "record.total > 0" }, paid: { must: "record.paid" } },
      },
      record: { total: "-1" },
      gives: "failed",
      also: (report) => report.violations.map((v) => [v.check, v.outcome]),
      equals: [
        ["paid", "missing"],
        ["positive", "failed"],
      ],
    },
  ],
  "What a rule sees": [
    {
      says: "`run` (headers only) in every scope",
      rule: { must: 'run.period == "2026-11"' },
      given: { run: { period: "2026-11" } },
      gives: "pass",
    },
    {
      says: "`stage` (intake, dispatch, backlog) with `stages:` on the rule",
      rule: { stages: ["dispatch"], must: "record.paid" },
      gives: "not_applicable",
    },
    {
      says: "judged at its stage",
      rule: { stages: ["dispatch"], must: 'stage == "dispatch"' },
      given: { stage: "dispatch" },
      gives: "pass",
    },
  ],
  "More than one loop": [
    {
      says: "`each: { o: record.offers, m: record.markets }`, nested or crossed",
      rule: { each: { l: "record.lines", t: "record.tags" }, must: 'l.net > 15 || t == "x"' },
      record: { ...LINES, tags: ["x", "y"] },
      gives: "failed",
      also: (report) => report.violations.map(({ element }) => element),
      equals: [{ l: 0, t: 1 }],
    },
    {
      says: "nested",
      rule: { each: { l: "record.lines", p: "l.parts" }, must: "p.net > 0" },
      record: { lines: [{ parts: [{ net: "1" }] }, { parts: [{ net: "1" }, { net: "-1" }] }] },
      gives: "failed",
      also: (report) => first(report)?.at,
      equals: ["/lines/1/parts/1/net"],
    },
  ],
  "Other records": [
    {
      says: "`others(by: key, … where: condition)`: records of the same key that meet a condition",
      rule: { scope: "set", must: "others(record.note, other.total == record.total).size() == 0" },
      records: [
        { note: "a", total: "1" },
        { note: "a", total: "1.00" },
        { note: "a", total: "2" },
      ],
      gives: "pass,failed x2",
    },
    {
      says: "here or in the archive",
      rule: {
        scope: "set",
        must: 'others(record.number, other.total == record.total, "archive").size() == 0',
      },
      record: { number: "X", total: "7" },
      given: { tables: { archive: [{ number: "X", total: "7.00" }] } },
      gives: "failed",
    },
    {
      says: "`runningSum(value, by, order)` folds in order within a partition",
      rule: { scope: "set", must: "runningSum(record.count, record.note, [record.issued]) <= 5" },
      records: [
        { note: "a", count: 3, issued: "2026-01-03" },
        { note: "a", count: 3, issued: "2026-01-01" },
        { note: "b", count: 5, issued: "2026-01-01" },
      ],
      gives: "pass x2,failed",
      also: (report) => first(report)?.record?.key,
      equals: "N-1",
    },
    {
      says: "`previous(by, order)`",
      rule: {
        scope: "set",
        must: "previous(record.note, [record.serial]).issued <= record.issued",
        missing: "skip",
      },
      records: [
        { note: "a", serial: 1, issued: "2026-02-01" },
        { note: "a", serial: 2, issued: "2026-01-01" },
      ],
      gives: "missing,failed",
    },
    {
      says: "`for: table(…)` turns a rule round: what is absent from a submission can be found",
      rule: {
        scope: "set",
        for: { table: "contracts", as: "contract", where: 'contract.status == "active"' },
        must: "contract.id in records.key(r, r.note)",
      },
      records: [{ note: "C1" }],
      given: {
        tables: {
          contracts: [
            { id: "C1", status: "active" },
            { id: "C2", status: "active" },
            { id: "C3", status: "closed" },
          ],
        },
      },
      gives: "not_applicable,pass,failed",
      verdict: "block",
    },
  ],
  "Facts from people": [
    {
      says: '`attested("same_need")` is an optional value; until then missing',
      rule: { must: 'attested("same_need")' },
      gives: "missing",
    },
    {
      says: "that a reviewer's form fills",
      rule: { must: 'attested("same_need")' },
      given: { attested: { "N-1": { same_need: true } } },
      gives: "pass",
    },
    {
      says: "A rule may require a sample confirmed by a role",
      rule: {
        scope: "run",
        must: "records.count() > 0",
        sample: { size: 2, confirmed_by: "service_manager" },
      },
      records: [{}, {}, {}],
      gives: "pass",
      verdict: "hold",
      also: (report) => first(report)?.others?.length,
      equals: 2,
    },
  ],
  Variants: [
    {
      says: "`variants: [{ effective, jurisdictions, severity, params }]`, judged per market",
      rule: {
        severity: "hold",
        must: "record.total <= params.most",
        params: { most: { type: "decimal", value: "10" } },
        variants: [{ jurisdictions: ["NO"], severity: "block", params: { most: "5" } }],
      },
      record: { total: "7", markets: ["EE", "NO"] },
      gives: "failed",
      also: (report) => report.violations.map((v) => [v.market, v.severity]),
      equals: [["NO", "block"]],
    },
    {
      says: "`requires: [tables]`",
      rule: { requires: ["products"], must: "record.paid" },
      record: { paid: false },
      gives: "not_configured",
    },
  ],
  Explanations: [
    {
      says: "A violation carries the values that decided it",
      rule: { let: { sum: "record.lines.map(l, l.net).sum()" }, must: "sum == record.total" },
      record: { ...LINES, total: "30.10" },
      gives: "failed",
      also: (report) => first(report)?.evidence,
      equals: [
        { expression: "sum(record.lines.net)", value: "30.00" },
        { expression: "record.total", value: "30.10" },
      ],
    },
    {
      says: "for quantified rules the offending element and its index",
      rule: { must: "record.lines.all(l, l.net > 15)" },
      record: LINES,
      gives: "failed",
      also: (report) => first(report)?.evidence,
      equals: [{ expression: "record.lines[0]: l.net", value: "10.00" }],
    },
  ],
};

describe.each(Object.entries(sentences))("%s", (_, rows) => {
  test.each(rows.map((row) => [row.says, row] as const))("%s", (_says, row) => {
    const report = judgeSmall({ rules: [row.rule] }, row.records ?? [row.record ?? {}], row.given);
    expect(outcomeIn(report)).toBe(row.gives);
    if (row.verdict) expect(report.verdict).toBe(row.verdict);
    if (row.also) expect(row.also(report)).toEqual(row.equals);
  });
});

test("nothing passes unjudged: a record that no rule applies to is held", () => {
  const report = judgeSmall({ rules: [{ when: "has(record.total)", must: "record.paid" }] }, [{}]);
  expect(report.verdict).toBe("hold");
});

test("received = passed + held + blocked + unreadable", () => {
  const rules = [{ must: "record.total > 0" }];
  const report = judgeSmall({ rules }, [{ total: "1" }, { total: "0" }, {}, { total: "x" }]);
  expect(report.counts).toEqual({ received: 4, passed: 1, held: 1, blocked: 2, unreadable: 0 });
});
