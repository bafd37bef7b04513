import type { Gathered } from "../../core/gather.ts";
import type { SampleStates } from "../../core/judge/sample.ts";
import type { Place } from "../../core/record.ts";
import type { RecordRef, Violation } from "../../core/violation.ts";
import type { MergeParts } from "./workshop.ts";

/** The parts of a group, each with the line ends before it. */
export const partsOf = (
  task: MergeParts,
): readonly (readonly [part: number, linesBefore: number])[] =>
  task.linesBefore.map((before, i) => [task.firstPart + i, before]);

/**
 * What was found in a part that was read as from line 1, with its lines counted on from those of
 * the parts before. Only records of the part itself are named in it.
 */
export function withLines(gathered: Gathered, linesBefore: number): Gathered {
  if (linesBefore === 0) return gathered;
  const { findings, samples } = gathered;
  return {
    ...gathered,
    findings: {
      ...findings,
      violations: findings.violations.map((violation) => movedViolation(violation, linesBefore)),
    },
    samples: movedSamples(samples, linesBefore),
  };
}

/** Something with a place, its line counted on. */
export const moved = <Item extends { readonly place: Place }>(item: Item, by: number): Item =>
  by === 0 || item.place.line === undefined
    ? item
    : { ...item, place: { ...item.place, line: item.place.line + by } };

function movedViolation(violation: Violation, by: number): Violation {
  const { record, others } = violation;
  return {
    ...violation,
    ...(record && { record: moved(record, by) }),
    ...(others && { others: others.map((other: RecordRef) => moved(other, by)) }),
  };
}

const movedSamples = (samples: SampleStates, by: number): SampleStates =>
  Object.fromEntries(
    Object.entries(samples).map(([rule, drawn]) => [
      rule,
      drawn.map((one) => ({ ...one, record: moved(one.record, by) })),
    ]),
  );
