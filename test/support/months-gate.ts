import { parseGate } from "../../lib/app/gate.ts";
import type { ActivePlan } from "../../lib/app/ports.ts";
import type { Subject } from "../../lib/core/index.ts";
import { bill, compileSmall } from "./small-engine.ts";

/** Bills of a month, whose run says of which kind it is. */
const subject: Subject = {
  ...bill,
  records: bill.records.map((kind) => ({ ...kind, amount: "record.total" })),
  history: ["period", "country"],
};

const settings = `
name: months
subject: bill
ruleset: test
zone: Europe/Tallinn
policy:
  release: split
  tolerated: { share: "0.9", money_share: "1", population_min: 1 }
`;

/**
 * A gate that holds a run whose bills are more than a tenth off the median of at least three runs
 * before it, and each bill that says so in its note.
 */
export function monthsGate(): ActivePlan {
  const plan = compileSmall({
    subject,
    header: {
      aggregates: {
        bills: "records.count()",
        by_currency: "records.sumBy(r, r.currency, r.total, has(r.currency) && has(r.total))",
      },
    },
    rules: [
      {
        id: "MON-01",
        scope: "run",
        severity: "hold",
        missing: "hold",
        let: { usual: 'history.median("bills")' },
        when: "history.runs().size() >= 3",
        must: "abs(records.count() - usual) * 10 <= usual",
        message: { en: "Usual are {usual}." },
      },
      {
        id: "MON-02",
        severity: "hold",
        money_at_risk: "record.total",
        must: 'optional(record.note).orElse("") != "hold"',
      },
    ],
  });
  return { gate: parseGate(settings, "gates/months.yaml"), plan };
}

/** A run of so many bills, of which the first ones are held. */
export function monthOf(
  bills: number,
  { held = 0, period = "monthly", from = 1, ...headers }: Month = {},
): Uint8Array {
  const records = Array.from({ length: bills }, (_, n) => ({
    number: `N-${from + n}`,
    currency: "EUR",
    total: "10.00",
    ...(n < held && { note: "hold" }),
  }));
  return Buffer.from(
    JSON.stringify({ ...headers, subject: { period, country: "EE", bills: records } }),
  );
}

export interface Month {
  readonly held?: number;
  readonly period?: string;
  /** The number of the first bill. */
  readonly from?: number;
  readonly [header: string]: unknown;
}
