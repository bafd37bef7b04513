import type { Actor } from "../caller.ts";
import type { SubmissionId } from "../submission-id.ts";

/** Where a large submission stands on its way to being judged. */
export const runStates = ["open", "judging", "judged", "failed", "cancelled", "expired"] as const;
export type RunState = (typeof runStates)[number];

/** The id of the submission that it becomes. */
export type RunId = SubmissionId;

/**
 * A submission that is too large for one request: opened, uploaded in pieces, judged in parts. Once
 * it is judged, its entry, report and standing are those of any submission, under the same id. Plain
 * JSON, some kilobytes.
 */
export interface LargeRun {
  readonly schema: "holdpoint/large-run/1";
  readonly id: RunId;
  /** From 1; each change adds 1 and is written only over the version before it. */
  readonly version: number;
  readonly tenant: string;
  readonly gate: string;
  readonly subject: string;
  readonly state: RunState;
  /** RFC 3339. */
  readonly openedAt: string;
  readonly openedBy: Actor;
  /**
   * RFC 3339: when it ends by itself. One that is open expires then; one that is being judged fails.
   */
  readonly expiresAt: string;
  /** The text of a mapping that reads its files (YAML); absent where records come as they are. */
  readonly mapping?: string;
  /** What was uploaded, once the upload is over. */
  readonly payload?: RunPayload;
  /** What it is judged by, fixed when judging began: a later attempt is judged by the same. */
  readonly judging?: RunJudging;
  /** Why the last attempt came to nothing. */
  readonly failure?: { readonly at: string; readonly code: string; readonly message: string };
}

/** All files of a large submission. Their pieces are told by its manifest: see `runObjects`. */
export interface RunPayload {
  /** In the order of their numbers: where each lies, `runObjects.file` says. */
  readonly files: readonly RunFile[];
  readonly sizeBytes: number;
  /** SHA-256 (hex) of the manifest: it stands for all bytes, as a body's does. No entry says it. */
  readonly digest: string;
}

/** One file of a large submission, as it lies in storage. */
export interface RunFile {
  /** As the sender calls it: places in the report name it. */
  readonly name: string;
  readonly sizeBytes: number;
}

/** What the manifest says of a file: its pieces in order, each verified by the storage. */
export interface ManifestFile extends RunFile {
  readonly pieces: readonly { readonly sizeBytes: number; readonly sha256: string }[];
}

export interface RunJudging {
  /** RFC 3339: the business instant and the receipt of the submission. */
  readonly receivedAt: string;
  readonly revision: string;
  readonly gateVersion: string;
  readonly engine: string;
  /** From 1; each resumption adds 1. */
  readonly attempt: number;
  /** RFC 3339: when this attempt began. */
  readonly attemptAt: string;
}

/** How far it is; told, and never decided by. */
export interface RunProgress {
  readonly phase: "waiting" | "splitting" | "judging" | "comparing" | "merging" | "done";
  readonly parts: { readonly all: number; readonly done: number };
  readonly records?: number;
}
