import type { RunId } from "./run.ts";

/** The lists of results that a judged run leaves, each as objects of one JSON value a line. */
export const resultLists = ["held", "unreadable", "records"] as const;
export type ResultList = (typeof resultLists)[number];

/** The names of all that lies in storage of one run: the one place that makes them. */
export const runObjects = {
  /** All of it begins so. */
  all: (id: RunId): string => `runs/${id}/`,
  /** What was uploaded of a file, by its number from 0. */
  file: (id: RunId, number: number): string => `runs/${id}/files/${number}`,
  /** What names the upload of a file while it goes on. */
  upload: (id: RunId, number: number): string => `runs/${id}/uploads/${number}.json`,
  uploads: (id: RunId): string => `runs/${id}/uploads/`,
  /** The list of files with their pieces, by its own digest. */
  manifest: (id: RunId, digest: string): string => `runs/${id}/manifests/${digest}.json`,
  /** What the steps leave to each other: it may go some days after the run has ended. */
  work: (id: RunId, name: string): string => `runs/${id}/work/${name}`,
  works: (id: RunId): string => `runs/${id}/work/`,
  /** One object of a list of results; their names stand in the order of their lines. */
  result: (id: RunId, list: ResultList, name: string): string =>
    `runs/${id}/results/${list}/${name}`,
  results: (id: RunId, list: ResultList): string => `runs/${id}/results/${list}/`,
} as const;
