import { type Gathered, startGathering } from "../../core/gather.ts";
import {
  judgePartition,
  type KeyEntry,
  type LeftRecord,
  type RosterKey,
} from "../../core/judge-keys.ts";
import type { HeldRecord } from "../../core/report.ts";
import { placeOf } from "../review/policy/exposure.ts";
import type { StakedEntry } from "./collect-part.ts";
import { groupAt, type PartGroup } from "./groups.ts";
import { jsonLines, valuesIn } from "./json-lines.ts";
import {
  type ExposureState,
  type KeptStake,
  nothingSeen,
  startTouching,
} from "./record-exposures.ts";
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
    const compared = await withRows(workshop, (context) => {
      // Nothing is left of work that is done again.
      file?.discard();
      file = writeSections(workshop.scratch, fileNames.compared(task.partition));
      return compareInto(file, { ...workshop, context }, task);
    });
    finish(file as SectionWriter | undefined, workshop, compared);
  } finally {
    (file as SectionWriter | undefined)?.discard();
  }
}

interface Compared {
  readonly gathered: Gathered;
  readonly exposures: ExposureState;
}

function finish(
  file: SectionWriter | undefined,
  workshop: Workshop,
  { gathered, exposures }: Compared,
): void {
  file?.append("gathered", jsonLines([gathered]));
  if (workshop.records) file?.append("exposures", jsonLines([exposures]));
  if (file) appendRowsRead(workshop, file);
  workshop.settle?.();
  file?.finish({});
}

function compareInto(file: SectionWriter, workshop: Workshop, task: Compare): Compared {
  const { plan, context, bounds } = workshop;
  const { partition, rosterPartitions, groups } = task;
  const isOurs = (hash: string): boolean =>
    partitionOfHash(Number.parseInt(hash, 16), rosterPartitions) === partition;
  const rosters = partition < rosterPartitions && plan.rules.some(({ roster }) => roster);
  const present = rosters ? presentOf(workshop, task, isOurs) : [];
  const stakes = new Map<string, KeptStake>();
  const entries = noting(entriesOf(workshop, task), stakes);
  const keys = { entries, present, holds: isOurs, rosters };
  const gathering = startGathering(plan, bounds);
  const [touching, seen] = [startTouching(), nothingSeen()];
  for (const set of judgePartition(plan, keys, context)) {
    gathering.takeSet(set);
    if (workshop.records) touching.violations(set.violations, (place) => stakes.get(place), seen);
    append(file, "held", groups, set.held);
    append(file, "left", groups, set.left);
  }
  return { gathered: gathering.gathered(), exposures: touching.state() };
}

/** The entries as they are, and what they are worth noted. */
function* noting(
  entries: Iterable<StakedEntry>,
  stakes: Map<string, KeptStake>,
): Generator<KeyEntry, void, void> {
  for (const entry of entries) {
    if (entry.stake) stakes.set(placeOf(entry.record.position), entry.stake);
    yield entry;
  }
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
): Generator<StakedEntry, void, void> {
  for (const part of collected) {
    const file = openSections(scratch, fileNames.collected(part));
    yield* valuesIn<StakedEntry>(file.segments(`entries/${partition}`));
    file.close();
  }
}

/** Keys of rosters were written by the partitions of the first pass: coarser than theirs, or finer. */
function* presentOf(
  { scratch, partitions: first }: Workshop,
  { partition, rosterPartitions, parts }: Compare,
  isOurs: (hash: string) => boolean,
): Generator<RosterKey, void, void> {
  for (let part = 0; part < parts; part++) {
    const file = openSections(scratch, fileNames.judged(part));
    for (let at = partition & (first - 1); at < first; at += rosterPartitions)
      for (const key of valuesIn<RosterKey>(file.segments(`present/${at}`)))
        if (isOurs(key.hash)) yield key;
    file.close();
  }
}
