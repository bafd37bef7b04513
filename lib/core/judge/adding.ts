import type { AggregateStates } from "../aggregate.ts";
import { addRecord, type Running, startAggregate, stateOf } from "../aggregate.ts";
import { addProven, addProvenEach } from "../aggregate-proven.ts";
import { counting, type FastContext, loadFast } from "../expression/load.ts";
import type { JsonObject } from "../expression/value.ts";
import type { Preparation } from "./preparation.ts";
import type { SubjectRecord } from "./subject-record.ts";

/** Adds records to the aggregates of a plan: by proof, and by the interpreter where there is none. */
export interface Adding {
  add(kind: string, value: JsonObject, closely: () => SubjectRecord): void;
  states(): AggregateStates;
}

export function startAdding(p: Preparation): Adding {
  const { aggregates, subject } = p.plan;
  const running = aggregates.map(startAggregate);
  const kinds = new Map(
    subject.records.map(({ name }): [string, AddingKind] => [name, addingKind(p, running, name)]),
  );
  return {
    add: (name, value, closely) => {
      const kind = kinds.get(name);
      if (kind && kind.running.length > 0) addTo(p, kind, value, closely);
    },
    states: () => Object.fromEntries(running.map((one) => [one.aggregate.id, stateOf(one)])),
  };
}

interface AddingKind {
  /** The aggregates over records of the kind, each with its place in the plan. */
  readonly running: readonly { readonly one: Running; readonly place: number }[];
  readonly context: FastContext;
  readonly fast: ReturnType<typeof loadFast>["add"];
  readonly out: Uint8Array;
  readonly keys: (string | readonly string[])[];
  readonly units: Float64Array;
  readonly scales: Uint8Array;
  readonly parts: (readonly number[])[];
}

function addingKind(p: Preparation, all: readonly Running[], kind: string): AddingKind {
  const { length } = all;
  return {
    running: all
      .map((one, place) => ({ one, place }))
      .filter(({ one }) => one.aggregate.of === kind),
    context: { ...p.context, kind },
    fast: loadFast(p.plan).add,
    out: new Uint8Array(length),
    keys: Array<string>(length).fill(""),
    units: new Float64Array(length),
    scales: new Uint8Array(length),
    parts: Array<readonly number[]>(length).fill([]),
  };
}

function addTo(
  p: Preparation,
  kind: AddingKind,
  value: JsonObject,
  closely: () => SubjectRecord,
): void {
  const { out, keys, units, scales, parts } = kind;
  kind.fast(value, kind.context, out, keys, units, scales, parts);
  for (const { one, place } of kind.running) {
    const proven = out[place];
    if (proven === counting.counts)
      addProven(one, keys[place] as string, units[place] as number, scales[place] as number);
    else if (proven === counting.countsInSeveral)
      addProvenEach(one, keys[place] as string[], parts[place] ?? [], scales[place] as number);
    else if (proven !== counting.leftOut) {
      p.refuel();
      const { frame, world } = closely();
      addRecord(one, value, frame, world);
    }
  }
}
