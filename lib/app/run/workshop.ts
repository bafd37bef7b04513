import type { Context } from "../../core/context.ts";
import type { Bounds } from "../../core/gather.ts";
import type { Plan } from "../../core/plan.ts";
import type { ReferenceRows } from "../../core/subject.ts";
import type { PartGroup } from "./groups.ts";
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
  /** Keeps a line of every record, whether or not it is passed. */
  readonly records?: RecordKeeping;
  /** Where rows of tables must be fetched before they can be read. */
  readonly rows?: AwaitedRows;
  /**
   * Asked before what was judged is written down, since a run that is taken up again trusts it.
   *
   * @throws {GateError} `unavailable` when a table could not be read meanwhile.
   */
  readonly settle?: () => void;
  /** Told how many records were judged since it was told last. */
  readonly onRecords?: (count: number) => void;
}

/** What is kept of every record beside its verdict: see `RecordLine`. */
export interface RecordKeeping {
  /** What tells customers apart in what is left behind, and tells nobody who they are. */
  readonly salt: string;
}

/**
 * Rows that are not at hand when they are looked for. Judging goes on without them, what it gives is
 * thrown away, and it judges again once they are there.
 */
export interface AwaitedRows {
  /** Begins a piece of work: what was looked for before it is no longer wanted for its own sake. */
  begin(): void;
  /**
   * What is at hand now: another source after each fetch. Whoever reads one may remember what it gave,
   * and must not when more is there.
   */
  now(): ReferenceRows;
  /**
   * Fetches what was looked for since and was not there. True where there was any: then the work must
   * be done again.
   *
   * @throws {GateError} `unavailable` when it cannot be read.
   */
  fetched(): Promise<boolean>;
  /** What was read, each once; asked when all work of a task is done. */
  read(): Iterable<RowsRead>;
}

/** The rows under one key of a table, as far as it matters that they were read. */
export interface RowsRead {
  readonly table: string;
  readonly key: string;
  readonly rows: number;
  /** Over table, key and rows: hex. */
  readonly digest: string;
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
      /** The first ones judge the rosters. */
      readonly rosterPartitions: number;
      readonly parts: number;
      /** The numbers of the parts that have such records. */
      readonly collected: readonly number[];
      /** What it holds is written down by these. */
      readonly groups: readonly PartGroup[];
    }
  /** Brings together what was found in a group of parts, and a share of what partitions found. */
  | MergeParts
  /** Brings together what was brought together. */
  | MergeGroups;

export interface MergeParts {
  readonly do: "merge";
  readonly level: 0;
  readonly group: number;
  readonly firstPart: number;
  /** For each part, the line ends before it that its own lines are counted on from. */
  readonly linesBefore: readonly number[];
  /** Records and unreadable pieces in the parts before. */
  readonly recordsBefore: number;
  /** All parts of the run. */
  readonly parts: number;
  /** How many partitions were settled, and compared; 0 where none. */
  readonly settled: number;
  readonly compared: number;
  /** All groups: this one takes its share of the partitions. */
  readonly groups: number;
}

export interface MergeGroups {
  readonly do: "merge";
  readonly level: number;
  readonly group: number;
  /** Of the level below. */
  readonly first: number;
  readonly count: number;
}

/** What a task answers: nothing, since what it found goes to the scratch under this name. */
export function fileOf(task: Pick<Task, "do"> & Partial<TaskNumbers>): string {
  const { part, partition = 0, level = 0, group = 0 } = task;
  switch (task.do) {
    case "judge":
      return fileNames.judged(part?.number ?? 0);
    case "settle":
      return fileNames.settled(partition);
    case "collect":
      return fileNames.collected(part?.number ?? 0);
    case "compare":
      return fileNames.compared(partition);
    case "merge":
      return fileNames.merged(level, group);
  }
}

interface TaskNumbers {
  readonly part: Part;
  readonly partition: number;
  readonly level: number;
  readonly group: number;
}

/** The names of a run's files. */
export const fileNames = {
  judged: (part: number): string => `judged-${part}`,
  settled: (partition: number): string => `settled-${partition}`,
  collected: (part: number): string => `collected-${part}`,
  compared: (partition: number): string => `compared-${partition}`,
  merged: (level: number, group: number): string => `merged-${level}-${group}`,
  /** All that is not passed in a group of parts, and each record where these are kept. */
  lists: (group: number): string => `lists-${group}`,
} as const;
