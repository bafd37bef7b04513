import type { JsonObject } from "../../core/expression/value.ts";
import type { Counts, Report } from "../../core/report.ts";
import type { Verdict } from "../../core/severity.ts";
import type { CsvCuts } from "../../subjects/readers/csv-cuts.ts";
import type { Format } from "../../subjects/readers/format.ts";
import type { Filled } from "../envelope.ts";
import type { HistoryRead } from "../history/read-history.ts";
import type { Objects, Plans, ReferenceTables } from "../ports.ts";
import type { Exposure } from "../review/submission.ts";
import type { PartGroup } from "../run/groups.ts";
import type { Part } from "../run/part.ts";
import type { RecordLine } from "../run/record-lines.ts";
import type { Scratch } from "../run/scratch.ts";
import type { RunId } from "./run.ts";
import type { RunSizes } from "./run-sizes.ts";

/** What the steps of judging a large run work with: they read and write objects, and nothing else. */
export interface RunWorkPorts {
  readonly objects: Objects;
  readonly plans: Plans;
  readonly references: ReferenceTables;
  /** A private place on this machine for one task: see `WorkFolder`. */
  workFolder(id: RunId): WorkFolder;
  /** How large the pieces are; `sizesFor` when absent. */
  readonly sizes?: (totalBytes: number) => RunSizes;
}

/** Where one task keeps what it has fetched and what it has not sent yet. */
export interface WorkFolder {
  readonly scratch: Scratch;
  /** Takes all of it away; idempotent. */
  remove(): void;
}

/**
 * The phases between which all tasks of one must be done before the next is arranged: `judge`,
 * `settle`, `collect`, `compare` once each, in this order; then `merge` again and again, until there
 * is no task left.
 */
export const runPhases = ["judge", "settle", "collect", "compare", "merge"] as const;
export type Phase = (typeof runPhases)[number];

/** One thing to be done that needs no other task of its phase: plain JSON of some hundred bytes. */
export type RunTask =
  | { readonly do: "judge"; readonly part: Part }
  | { readonly do: "settle"; readonly partition: number }
  /** `startLine` is told, since a part of lines may not know it. */
  | { readonly do: "collect"; readonly part: Part; readonly startLine: number }
  | { readonly do: "compare"; readonly partition: number; readonly partitions: number }
  /** Level 0 merges a group of parts, each further one a group of groups. */
  | { readonly do: "merge"; readonly level: number; readonly group: number };

/** What a task answers: how many records it looked at, for the eye. What it found are objects. */
export interface RunTaskDone {
  readonly do: Phase;
  /** False where another was first, whose result stands. */
  readonly isNew: boolean;
}

/** What the next tasks are. */
export interface Arranged {
  readonly phase: Phase;
  /** 0: there is nothing to be done, and no list. */
  readonly tasks: number;
  /** The object with the tasks: one JSON array of `RunTask`. */
  readonly list: string;
}

/** How far cutting is. A large CSV file takes several calls, since it is gone through once. */
export interface SplitRun {
  /** 0 as long as there is more to be done. */
  readonly parts: number;
  /** Whether `splitRun` is to be called again. */
  readonly more: boolean;
}

/**
 * All that a task needs to know beside the bytes of its part: `work/plan.json`, written once, when
 * the run is cut. Plain JSON of some 100 kB at most.
 */
export interface RunPlan {
  readonly schema: "holdpoint/run-plan/1";
  readonly id: RunId;
  readonly gate: string;
  readonly revision: string;
  readonly gateVersion: string;
  /** RFC 3339. */
  readonly businessAt: string;
  /** The header of the envelope, with what the gate fills in. */
  readonly header: JsonObject;
  readonly filled: Filled;
  readonly inputs: readonly RunInput[];
  readonly mapping?: string;
  /** Fields that the format cannot supply; whether places are told by XPath. */
  readonly unsupplied: readonly string[];
  readonly locatesEInvoices: boolean;
  /** The payload's digest, hex. */
  readonly seed: string;
  /** Tables that were loaded when the run was cut: those alone are looked into. */
  readonly loaded: readonly string[];
  /** The earlier runs it is compared with, as they stood when it was cut: their figures lie apart. */
  readonly history?: Pick<HistoryRead, "read" | "digest">;
  /** How many parts there are; they stand in `work/parts.json`. */
  readonly parts: number;
  /** Partitions of the keys in the first pass: a power of two. */
  readonly partitions: number;
  /** Records that one partition of the third pass compares, as far as keys allow it. */
  readonly comparedRecords: number;
  /** The first part of each group that is merged first, and where in the submission it begins. */
  readonly groups: readonly PartGroup[];
  /** Groups that are merged in one go. */
  readonly groupGroups: number;
}

/** An uploaded file as its parts are read. */
export interface RunInput {
  readonly object: string;
  /** As the sender calls it. */
  readonly name: string;
  readonly sizeBytes: number;
  /** Of the object, as cutting found it; absent where the storage tells none, and before an upgrade. */
  readonly version?: string;
  readonly format?: Format;
  readonly csv?: Pick<CsvCuts, "columns" | "dialect">;
}

/** What came of a run, for its entry: bounded, whatever its size. */
export interface ConcludedRun {
  readonly plan: RunPlan;
  /** With lists of bounded length. */
  readonly report: Report;
  readonly verdict: Verdict;
  readonly counts: Counts;
  readonly payload: { readonly sizeBytes: number };
  readonly references: readonly TableRead[];
  readonly records: RunRecords;
  /** Every record that is not passed, and every unreadable piece, in order: NDJSON. */
  readonly notPassed: { readonly count: number; readonly lists: readonly string[] };
  /** What the violations of each rule that holds or blocks put at risk, by rule: never too little. */
  readonly exposures: Readonly<Record<string, Exposure>>;
}

/** What was read of one table by the whole run, whatever way it was cut. */
export interface TableRead {
  readonly table: string;
  readonly loaded: boolean;
  /** Different keys that were looked for, and the rows that they had. */
  readonly keys: number;
  readonly rows: number;
  /** The sum, modulo 2^256, of the SHA-256 of each different key with its rows: hex. Unsalted. */
  readonly digest: string;
}

/** Every record of a run and every unreadable piece, in order of position. */
export interface RunRecords {
  readonly count: number;
  /** The Merkle root (RFC 9162) over the canonical JSON of each line: hex. */
  readonly root: string;
  /** The same over the records' digests alone, as bytes: what passes prove records by. Hex. */
  readonly digestsRoot: string;
  /** NDJSON objects, each line a `RunRecord`. */
  readonly lists: readonly string[];
}

/**
 * A line of the list of records: without a key where it could not be read. Names customers: it lies
 * with the payload, and goes with it.
 */
export interface RunRecord extends RecordLine {
  readonly verdict: Verdict | "unreadable";
}
