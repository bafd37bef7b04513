import type { Report } from "../core/report.ts";
import type { EarlierRun, RunFigures } from "./history/earlier-run.ts";
import type { LargeRun, RunPayload } from "./large-run/run.ts";
import type { DeadLetter } from "./letters/dead-letter.ts";
import type { Parcel } from "./message.ts";
import type { Pass } from "./pass/pass.ts";
import type { Approval } from "./review/approval.ts";
import type { Case } from "./review/case.ts";
import type { Submission } from "./review/submission.ts";

/** What an entry changes: documents at their new version, each over the version before it. */
export interface Changes {
  readonly dossier?: Dossier;
  readonly submissions?: readonly Submission[];
  readonly cases?: readonly Case[];
  readonly approvals?: readonly Approval[];
  readonly passes?: readonly Pass[];
  readonly runs?: readonly LargeRun[];
  readonly letters?: readonly DeadLetter[];
  /** What was counted of runs, for when they have gone out; written once. */
  readonly figures?: readonly RunFigures[];
  /**
   * Earlier runs that somebody loads. A submission that goes out as a whole becomes one by that alone:
   * see `earlierRunsIn`.
   */
  readonly earlierRuns?: readonly EarlierRun[];
  /** Documents that must still be as they were read, though nothing of them changes. */
  readonly unchanged?: readonly Unchanged[];
  readonly outbox?: readonly Parcel[];
}

export interface Unchanged {
  readonly of: "submission" | "case" | "approval" | "pass" | "run" | "letter";
  readonly id: string;
  readonly version: number;
}

/** What may be erased without touching the entry: all that names a person, and the salt. */
export interface Dossier {
  /** 32 bytes, hex: what the entry's digests were salted with. */
  readonly salt: string;
  /** The bytes as they were received; none where the submission came as a run. */
  readonly payload: Uint8Array;
  /** What a run uploaded, which lies in storage: see `runObjects`. */
  readonly run?: RunPayload;
  /** Unmasked. */
  readonly report: Report;
}
