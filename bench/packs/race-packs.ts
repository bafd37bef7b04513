import { findReferences } from "../../lib/adapters/references/find.ts";
import { loadTables } from "../../lib/app/loaded-tables.ts";
import type { Context } from "../../lib/core/context.ts";
import type { JsonObject } from "../../lib/core/expression/value.ts";
import { judge, type Plan } from "../../lib/core/index.ts";
import { prepare } from "../../lib/core/judge/preparation.ts";
import type { ReadRecord } from "../../lib/core/record.ts";
import { generateBillingRun } from "../../lib/generate/billing-run/generate-billing-run.ts";
import { billingRunSubject } from "../../lib/subjects/billing-run/index.ts";
import { benchContext } from "../engines/holdpoint.ts";
import { type Contestant, type Ratio, race, ratioOf } from "../measure.ts";
import { generate } from "../workload/generate.ts";
import { planOf } from "../workload/ruleset.ts";
import { completed } from "./completed.ts";
import { packPlan } from "./pack-plan.ts";

/** The pack against the workload's 25 rules on the same invoices. */
export interface RacedPack {
  readonly what: string;
  readonly invoices: number;
  /** Rules that judge: those whose tables are loaded. */
  readonly packRules: number;
  readonly setRules: number;
  /** The pack over the set, a record. */
  readonly ratio: Ratio;
}

export interface PackSize {
  readonly invoices: number;
  readonly rounds: number;
}

/** What the bench's invoices bill; they are issued on many days, so their run has none. */
const october = { period_start: "2026-10-01", period_end: "2026-10-31" };

/** The bench's invoices, completed, with the tables that ship, and a generated run with every table it has. */
export async function racePacks(size: PackSize): Promise<readonly RacedPack[]> {
  const plan = packPlan();
  return [await ofWorkload(plan, size), await ofGenerated(plan, size)];
}

async function ofWorkload(plan: Plan, size: PackSize): Promise<RacedPack> {
  const lines = generate(size.invoices).map(({ invoice }, index) =>
    JSON.stringify(completed(invoice, index)),
  );
  const cwd = process.cwd();
  const references = await findReferences({ cwd, zone: benchContext.zone }, plan);
  const run = { run_id: "R-1", seller_id: "S-1", run_type: "regular", ...october };
  const submission = { requested_release_at: "2026-11-22T18:00:00Z" };
  const context = { ...benchContext, rows: references.rows, run, submission };
  const raced = await raceOn("the bench's invoices, completed", plan, context, lines, size);
  references.close();
  return raced;
}

async function ofGenerated(plan: Plan, size: PackSize): Promise<RacedPack> {
  const { invoices: records } = size;
  const made = generateBillingRun({ records, defectsPerTenThousand: 500, seed: 42 });
  const tables = new Map<string, JsonObject[]>();
  const keep = (rows: Readonly<Record<string, readonly JsonObject[]>>): void => {
    for (const [table, some] of Object.entries(rows)) {
      const all = tables.get(table) ?? [];
      all.push(...some);
      tables.set(table, all);
    }
  };
  const lines: string[] = [];
  for (const { value, rows } of made.records()) {
    lines.push(JSON.stringify(value));
    keep(rows);
  }
  const { header, rows } = made.finish();
  keep(rows);
  const loaded = loadTables(
    billingRunSubject,
    [...tables].map(([table, some]) => ({
      table,
      rows: some.map((value, line) => ({ value, place: { file: table, line } })),
    })),
  );
  const run = header?.["subject"] as JsonObject;
  const context = { ...benchContext, rows: loaded, run, submission: header ?? {} };
  return raceOn("a generated run, every table", plan, context, lines, size);
}

async function raceOn(
  what: string,
  plan: Plan,
  context: Context,
  lines: readonly string[],
  { invoices, rounds }: PackSize,
): Promise<RacedPack> {
  const set = planOf();
  const raced = await race(
    [reporting("set", set, benchContext), reporting("pack", plan, context)],
    lines,
    rounds,
  );
  const judging = prepare(plan, context).rules.filter(({ checks }) =>
    checks.some(({ lacks }) => lacks === undefined),
  );
  return {
    what,
    invoices,
    packRules: judging.length,
    setRules: set.rules.length,
    ratio: ratioOf(raced, "pack", "set"),
  };
}

/** The way that reports take: outcomes, violations with their values and evidence, tallies. */
const reporting = (name: string, plan: Plan, context: Context): Contestant => ({
  name,
  run: (batch) => {
    judge(plan, batch.map(readingOf), context);
  },
});

const readingOf = (value: unknown, index: number): ReadRecord => ({
  kind: "record",
  position: { file: 0, offset: index },
  place: { file: "invoices.ndjson", line: index + 1 },
  value: value as JsonObject,
  digest: "",
});
