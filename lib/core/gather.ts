import { type Aggregates, type Merging, startMerging } from "./aggregates.ts";
import { type Findings, noFindings, startFinding } from "./findings.ts";
import {
  type HeldRecords,
  heldRecords,
  type UnreadableRecords,
  unreadableRecords,
} from "./held.ts";
import { unjudgedViolation } from "./judge/built-in.ts";
import type { JudgedRecords } from "./judge.ts";
import type { LeftRecord, SetResult } from "./judge-keys.ts";
import type { Plan } from "./plan.ts";
import type { HeldRecord } from "./report.ts";
import type { Violation } from "./violation.ts";

/** What any number of chunks and partitions gave, in bounded size: plain JSON, which merges. */
export interface Gathered extends Aggregates {
  readonly findings: Findings;
}

/** All that a report is made of: see `conclude`. */
export interface Whole extends Gathered {
  readonly held: HeldRecords;
  readonly unreadable: UnreadableRecords;
}

/** Bounds of what is kept and listed; what is counted is always complete. */
export interface Bounds {
  readonly violationsMax?: number;
  readonly heldMax?: number;
  readonly unreadableMax?: number;
}

/** Merges what comes, in any order, into one; costs a part what the part itself holds. */
export interface Gathering {
  /** A chunk of `judge`, or what another gathering gave. */
  take(part: Gathered): void;
  takeSet(set: Pick<SetResult, "tallies" | "violations">): void;
  takeViolation(violation: Violation): void;
  gathered(): Gathered;
}

export function startGathering(plan: Plan, { violationsMax }: Bounds = {}): Gathering {
  const merging: Merging = startMerging(plan);
  const finding = startFinding(violationsMax);
  return {
    take: (part) => {
      merging.take(part);
      finding.merge(part.findings);
    },
    takeSet: ({ tallies, violations }) => {
      merging.takeTallies(tallies);
      for (const violation of violations) finding.add(violation);
    },
    takeViolation: finding.add,
    gathered: () => ({ ...merging.merged(), findings: finding.findings() }),
  };
}

/** What nothing gives: the neutral element of gathering. */
export const nothingGathered = (plan: Plan): Gathered => ({
  ...startMerging(plan).merged(),
  findings: noFindings,
});

/** Everything of a submission that fits into memory as a whole. */
export function wholeOf(
  plan: Plan,
  chunks: readonly JudgedRecords[],
  sets: readonly SetResult[],
  bounds: Bounds = {},
): Whole {
  const gathering = startGathering(plan, bounds);
  for (const chunk of chunks) gathering.take(chunk);
  for (const set of sets) gathering.takeSet(set);
  const unjudged = unjudgedRecords(sets);
  for (const { violation } of unjudged) gathering.takeViolation(violation);
  const held = [...chunks, ...sets].flatMap((part) => part.held);
  return {
    ...gathering.gathered(),
    held: heldRecords([...held, ...unjudged.map((one) => one.held)], bounds.heldMax),
    unreadable: unreadableRecords(
      chunks.flatMap((chunk) => chunk.unreadable),
      bounds.unreadableMax,
    ),
  };
}

/** A record that nothing judged: held, with the violation that says so. */
export interface UnjudgedRecord {
  readonly held: HeldRecord;
  readonly violation: Violation;
}

/**
 * Whether a record that only set rules could have judged was left out by each of them: `left` is
 * all that they said of this one record.
 */
export function unjudgedRecord(left: readonly LeftRecord[]): UnjudgedRecord | undefined {
  const [first] = left;
  if (!first || left.length < first.of) return undefined;
  const { record, digest } = first;
  const { key, position, place } = record;
  return {
    held: { ...record, digest, verdict: "hold" },
    violation: unjudgedViolation({ ref: { key, position, place }, digest }),
  };
}

function unjudgedRecords(sets: readonly SetResult[]): readonly UnjudgedRecord[] {
  const byPlace = Map.groupBy(
    sets.flatMap(({ left }) => left),
    ({ record }) => `${record.position.file} ${record.position.offset}`,
  );
  return [...byPlace.values()].flatMap((left) => unjudgedRecord(left) ?? []);
}
