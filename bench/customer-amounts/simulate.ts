import { fileURLToPath } from "node:url";
import { readRulesetFiles } from "../../lib/adapters/files/named-folders.ts";
import { compileRuleset } from "../../lib/core/compile-ruleset.ts";
import type { Context } from "../../lib/core/context.ts";
import { compileRules } from "../../lib/core/expression/compile.ts";
import type { JsonObject } from "../../lib/core/expression/value.ts";
import { judge } from "../../lib/core/judge.ts";
import type { Plan } from "../../lib/core/plan.ts";
import type { ReadRecord } from "../../lib/core/record.ts";
import { amountText } from "../../lib/generate/amounts.ts";
import { dateText, monthBefore, monthOf } from "../../lib/generate/billing-run/month.ts";
import { type Random, randomOf } from "../../lib/generate/random.ts";
import { billingRunSubject } from "../../lib/subjects/billing-run/index.ts";

/** How often a rule fires on customers whose usage is log-normal: shares of a hundred. */
export interface Shares {
  readonly rule: string;
  /** Earlier periods. */
  readonly periods: number;
  /** Coefficient of variation of a month's usage. */
  readonly spread: number;
  /** On bills that are right. */
  readonly falseAlarms: number;
  readonly tenTimes: number;
  readonly aTenth: number;
}

/** Cents of a usual month: well above what a rule lets pass for being little. */
const usualCents = 20_000;
const month = monthOf(2026, 10);

/** The shipped rules, judged as they stand on so many customers of a kind. */
export function simulate(rule: string, periods: number, spread: number, customers: number): Shares {
  const plan = planOf(rule);
  const share = (times: number): number => {
    const made = Array.from({ length: customers }, (_, at) =>
      customerOf(randomOf(periods, rule, spread, at), at, periods, spread, times),
    );
    return (firing(plan, made) * 100) / customers;
  };
  return {
    rule,
    periods,
    spread,
    falseAlarms: share(1),
    tenTimes: share(10),
    aTenth: share(0.1),
  };
}

const root = fileURLToPath(new URL("../..", import.meta.url));
let compiled: Plan | undefined;

function planOf(rule: string): Plan {
  compiled ??= planOfPack();
  const rules = compiled.rules.filter(({ id }) => id === rule);
  return { ...compiled, rules, aggregates: [], code: compileRules(rules, compiled.subject) };
}

function planOfPack(): Plan {
  const files = readRulesetFiles(`${root}/rulesets/billing-run`, root, { cases: false });
  const read = compileRuleset({ files, subject: billingRunSubject });
  if (!read.ok) throw new Error(read.problems.map(({ message }) => message).join("\n"));
  return read.plan;
}

interface Customer {
  readonly bill: JsonObject;
  readonly rows: readonly JsonObject[];
}

function customerOf(
  random: Random,
  at: number,
  periods: number,
  spread: number,
  times: number,
): Customer {
  // The generator's spread is the deviation of the logarithm.
  const sigma = Math.sqrt(Math.log(1 + spread * spread));
  const cents = (): number => Math.max(1, Math.round(random.logNormal(usualCents, sigma)));
  const contract = `C-${at}`;
  const rows = Array.from({ length: periods }, (_, back) => {
    // A year ago is left out of the draw: seasons would hide what is looked for.
    const { first, last } = monthBefore(month, back + 1 + (back >= 11 ? 1 : 0));
    return {
      contract_id: contract,
      period_start: dateText(first),
      period_end: dateText(last),
      currency: "EUR",
      net: "0.00",
      recurring_net: "0.00",
      usage_net: amountText(cents()),
    };
  });
  const amount = amountText(Math.max(1, Math.round(cents() * times)));
  const line = { line_id: "1", charge_kind: "usage", item_id: "EL", net_amount: amount };
  const bill = {
    invoice_number: `N-${at}`,
    issue_date: dateText(month.issued),
    type_code: "380",
    currency: "EUR",
    contract_id: contract,
    seller: { country: "EE" },
    period_start: dateText(month.first),
    period_end: dateText(month.last),
    total_net: amount,
    lines: [line],
  };
  return { bill, rows };
}

/** On how many of the bills the plan's only rule fires. */
function firing(plan: Plan, customers: readonly Customer[]): number {
  const rows = new Map(customers.map(({ bill, rows: own }) => [bill["contract_id"], own]));
  const context: Context = {
    gate: "simulation",
    businessAt: "2026-11-02T12:00:00Z",
    zone: "Europe/Tallinn",
    stage: "intake",
    run: { run_type: "regular" },
    rows: {
      loaded: () => true,
      find: (table, key) => (table === "customer_history" ? (rows.get(key) ?? []) : []),
      all: () => undefined,
    },
    unsupplied: [],
    requiredTables: [],
  };
  const readings = customers.map(
    ({ bill }, offset): ReadRecord => ({
      kind: "record",
      position: { file: 0, offset },
      place: { file: "simulation", line: offset + 1 },
      of: "invoice",
      value: bill,
      digest: String(offset),
    }),
  );
  return judge(plan, readings, context).tallies.firing[0] ?? 0;
}
