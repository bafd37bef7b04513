import type { ActionEntry } from "../audit-entry.ts";
import type { Caller } from "../caller.ts";
import type {
  Approvals,
  Audits,
  Cases,
  Clock,
  EarlierRuns,
  Objects,
  Passes,
  Plans,
  ReferenceTables,
  Salts,
  Seals,
  SigningKeys,
  Submissions,
} from "../ports.ts";
import type { PastReferences } from "../replay.ts";

/** What every command of the review brings along. */
export interface Commanded {
  readonly caller: Caller;
  /**
   * The caller's own key for this command, 1 to 128 visible ASCII characters: the same key and command
   * give the same answer. Absent: each call is a command of its own.
   */
  readonly idempotencyKey?: string;
}

/** A command on a document that must be at the version that the caller saw (`If-Match`). */
export interface OnVersion extends Commanded {
  /** Absent: whatever it is at. */
  readonly version?: number;
}

/** What review asks of the world. */
export interface ReviewPorts {
  readonly audits: Audits;
  readonly submissions: Submissions;
  readonly cases: Cases;
  readonly approvals: Approvals;
  readonly plans: Plans;
  readonly references: ReferenceTables;
  /** Absent where tables keep no versions: then what was judged is judged again with those of now. */
  readonly pastReferences?: PastReferences;
  readonly earlierRuns: EarlierRuns;
  readonly clock: Clock;
  readonly salts: Salts;
}

/** What release passes ask besides. */
export interface PassPorts extends ReviewPorts {
  readonly passes: Passes;
  readonly keys: SigningKeys;
  /** Where the lists of runs lie; without them there are no passes of runs. */
  readonly objects?: Objects;
  /** What the same keys signed besides. */
  readonly seals?: Pick<Seals, "last">;
}

/** What a command gave: the entry that was written for it, the same for each retry. */
export interface Acted {
  readonly entry: ActionEntry;
}
