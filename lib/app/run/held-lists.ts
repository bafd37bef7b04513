import { type Gathering, unjudgedRecord } from "../../core/gather.ts";
import { type HeldRecords, startHolding, type UnreadableRecords } from "../../core/held.ts";
import type { LeftRecord } from "../../core/judge-keys.ts";
import type { HeldRecord, UnreadableRecord } from "../../core/report.ts";
import { valuesIn } from "./json-lines.ts";
import { comparePositions, mergeSorted, type Positioned } from "./merge-sorted.ts";
import { moved } from "./part-lines.ts";
import { openSections } from "./section-file.ts";
import { type SortedSpill, sortedSpill } from "./sorted-spill.ts";
import { fileNames, type Workshop } from "./workshop.ts";

/** What is not passed, of a whole submission. */
export interface HeldLists {
  readonly lists: { readonly held: HeldRecords; readonly unreadable: UnreadableRecords };
  /** All of it, in order of position, each record once; may be asked again. */
  readonly notPassed: () => Iterable<HeldRecord | UnreadableRecord>;
}

/** What the passes before have left in the scratch. */
interface Passed {
  readonly linesBefore: readonly number[];
  /** How many partitions were compared. */
  readonly compared: number;
}

/**
 * Goes through what was held and what was unreadable, in order of position, from the scratch: a
 * record that several passes hold is one record with the worse verdict. A record that only set rules
 * could have judged, and that each left out, is held as well; the gathering hears of it.
 */
export function heldLists(workshop: Workshop, passed: Passed, gathering: Gathering): HeldLists {
  const byKeys = heldByKeys(workshop, passed, gathering);
  const held = (onHeld?: (record: HeldRecord) => void): HeldRecords => {
    const holding = startHolding(workshop.bounds.heldMax, onHeld);
    for (const record of mergeSorted<HeldRecord>([
      judgedLines<HeldRecord>("held"),
      byKeys.sorted(),
    ]))
      holding.take(record);
    return holding.records();
  };
  const unreadable = (): UnreadableRecords => {
    const { unreadableMax = Number.POSITIVE_INFINITY } = workshop.bounds;
    const list: UnreadableRecord[] = [];
    let count = 0;
    for (const one of judgedLines<UnreadableRecord>("unreadable"))
      if (count++ < unreadableMax) list.push(one);
    return { count, list };
  };
  function* judgedLines<Item extends HeldRecord | UnreadableRecord>(section: string) {
    for (const [part, before] of passed.linesBefore.entries()) {
      const file = openSections(workshop.scratch, fileNames.judged(part));
      try {
        for (const item of valuesIn<Item>(file.segments(section))) yield moved(item, before);
      } finally {
        file.close();
      }
    }
  }
  return {
    lists: { held: held(), unreadable: unreadable() },
    notPassed: () =>
      mergeSorted<HeldRecord | UnreadableRecord>([
        once(mergeSorted([judgedLines<HeldRecord>("held"), byKeys.sorted()])),
        judgedLines<UnreadableRecord>("unreadable"),
      ]),
  };
}

/** Each record once, by its worst verdict. */
function* once(records: Iterable<HeldRecord>): Generator<HeldRecord, void, void> {
  let last: HeldRecord | undefined;
  for (const record of records) {
    if (last && comparePositions(last, record) !== 0) {
      yield last;
      last = undefined;
    }
    if (!last || record.verdict === "block") last = record;
  }
  if (last) yield last;
}

type Left = LeftRecord & Positioned;

/** What the comparison of keys holds, in order of position. */
function heldByKeys(
  { scratch }: Workshop,
  { compared }: Passed,
  gathering: Gathering,
): SortedSpill<HeldRecord> {
  const held = sortedSpill<HeldRecord>(scratch, "held-by-keys");
  const left = sortedSpill<Left>(scratch, "left-by-keys");
  for (let partition = 0; partition < compared; partition++) {
    const file = openSections(scratch, fileNames.compared(partition));
    for (const record of valuesIn<HeldRecord>(file.segments("held"))) held.add(record);
    for (const one of valuesIn<LeftRecord>(file.segments("left")))
      left.add({ ...one, position: one.record.position });
    file.close();
  }
  let same: Left[] = [];
  const settle = (): void => {
    const unjudged = unjudgedRecord(same);
    same = [];
    if (!unjudged) return;
    gathering.takeViolation(unjudged.violation);
    held.add(unjudged.held);
  };
  for (const one of left.sorted()) {
    const [first] = same;
    if (first && comparePositions(first, one) !== 0) settle();
    same.push(one);
  }
  settle();
  return held;
}
