import type { StubbedResult } from "../../core/judge.ts";
import { naturalKey } from "../../core/natural-key.ts";
import type { Reading } from "../../core/record.ts";
import { builtIn } from "../../core/violation.ts";
import { placeOf, stakesOf } from "../review/policy/exposure.ts";
import { jsonLines } from "./json-lines.ts";
import {
  type ExposureState,
  type KeptStake,
  keptStake,
  startTouching,
  type Touching,
} from "./record-exposures.ts";
import type { RecordKeeping, Workshop } from "./workshop.ts";

/** What a run keeps of every reading until its verdict is known: a line of the section `records`. */
export interface RecordLine {
  readonly key?: string;
  /** Its kind, where the sender names one. */
  readonly of?: string;
  readonly position: { readonly file: number; readonly offset: number };
  /** SHA-256 of its bytes, hex. */
  readonly digest: string;
}

/** Keeps what a part has of records, chunk by chunk. */
export interface Keeping {
  /** The lines of a chunk that was judged. */
  take(
    chunk: readonly Reading[],
    judged: Pick<StubbedResult, "findings" | "unreadable">,
  ): Uint8Array;
  exposures(): ExposureState;
}

export function startKeeping(workshop: Workshop, { salt }: RecordKeeping): Keeping {
  const touching = startTouching();
  const lineOf = lineMaker(workshop);
  return {
    take: (chunk, judged) => {
      touch(workshop, salt, touching, chunk, judged);
      return jsonLines(chunk.map(lineOf));
    },
    exposures: touching.state,
  };
}

function touch(
  { plan, context }: Workshop,
  salt: string,
  touching: Touching,
  chunk: readonly Reading[],
  { findings, unreadable }: Pick<StubbedResult, "findings" | "unreadable">,
): void {
  const stakes = stakesOf(plan, chunk, context);
  const pieces = new Set(unreadable.map(({ position }) => placeOf(position)));
  const kept = new Map<string, KeptStake>();
  for (const { position } of chunk) {
    const place = placeOf(position);
    if (pieces.has(place)) touching.unreadable(builtIn.unreadable);
    else {
      const stake = keptStake(salt, stakes.at(position));
      kept.set(place, stake);
      touching.record(stake);
    }
  }
  touching.violations(findings.violations, (place) => kept.get(place));
  // What a chunk found beyond all bounds may be of any rule.
  if (findings.omitted > 0) touching.uncertain(plan.rules.map(({ id }) => id));
}

/** The line of a reading: what is unreadable has no key. */
export function lineMaker({ plan }: Pick<Workshop, "plan">): (reading: Reading) => RecordLine {
  const { records } = plan.subject;
  return (reading) => {
    const { position, digest } = reading;
    if (reading.kind === "unreadable") return { position, digest };
    const kind = records.find(({ name }) => name === reading.of) ?? records[0];
    const key = kind && naturalKey(reading.value, kind);
    const of = records.length > 1 ? kind?.name : undefined;
    return {
      ...(key !== undefined && { key }),
      ...(of !== undefined && { of }),
      position,
      digest,
    };
  };
}
