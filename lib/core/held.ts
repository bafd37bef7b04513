import { byPosition } from "./judge/violation-order.ts";
import type { HeldRecord, UnreadableRecord } from "./report.ts";

/** Records that are not passed: counted all, listed the first ones by position. Plain JSON. */
export interface HeldRecords {
  readonly held: number;
  readonly blocked: number;
  /** By position, one a record. */
  readonly list: readonly HeldRecord[];
}

/** Pieces of input that are no records: counted all, listed the first ones by position. */
export interface UnreadableRecords {
  readonly count: number;
  readonly list: readonly UnreadableRecord[];
}

/** Takes what is held in the order of positions, one by one, and keeps a list of bounded length. */
export interface HoldingRecords {
  /**
   * A record that several parts hold is held once, by its worst verdict: it comes several times in
   * a row, and what comes of it is told once the next one is there.
   */
  take(record: HeldRecord): void;
  /** The counts and the list; nothing may be taken afterwards. */
  records(): HeldRecords;
}

/** `onHeld` hears each held record once, in order: for an output that lists them all. */
export function startHolding(
  heldMax = Number.POSITIVE_INFINITY,
  onHeld: (record: HeldRecord) => void = () => undefined,
): HoldingRecords {
  const counts = { hold: 0, block: 0 };
  const list: HeldRecord[] = [];
  let last: HeldRecord | undefined;
  const settle = (): void => {
    if (!last) return;
    counts[last.verdict]++;
    if (list.length < heldMax) list.push(last);
    onHeld(last);
    last = undefined;
  };
  return {
    take: (record) => {
      if (last && byPosition(last, record) !== 0) settle();
      if (!last || record.verdict === "block") last = record;
    },
    records: () => {
      settle();
      return { held: counts.hold, blocked: counts.block, list };
    },
  };
}

/** What is held, in any order, where it fits into memory. */
export function heldRecords(
  records: readonly HeldRecord[],
  heldMax = Number.POSITIVE_INFINITY,
): HeldRecords {
  const holding = startHolding(heldMax);
  for (const record of [...records].sort(byPosition)) holding.take(record);
  return holding.records();
}

/** What is unreadable, in any order, where it fits into memory. */
export function unreadableRecords(
  records: readonly UnreadableRecord[],
  unreadableMax = Number.POSITIVE_INFINITY,
): UnreadableRecords {
  const list = [...records].sort(byPosition).slice(0, unreadableMax);
  return { count: records.length, list };
}
