import { conclude } from "../../core/conclude.ts";
import type { HeldRecord, Report, UnreadableRecord } from "../../core/report.ts";
import type { RecordRef } from "../../core/violation.ts";
import { type Crew, doAll } from "./crew.ts";
import { notPassedIn } from "./group-lists.ts";
import { groupsOf } from "./groups.ts";
import { shownRecordsMax } from "./judge-part.ts";
import { type Merged, readMerged } from "./merged.ts";
import type { Part } from "./part.ts";
import * as phase from "./phase-tasks.ts";
import type { Workshop } from "./workshop.ts";

export interface RunCommand {
  readonly workshop: Workshop;
  /** The whole submission, in order of position. */
  readonly parts: readonly Part[];
  readonly crew: Crew;
  /** The parts that were judged before, in a run that was interrupted. */
  readonly judged?: ReadonlySet<number>;
  /** How much one merge takes; a good deal when absent. */
  readonly merging?: { readonly partsMax: number; readonly groupsMax: number };
  /** Records that are compared in one go; a good deal when absent. */
  readonly comparedRecords?: number;
  /**
   * Asked when everything was read.
   *
   * @throws when an input or a table is no longer what was read first.
   */
  readonly assertUnchanged?: () => void;
}

/** What a run gave. */
export interface Ran {
  readonly report: Report;
  /** Each record in order, where there are few enough to be shown one by one. */
  readonly records?: readonly RecordRef[];
  /** All that is not passed, in order of position, however much of it the report lists. */
  readonly notPassed: () => Iterable<HeldRecord | UnreadableRecord>;
}

/**
 * Records that one partition of the third pass holds in memory, as far as keys are not hot: with all that
 * a rule reads of them, such as their lines, some kilobytes each.
 */
const comparedRecordsMax = 5_000;

/**
 * Judges the parts of a submission as one. The report does not depend on how they were cut, in which
 * order they are done, or by whom; memory grows with none of the records.
 */
export async function runParts(command: RunCommand): Promise<Ran> {
  const { workshop, comparedRecords = comparedRecordsMax } = command;
  const groups = groupsOf(command.parts, command.merging?.partsMax);
  const { partitions } = workshop;
  const cutting: phase.Cutting = { parts: command.parts, partitions, comparedRecords, groups };
  const merged = await mergedRun(command, cutting);
  const report = reportOf(workshop, merged);
  const { first } = merged;
  const ran = { report, notPassed: () => notPassedIn(workshop, groups.length) };
  return first.length > shownRecordsMax ? ran : { ...ran, records: first };
}

async function mergedRun(
  { workshop, crew, judged = new Set(), merging, assertUnchanged }: RunCommand,
  cutting: phase.Cutting,
): Promise<Merged> {
  const { scratch, plan } = workshop;
  const left = cutting.parts.filter(({ number }) => !judged.has(number));
  await doAll(crew, phase.judgeTasks({ ...cutting, parts: left }));
  const told = phase.judgedParts(scratch, cutting);
  let wanted: phase.Wanted | undefined;
  if (phase.comparesKeys(plan)) {
    await doAll(crew, phase.settleTasks(cutting));
    wanted = phase.wantedParts(scratch, cutting, told);
    await doAll(crew, phase.collectTasks(cutting, told, wanted));
    await doAll(crew, phase.compareTasks(cutting, wanted));
  }
  assertUnchanged?.();
  await doAll(crew, phase.mergePartsTasks(cutting, told, wanted));
  for (let level = 1; ; level++) {
    const tasks = phase.mergeGroupsTasks(cutting, level, merging?.groupsMax);
    if (tasks.length === 0) return readMerged(scratch, level - 1, 0);
    await doAll(crew, tasks);
  }
}

/** The report of a run from what all of it gave. */
export function reportOf({ plan, context, bounds }: Workshop, merged: Merged): Report {
  const { gathered, counts, held, unreadable } = merged;
  const whole = {
    ...gathered,
    held: { held: counts.held, blocked: counts.blocked, list: held },
    unreadable: { count: counts.unreadable, list: unreadable },
  };
  return conclude(plan, whole, context, bounds);
}
