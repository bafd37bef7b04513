import { startGathering } from "../../core/gather.ts";
import { type ForestGrowing, startForest } from "../pass/merkle-forest.ts";
import { shownRecordsMax } from "./judge-part.ts";
import { type Merged, type MergedCounts, readMerged, writeMerged } from "./merged.ts";
import { addExposures, noExposures } from "./record-exposures.ts";
import { addRead } from "./rows-read.ts";
import { fileNames, type MergeGroups, type Workshop } from "./workshop.ts";

/**
 * Brings together what groups of parts gave, in their order: counts add up, lists stay bounded. What
 * is longer stays where it is.
 */
export function mergeGroups(workshop: Workshop, task: MergeGroups): void {
  const merged = togetherOf(workshop, mergedOnes(workshop, task));
  writeMerged(workshop.scratch, fileNames.merged(task.level, task.group), merged);
}

function* mergedOnes({ scratch }: Workshop, { level, first, count }: MergeGroups) {
  for (let group = first; group < first + count; group++)
    yield readMerged(scratch, level - 1, group);
}

/** One at a time, since each may be some megabytes. */
function togetherOf({ plan, bounds }: Workshop, groups: Iterable<Merged>): Merged {
  const { heldMax = Infinity, unreadableMax = Infinity } = bounds;
  const gathering = startGathering(plan, bounds);
  const [held, unreadable, first] = [[], [], []] as [
    Merged["held"][number][],
    Merged["unreadable"][number][],
    Merged["first"][number][],
  ];
  let counts: MergedCounts = { held: 0, blocked: 0, unreadable: 0 };
  let exposures = noExposures;
  let read: Merged["read"] = {};
  let records: Record<"lines" | "digests", ForestGrowing> | undefined;
  for (const one of groups) {
    gathering.take(one.gathered);
    counts = sumOf(counts, one.counts);
    push(held, one.held, heldMax);
    push(unreadable, one.unreadable, unreadableMax);
    push(first, one.first, shownRecordsMax + 1);
    exposures = addExposures(exposures, one.exposures);
    read = addRead([read, one.read]);
    if (!one.records) continue;
    records ??= { lines: startForest(), digests: startForest() };
    records.lines.take(one.records.lines);
    records.digests.take(one.records.digests);
  }
  return {
    gathered: gathering.gathered(),
    counts,
    held,
    unreadable,
    first,
    exposures,
    read,
    ...(records && {
      records: { lines: records.lines.forest(), digests: records.digests.forest() },
    }),
  };
}

const sumOf = (a: MergedCounts, b: MergedCounts): MergedCounts => ({
  held: a.held + b.held,
  blocked: a.blocked + b.blocked,
  unreadable: a.unreadable + b.unreadable,
});

function push<Item>(list: Item[], more: readonly Item[], max: number): void {
  for (const item of more) {
    if (list.length >= max) return;
    list.push(item);
  }
}
