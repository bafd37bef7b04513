import type { RunId } from "./run.ts";

/** What can be read of a judged run beside its report: lists of one JSON value a line. */
export const resultLists = ["records", "not-passed", "manifest"] as const;
export type ResultList = (typeof resultLists)[number];

/** Those that judging writes. */
export type GroupList = Exclude<ResultList, "manifest">;

/** The names of all that lies in storage of one run: the one place that makes them. */
export const runObjects = {
  /** All of it begins so but for what the steps leave to each other. */
  all: (id: RunId): string => `runs/${id}/`,
  /** What was uploaded of a file, by its number from 0. */
  file: (id: RunId, number: number): string => `runs/${id}/files/${number}`,
  /** What names the upload of a file while it goes on. */
  upload: (id: RunId, number: number): string => `runs/${id}/uploads/${number}.json`,
  uploads: (id: RunId): string => `runs/${id}/uploads/`,
  /** The list of files with their pieces, by its own digest. */
  manifest: (id: RunId, digest: string): string => `runs/${id}/manifests/${digest}.json`,
  /**
   * What the steps leave to each other: it may go some days after the run has ended. A bucket's
   * lifecycle knows objects by how their names begin, so that it lies apart.
   */
  work: (id: RunId, name: string): string => `work/${id}/${name}`,
  works: (id: RunId): string => `work/${id}/`,
  /** What a group of parts has of a list: groups follow each other in the order of their numbers. */
  groupList: (id: RunId, list: GroupList, group: number): string =>
    `runs/${id}/results/${list}/${`${group}`.padStart(6, "0")}.ndjson`,
  /** Where the lists of results lie: a `RunIndex`. */
  index: (id: RunId): string => `runs/${id}/results/index.json`,
} as const;

/** The names of the objects that each list is made of, in their order, and what proves it. */
export interface RunIndex {
  readonly schema: "holdpoint/run-index/1";
  readonly records: {
    readonly count: number;
    /** See `RunRecords`. */
    readonly root: string;
    readonly digestsRoot: string;
    readonly lists: readonly string[];
  };
  readonly notPassed: { readonly count: number; readonly lists: readonly string[] };
}
