import type { Crew } from "../../lib/app/run/crew.ts";
import { doTask } from "../../lib/app/run/do-task.ts";
import { memoryScratch } from "../../lib/app/run/memory-scratch.ts";
import { type PlannedParts, planParts, type SizedInput } from "../../lib/app/run/plan-parts.ts";
import { partReader } from "../../lib/app/run/read-part.ts";
import { type Ran, runParts } from "../../lib/app/run/run-parts.ts";
import type { Scratch } from "../../lib/app/run/scratch.ts";
import type { Workshop } from "../../lib/app/run/workshop.ts";
import type { Context } from "../../lib/core/context.ts";
import {
  type Bounds,
  conclude,
  judge,
  judgeKeys,
  type Plan,
  type Reading,
  type Report,
  wholeOf,
} from "../../lib/core/index.ts";
import type { Mapping } from "../../lib/subjects/mapping/mapping.ts";
import { readSubmission } from "../../lib/subjects/read-submission.ts";
import { all } from "./readings.ts";

/** A submission as a test has it: texts of files by name, or their bytes. */
export interface Given {
  readonly plan: Plan;
  readonly context: Context;
  readonly files: readonly (readonly [name: string, content: string | Uint8Array])[];
  readonly mapping?: Mapping;
  readonly bounds?: Bounds;
}

export const inputsOf = ({ files }: Given): readonly SizedInput[] =>
  files.map(([name, content]) => {
    const bytes = typeof content === "string" ? Buffer.from(content) : content;
    return {
      name,
      sizeBytes: bytes.length,
      open: (range) => [range ? bytes.subarray(range.start, range.end) : bytes],
    };
  });

/** The report of a submission that is read and judged in one piece, by none of what cuts it. */
export async function inOnePiece(given: Given): Promise<Report> {
  const { plan, context, mapping, bounds = {} } = given;
  const files = inputsOf(given).map(({ name, open }) => ({
    name,
    isReopenable: true,
    open: () => open(),
  }));
  const options = { subject: plan.subject, ...(mapping && { mapping }) };
  const readings: readonly Reading[] = await all(readSubmission(files, options));
  const chunk = judge(plan, readings, context, bounds);
  const set = judgeKeys(plan, chunk.keys, context);
  return conclude(plan, wholeOf(plan, [chunk], [set], bounds), context, bounds);
}

export interface Cut {
  readonly partBytes: number;
  readonly partitions: number;
  /** How much one merge takes. */
  readonly merging?: { readonly partsMax: number; readonly groupsMax: number };
  /** How many records are compared in one go. */
  readonly comparedRecords?: number;
  /** Where the run keeps things; memory when absent. */
  readonly scratch?: Scratch;
  /** Who does the tasks; this thread, one after the other, when absent. */
  readonly crewFor?: (workshop: Workshop, planned: PlannedParts) => Crew;
}

/** What judging a submission in parts gave. */
export async function inParts(given: Given, cut: Cut): Promise<Ran & PlannedParts> {
  const { plan, context, mapping, bounds = {} } = given;
  const planned = await planParts(inputsOf(given), {
    partBytes: cut.partBytes,
    ...(mapping && { mapping }),
  });
  const workshop: Workshop = {
    plan,
    context,
    bounds,
    partitions: cut.partitions,
    scratch: cut.scratch ?? memoryScratch(),
    read: partReader({ ...planned, subject: plan.subject, ...(mapping && { mapping }) }),
  };
  const crew = cut.crewFor?.(workshop, planned) ?? inDisorder(workshop, 1);
  const { parts } = planned;
  const { merging, comparedRecords } = cut;
  const sizes = {
    ...(merging && { merging }),
    ...(comparedRecords !== undefined && { comparedRecords }),
  };
  return { ...(await runParts({ workshop, parts, crew, ...sizes })), ...planned };
}

/**
 * A crew that does waiting tasks in an order drawn from a seed, several at once: what they answer
 * comes when it comes.
 */
export function inDisorder(workshop: Workshop, seed: number, size = 3): Crew {
  const waiting: (() => Promise<void>)[] = [];
  let [state, busy] = [seed >>> 0, 0];
  const draw = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const go = async (): Promise<void> => {
    if (busy >= size || waiting.length === 0) return;
    busy++;
    const [job] = waiting.splice(draw(waiting.length), 1);
    await job?.();
    busy--;
    void go();
  };
  return {
    size,
    do: (task) =>
      new Promise((done, failed) => {
        waiting.push(() => doTask(workshop, task).then(done, failed));
        // Later tasks are given before the first is begun.
        setImmediate(() => void go());
      }),
    end: async () => {},
  };
}
