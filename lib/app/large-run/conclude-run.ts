import type { Report } from "../../core/report.ts";
import { GateError } from "../errors.ts";
import { leavesBefore, rootOfForest } from "../pass/merkle-forest.ts";
import type { Exposure } from "../review/submission.ts";
import { type Merged, readMerged } from "../run/merged.ts";
import { exposureOfTouched, nothingTouched } from "../run/record-exposures.ts";
import { addRead, sumOfRead, type TablesRead, withRows } from "../run/rows-read.ts";
import { reportOf } from "../run/run-parts.ts";
import { fileNames, type Workshop } from "../run/workshop.ts";
import { mergedSections } from "./do-run-task.ts";
import type { RunId } from "./run.ts";
import { runObjects } from "./run-objects.ts";
import type { ConcludedRun, RunPlan, RunWorkPorts, TableRead } from "./run-work.ts";
import { runWorkshop } from "./run-workshop.ts";
import { readPlan, topLevel } from "./staged-plan.ts";
import { stagedScratch } from "./staged-scratch.ts";

/**
 * Makes the report of a run once everything is merged. Writes nothing; the same each time.
 *
 * @throws {GateError} `unavailable` when something is not merged yet, or a table cannot be read.
 */
export async function concludeRun(ports: RunWorkPorts, id: RunId): Promise<ConcludedRun> {
  const plan = await readPlan(ports.objects, id);
  const folder = ports.workFolder(id);
  try {
    const level = topLevel(plan);
    const needed = [{ file: fileNames.merged(level, 0), sections: mergedSections }];
    const scratch = await stagedScratch(ports.objects, id, folder.scratch, needed);
    const workshop = await runWorkshop(ports, plan, scratch);
    const merged = readMerged(scratch, level, 0);
    const report = await withRows(workshop, (context) =>
      reportOf({ ...workshop, context }, merged),
    );
    accountFor(merged, report);
    return concluded(plan, workshop, merged, report);
  } finally {
    folder.remove();
  }
}

/** Every record is accounted for (law 5): those that are listed are those that were received. */
function accountFor({ records }: Merged, { counts }: Report): void {
  const listed = records ? leavesBefore(records.lines) : 0;
  if (listed === counts.received) return;
  throw new GateError(
    "unavailable",
    `${counts.received} records were judged, and ${listed} are listed: open a new run`,
  );
}

function concluded(
  plan: RunPlan,
  workshop: Workshop,
  merged: Merged,
  report: Report,
): ConcludedRun {
  const { verdict, counts } = report;
  const lists = (list: "records" | "not-passed"): readonly string[] =>
    plan.groups.map((_, group) => runObjects.groupList(plan.id, list, group));
  const [lines, digests] = [merged.records?.lines, merged.records?.digests].map((forest) =>
    rootOfForest(forest ?? { nodes: [] }),
  ) as [string, string];
  return {
    plan,
    report,
    verdict,
    counts,
    payload: { sizeBytes: plan.inputs.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) },
    references: tablesOf(workshop, merged.read),
    records: {
      count: counts.received,
      root: lines,
      digestsRoot: digests,
      lists: lists("records"),
    },
    notPassed: { count: counts.received - counts.passed, lists: lists("not-passed") },
    exposures: exposuresOf(report, merged),
  };
}

/** What records read, each key once, and what the rules over the whole have read beside. */
function tablesOf({ plan, context, rows }: Workshop, read: TablesRead): readonly TableRead[] {
  const late = [...(rows?.read() ?? [])].map((one) => [one.table, one.rows, one.digest] as const);
  const sums = addRead([read, sumOfRead(late)]);
  const rosters = new Set(plan.rules.map(({ roster }) => roster?.table));
  return Object.keys(plan.subject.tables)
    .filter((table) => !rosters.has(table))
    .filter((table) => context.rows.loaded(table) || sums[table] !== undefined)
    .sort()
    .map((table) => ({
      table,
      loaded: context.rows.loaded(table),
      ...(sums[table] ?? { keys: 0, rows: 0, digest: "0".repeat(64) }),
    }));
}

/** By rule; what concerns the submission as a whole puts all of it at risk. */
function exposuresOf(
  { violations, omittedBy = {}, unreadable }: Report,
  { exposures: { all, rules } }: Merged,
): Readonly<Record<string, Exposure>> {
  const whole = new Set([
    ...violations.flatMap(({ rule, record }) => (record ? [] : [rule])),
    ...Object.entries(omittedBy).flatMap(([rule, { whole = 0 }]) => (whole > 0 ? [rule] : [])),
  ]);
  const named = new Set([
    ...violations.map(({ rule }) => rule),
    ...Object.keys(omittedBy),
    ...Object.keys(rules),
    ...(unreadable.length > 0 ? ["unreadable"] : []),
  ]);
  const touchedBy = (rule: string) => {
    const touched = rules[rule];
    return touched === undefined || touched.whole || whole.has(rule) ? all : touched;
  };
  return Object.fromEntries(
    [...named].sort().map((rule) => [rule, exposureOfTouched(touchedBy(rule) ?? nothingTouched)]),
  );
}
