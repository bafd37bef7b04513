/** Calls of a phase that are worth their while to have at the same time. */
const callsWanted = 400;
/** Tasks of one call: all of them must end in a quarter of an hour, however slow one is. */
const batchMax: Readonly<Record<string, number>> = {
  judge: 8,
  settle: 8,
  collect: 8,
  compare: 8,
  merge: 1,
  hold: 1,
};

/** How many tasks of a phase one call does: few while there are few, since time counts more then. */
export const batchOf = (phase: string, tasks: number): number =>
  Math.min(batchMax[phase] ?? 1, Math.max(1, Math.floor(tasks / callsWanted)));

/** However few parts there are, so many may fail. */
const failuresAtLeast = 20;
const failuresShare = 0.05;

/**
 * How many parts of a run may fail for good and be held, while the rest of it is judged: where more
 * do, something else is wrong than the parts, and a person should see to it before all is held.
 */
export const failuresTolerated = (parts: number): number =>
  Math.max(failuresAtLeast, Math.floor(parts * failuresShare));
