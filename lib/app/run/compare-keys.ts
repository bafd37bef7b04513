import { type Gathered, startGathering } from "../../core/gather.ts";
import {
  judgePartition,
  type KeyEntry,
  type LeftRecord,
  type RosterKey,
} from "../../core/judge-keys.ts";
import type { HeldRecord } from "../../core/report.ts";
import { groupAt, type PartGroup } from "./groups.ts";
import { jsonLines, valuesIn } from "./json-lines.ts";
import { appendRowsRead, withRows } from "./rows-read.ts";
import { openSections, type SectionWriter, writeSections } from "./section-file.ts";
import { partitionOfHash } from "./stub-partitions.ts";
import { fileNames, type Task, type Workshop } from "./workshop.ts";

type Compare = Extract<Task, { readonly do: "compare" }>;

/**
 * Pass 3: judges set rules and rosters on one partition of what was collected. Writes the file
 * `compared` with the section `gathered`, and of each group of parts `held/N` and `left/N`.
 */
export async function compareKeys(workshop: Workshop, task: Compare): Promise<void> {
  let file: SectionWriter | undefined;
  try {
    const gathered = await withRows(workshop.rows, () => {
      // Nothing is left of work that is done again.
      file?.discard();
      file = writeSections(workshop.scratch, fileNames.compared(task.partition));
      return compareInto(file, workshop, task);
    });
    finish(file as SectionWriter | undefined, workshop, gathered);
  } finally {
    (file as SectionWriter | undefined)?.discard();
  }
}

function finish(file: SectionWriter | undefined, workshop: Workshop, gathered: Gathered): void {
  file?.append("gathered", jsonLines([gathered]));
  if (file) appendRowsRead(workshop, file);
  workshop.settle?.();
  file?.finish({});
}

function compareInto(file: SectionWriter, workshop: Workshop, task: Compare): Gathered {
  const { plan, context, bounds } = workshop;
  const { partition, partitions, groups } = task;
  const isOurs = (hash: string): boolean =>
    partitionOfHash(Number.parseInt(hash, 16), partitions) === partition;
  const present = plan.rules.some(({ roster }) => roster) ? presentOf(workshop, task, isOurs) : [];
  const keys = { entries: entriesOf(workshop, task), present, holds: isOurs };
  const gathering = startGathering(plan, bounds);
  for (const set of judgePartition(plan, keys, context)) {
    gathering.takeSet(set);
    append(file, "held", groups, set.held);
    append(file, "left", groups, set.left);
  }
  return gathering.gathered();
}

function append(
  file: SectionWriter,
  section: string,
  groups: readonly PartGroup[],
  items: readonly (HeldRecord | LeftRecord)[],
): void {
  const byGroup = Map.groupBy(items, (item) =>
    groupAt(groups, "record" in item ? item.record.position : item.position),
  );
  for (const [group, some] of byGroup)
    for (let at = 0; at < some.length; at += pieceLength)
      file.append(`${section}/${group}`, jsonLines(some.slice(at, at + pieceLength)));
}

const pieceLength = 1000;

function* entriesOf(
  { scratch }: Workshop,
  { partition, collected }: Compare,
): Generator<KeyEntry, void, void> {
  for (const part of collected) {
    const file = openSections(scratch, fileNames.collected(part));
    yield* valuesIn<KeyEntry>(file.segments(`entries/${partition}`));
    file.close();
  }
}

/** Keys of rosters were written by the partitions of the first pass: coarser ones, or finer ones. */
function* presentOf(
  { scratch, partitions: first }: Workshop,
  { partition, partitions, parts }: Compare,
  isOurs: (hash: string) => boolean,
): Generator<RosterKey, void, void> {
  for (let part = 0; part < parts; part++) {
    const file = openSections(scratch, fileNames.judged(part));
    for (let at = partition & (first - 1); at < first; at += partitions)
      for (const key of valuesIn<RosterKey>(file.segments(`present/${at}`)))
        if (isOurs(key.hash)) yield key;
    file.close();
  }
}
