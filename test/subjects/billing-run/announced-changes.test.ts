import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { readRulesetFiles } from "../../../lib/adapters/files/named-folders.ts";
import { planOfRule } from "../../../lib/core/cases/case-plan.ts";
import type { PastRun } from "../../../lib/core/history.ts";
import { compileRuleset, type JsonObject, judgeAll } from "../../../lib/core/index.ts";
import type { Rule } from "../../../lib/core/rule.ts";
import { billingRunSubject } from "../../../lib/subjects/billing-run/index.ts";
import { repository } from "../../support/house.ts";
import { contextOf } from "../../support/small-engine.ts";

const compiled = compileRuleset({
  files: readRulesetFiles(join(repository, "rulesets/billing-run"), repository, { cases: false }),
  subject: billingRunSubject,
});
if (!compiled.ok) throw new Error("the billing pack does not compile");
const rule = compiled.plan.rules.find(({ id }) => id === "BIL-46") as Rule;
const plan = planOfRule(compiled.plan, rule);
const invoice = JSON.parse(
  readFileSync(join(repository, "rulesets/billing-run/cases/invoice.json"), "utf8"),
);

const header = { seller_id: "S-1", billing_cycle: "monthly-01", run_type: "regular" };

/** What each month came to an invoice: prices rise by eight per cent in one of them. */
interface Month {
  readonly cents: number;
  readonly announced?: string;
}

/** Noise of 0.4 % at most, the same in every run of the test. */
const noise = (month: number): number => 1 + (((month * 7919) % 9) - 4) / 1000;

const months = (count: number, risesIn: number, announced: boolean): readonly Month[] =>
  Array.from({ length: count }, (_, month) => {
    const cents = Math.round(10_000 * (month < risesIn ? 1 : 1.08) * noise(month));
    return month === risesIn && announced ? { cents, announced: "8" } : { cents };
  });

const amount = (cents: number): string => (cents / 100).toFixed(2);

const pastRun = ({ cents, announced }: Month, month: number): PastRun => ({
  run: { ...header, run_id: `R-${month}`, ...(announced && { expected_change_pct: announced }) },
  aggregates: {
    invoices_by_currency: { EUR: "100" },
    net_by_currency: { EUR: amount(cents * 100) },
  },
});

/** Whether the rule fires on the last of some months, with those before as its history. */
function firesOn(all: readonly Month[]): boolean {
  const now = all.at(-1) as Month;
  const run: JsonObject = {
    ...header,
    run_id: "R-now",
    ...(now.announced && { expected_change_pct: now.announced }),
  };
  const value = { ...invoice, total_net: amount(now.cents) };
  const readings = [
    {
      kind: "record" as const,
      position: { file: 0, offset: 0 },
      place: { file: "now.json" },
      value,
      digest: "0".repeat(64),
    },
  ];
  const context = contextOf({ run, history: all.slice(0, -1).map(pastRun) });
  return judgeAll(plan, readings, context).violations.some(({ rule }) => rule === "BIL-46");
}

const firing = (all: readonly Month[], from: number): readonly number[] =>
  all.flatMap((_, month) => (month >= from && firesOn(all.slice(0, month + 1)) ? [month] : []));

// Runs in history before the rise, and whether it was announced; the months that hold a run.
test.each([
  [12, true, []],
  [24, true, []],
  [4, true, []], // too few for a median: the run before counts
  [12, false, [12, 13, 14, 15, 16, 17]], // nobody said: until half of what counts is as high
])(
  "after %i runs a rise of 8 %% that is announced (%s) holds runs %j",
  (before, announced, held) => {
    const found = firing(months(before + 13, before, announced), Math.min(before, 6));
    if (announced) expect(found).toEqual(held);
    else expect(found.slice(0, held.length)).toEqual(held);
  },
);
