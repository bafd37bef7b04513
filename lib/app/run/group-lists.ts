import { unjudgedRecord } from "../../core/gather.ts";
import { startHolding } from "../../core/held.ts";
import type { LeftRecord } from "../../core/judge-keys.ts";
import type { HeldRecord, UnreadableRecord } from "../../core/report.ts";
import type { Violation } from "../../core/violation.ts";
import { lineTaker, valuesIn } from "./json-lines.ts";
import { listRecords } from "./list-records.ts";
import { comparePositions, mergeSorted, type Positioned } from "./merge-sorted.ts";
import type { Merged } from "./merged.ts";
import { moved, partsOf } from "./part-lines.ts";
import { openSections, type SectionWriter, writeSections } from "./section-file.ts";
import { type SortedSpill, sortedSpill } from "./sorted-spill.ts";
import { fileNames, type MergeParts, type Workshop } from "./workshop.ts";

type Listed = Pick<Merged, "counts" | "held" | "unreadable" | "records">;

/**
 * Goes through what was held and what was unreadable in a group of parts, in order of position: a
 * record that several passes hold is one record with the worse verdict. A record that only set rules
 * could have judged, and that each left out, is held as well, and told. Lists all of it in the file
 * `lists`, and gives the counts and the beginnings of the lists.
 */
export function groupLists(
  workshop: Workshop,
  task: MergeParts,
  onUnjudged: (violation: Violation) => void,
): Listed {
  const byKeys = heldByKeys(workshop, task, onUnjudged);
  const file = writeSections(workshop.scratch, fileNames.lists(task.group));
  try {
    const held = (): Iterable<HeldRecord> =>
      mergeSorted<HeldRecord>([judged<HeldRecord>(workshop, task, "held"), byKeys.sorted()]);
    const unreadable = (): Iterable<UnreadableRecord> =>
      judged<UnreadableRecord>(workshop, task, "unreadable");
    const listedHeld = listHeld(workshop, file, held());
    const listedUnreadable = listUnreadable(workshop, file, unreadable());
    const records =
      workshop.records &&
      listRecords(workshop, task, file, { held: held(), unreadable: unreadable() });
    file.finish({});
    const { held: holds, blocked, list } = listedHeld;
    const { count, list: pieces } = listedUnreadable;
    return {
      counts: { held: holds, blocked, unreadable: count },
      held: list,
      unreadable: pieces,
      ...(records && { records }),
    };
  } finally {
    file.discard();
    byKeys.discard();
  }
}

function listHeld({ bounds }: Workshop, file: SectionWriter, records: Iterable<HeldRecord>) {
  const lines = lineTaker((some) => file.append("held", some));
  const holding = startHolding(bounds.heldMax, lines.take);
  for (const record of records) holding.take(record);
  const listed = holding.records();
  lines.end();
  return listed;
}

function listUnreadable(
  { bounds }: Workshop,
  file: SectionWriter,
  pieces: Iterable<UnreadableRecord>,
) {
  const { unreadableMax = Number.POSITIVE_INFINITY } = bounds;
  const lines = lineTaker((some) => file.append("unreadable", some));
  const list: UnreadableRecord[] = [];
  let count = 0;
  for (const one of pieces) {
    if (count++ < unreadableMax) list.push(one);
    lines.take(one);
  }
  lines.end();
  return { count, list };
}

/** A section of the parts of a group, one after the other, with its lines counted on. */
function* judged<Item extends HeldRecord | UnreadableRecord>(
  { scratch }: Workshop,
  task: MergeParts,
  section: "held" | "unreadable",
): Generator<Item, void, void> {
  for (const [part, before] of partsOf(task)) {
    const file = openSections(scratch, fileNames.judged(part));
    try {
      for (const item of valuesIn<Item>(file.segments(section))) yield moved(item, before);
    } finally {
      file.close();
    }
  }
}

type Left = LeftRecord & Positioned;

/** What the comparison of keys holds of a group, in order of position. */
function heldByKeys(
  { scratch }: Workshop,
  { compared, group }: MergeParts,
  onUnjudged: (violation: Violation) => void,
): SortedSpill<HeldRecord> {
  const held = sortedSpill<HeldRecord>(scratch, `held-by-keys-${group}`);
  const left = sortedSpill<Left>(scratch, `left-by-keys-${group}`);
  for (let partition = 0; partition < compared; partition++) {
    const file = openSections(scratch, fileNames.compared(partition));
    for (const record of valuesIn<HeldRecord>(file.segments(`held/${group}`))) held.add(record);
    for (const one of valuesIn<LeftRecord>(file.segments(`left/${group}`)))
      left.add({ ...one, position: one.record.position });
    file.close();
  }
  let same: Left[] = [];
  const settle = (): void => {
    const unjudged = unjudgedRecord(same);
    same = [];
    if (!unjudged) return;
    onUnjudged(unjudged.violation);
    held.add(unjudged.held);
  };
  for (const one of left.sorted()) {
    const [first] = same;
    if (first && comparePositions(first, one) !== 0) settle();
    same.push(one);
  }
  settle();
  left.discard();
  return held;
}

/** All that is not passed in some groups, in order of position. */
export function* notPassedIn(
  { scratch }: Pick<Workshop, "scratch">,
  groups: number,
): Generator<HeldRecord | UnreadableRecord, void, void> {
  for (let group = 0; group < groups; group++) {
    const file = openSections(scratch, fileNames.lists(group));
    try {
      yield* mergeSorted<HeldRecord | UnreadableRecord>([
        valuesIn<HeldRecord>(file.segments("held")),
        valuesIn<UnreadableRecord>(file.segments("unreadable")),
      ]);
    } finally {
      file.close();
    }
  }
}
