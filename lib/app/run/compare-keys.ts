import { type Gathered, startGathering } from "../../core/gather.ts";
import {
  judgePartition,
  type KeyEntry,
  type LeftRecord,
  type RosterKey,
} from "../../core/judge-keys.ts";
import type { HeldRecord } from "../../core/report.ts";
import { jsonLines, valuesIn } from "./json-lines.ts";
import { openSections, writeSections } from "./section-file.ts";
import { partitionOfHash } from "./stub-partitions.ts";
import { fileNames, type Task, type Workshop } from "./workshop.ts";

type Compare = Extract<Task, { readonly do: "compare" }>;

/** What a compared partition says of itself. */
export interface ComparedKeys {
  readonly gathered: Gathered;
}

/**
 * Pass 3: judges set rules and rosters on one partition of what was collected. Writes the file
 * `compared` with the sections `held` and `left`.
 */
export function compareKeys(workshop: Workshop, task: Compare): void {
  const { plan, context, scratch, bounds } = workshop;
  const { partition, partitions } = task;
  const isOurs = (hash: string): boolean =>
    partitionOfHash(Number.parseInt(hash, 16), partitions) === partition;
  const present = plan.rules.some(({ roster }) => roster) ? presentOf(workshop, task, isOurs) : [];
  const keys = { entries: entriesOf(workshop, task), present, holds: isOurs };
  const gathering = startGathering(plan, bounds);
  const file = writeSections(scratch, fileNames.compared(partition));
  try {
    for (const set of judgePartition(plan, keys, context)) {
      gathering.takeSet(set);
      appendInPieces(set.held, (some) => file.append("held", jsonLines(some)));
      appendInPieces(set.left, (some) => file.append("left", jsonLines(some)));
    }
    const summary: ComparedKeys = { gathered: gathering.gathered() };
    file.finish(summary as never);
  } finally {
    file.discard();
  }
}

const pieceLength = 1000;

function appendInPieces<Item extends HeldRecord | LeftRecord>(
  items: readonly Item[],
  append: (some: readonly Item[]) => void,
): void {
  for (let at = 0; at < items.length; at += pieceLength) append(items.slice(at, at + pieceLength));
}

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
