import type { Context } from "../../core/context.ts";
import type { Bounds } from "../../core/gather.ts";
import type { Plan } from "../../core/plan.ts";
import type { Part, ReadPart } from "./part.ts";
import type { Scratch } from "./scratch.ts";

/** All that the tasks of one run work with, in whatever thread they are done. */
export interface Workshop {
  readonly plan: Plan;
  readonly context: Context;
  readonly read: ReadPart;
  readonly scratch: Scratch;
  readonly bounds: Bounds;
  /** Parts of the hash space in the first pass: a power of two. */
  readonly partitions: number;
  /**
   * Asked before what was judged is written down, since a run that is taken up again trusts it.
   *
   * @throws {GateError} `unavailable` when a table could not be read meanwhile.
   */
  readonly settle?: () => void;
  /** Told how many records were judged since it was told last. */
  readonly onRecords?: (count: number) => void;
}

/** One thing to be done that needs no other task of its kind: plain JSON. */
export type Task =
  /** Pass 1: judges a part alone. */
  | { readonly do: "judge"; readonly part: Part }
  /** Detection: tells in one partition of the keys which records must be looked at together. */
  | { readonly do: "settle"; readonly partition: number; readonly parts: number }
  /** Pass 2: reads the records of a part again that must be looked at together. */
  | {
      readonly do: "collect";
      readonly part: Part;
      readonly startLine: number;
      readonly partitions: number;
    }
  /** Pass 3: looks at the records of one partition together. */
  | {
      readonly do: "compare";
      readonly partition: number;
      readonly partitions: number;
      readonly parts: number;
      /** The numbers of the parts that have such records. */
      readonly collected: readonly number[];
    };

/** What a task answers: small, since what is large goes to the scratch. */
export interface Done {
  /** `settle`: records that must be looked at together, and the numbers of their parts. */
  readonly wanted?: number;
  readonly wantedParts?: readonly number[];
}

/** The names of a run's files. */
export const fileNames = {
  judged: (part: number): string => `judged-${part}`,
  settled: (partition: number): string => `settled-${partition}`,
  collected: (part: number): string => `collected-${part}`,
  compared: (partition: number): string => `compared-${partition}`,
} as const;
