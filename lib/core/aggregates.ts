import { type AggregateStates, absorb, startAggregate, stateOf } from "./aggregate.ts";
import { mergeSamples, type SampleStates } from "./judge/sample.ts";
import type { Plan } from "./plan.ts";
import { addInto, noTallies, type Tallies } from "./tally.ts";

/** What merges into a constant size, however many records there are: plain JSON. */
export interface Aggregates {
  /** Readings, unreadable ones included. */
  readonly received: number;
  readonly tallies: Tallies;
  readonly states: AggregateStates;
  readonly samples: SampleStates;
}

/** What nothing gives: the neutral element of `mergeAggregates`. */
export const noAggregates = (plan: Plan): Aggregates => startMerging(plan).merged();

/** Merges what two parts remember; associative and commutative. */
export function mergeAggregates(plan: Plan, a: Aggregates, b: Aggregates): Aggregates {
  const merging = startMerging(plan);
  merging.take(a);
  merging.take(b);
  return merging.merged();
}

/** Merges what comes in place, so that ten thousand parts cost what they hold, not what is there. */
export interface Merging {
  take(part: Aggregates): void;
  takeTallies(tallies: Tallies): void;
  merged(): Aggregates;
}

export function startMerging(plan: Plan): Merging {
  const tallies = noTallies(plan.rules.length);
  const running = plan.aggregates.map(startAggregate);
  let samples: SampleStates = {};
  let received = 0;
  return {
    take: (part) => {
      received += part.received;
      addInto(tallies, part.tallies);
      for (const one of running) absorb(one, part.states[one.aggregate.id]);
      samples = mergeSamples(plan, samples, part.samples);
    },
    takeTallies: (more) => addInto(tallies, more),
    merged: () => ({
      received,
      tallies: addInto(noTallies(plan.rules.length), tallies),
      states: Object.fromEntries(running.map((one) => [one.aggregate.id, stateOf(one)])),
      samples,
    }),
  };
}
