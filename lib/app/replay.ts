import type { Caller } from "./caller.ts";
import type { ReferenceTables } from "./ports.ts";
import type { PassPorts } from "./review/command.ts";
import type { SubmissionId } from "./submission-id.ts";

export interface ReplayPorts extends PassPorts {
  /** Absent where tables keep no versions: then the tables of now are read, and told so. */
  readonly pastReferences?: PastReferences;
}

/** Reference tables as they were. */
export interface PastReferences {
  /** The tables of a subject kind that held at an instant (RFC 3339). */
  at(subject: string, instant: string): Promise<ReferenceTables>;
}

/** Whether what is kept of a submission still says the same. */
export interface Replay {
  readonly submission: SubmissionId;
  /** `equal`: judged again, to the byte; `different`; `not_replayed`: something that it needs is gone. */
  readonly verdict: "equal" | "different" | "not_replayed";
  /** What could not be judged again, and why: `dossier_erased`, `revision_missing`, `other_engine`. */
  readonly missing: readonly { readonly reason: string; readonly message: string }[];
  readonly differences: readonly Difference[];
  /** Whether the entries explain where submission, cases, approvals and passes stand. */
  readonly trail: { readonly entries: number; readonly verdict: "explained" | "unexplained" };
}

/** Something that is kept and does not say what it must. */
export interface Difference {
  /** Which of the things that are kept: `payload`, `report`, `entry`, `references`, `plan`, `documents`. */
  readonly of: "payload" | "report" | "entry" | "references" | "plan" | "records" | "documents";
  /** JSON Pointer into it, the table's name, or `cases/{id}/state`. */
  readonly at: string;
  /** In words, with nothing of a person. */
  readonly message: string;
}

/**
 * Judges a submission again from what was kept of it, and tells every difference by its place. A
 * difference is an answer and never thrown.
 *
 * @throws {GateError} `not_found`, `forbidden`, `unavailable`.
 */
export async function replay(
  _ports: ReplayPorts,
  _query: { readonly caller: Caller; readonly submission: SubmissionId },
): Promise<Replay> {
  throw new Error("replay follows");
}
