import type { CaseId } from "./case.ts";
import type { Acted, OnVersion, ReviewPorts } from "./command.ts";

/** Gives a case back. */
export interface UnclaimCase extends OnVersion {
  readonly case: CaseId;
}

/** Gives a case back to the queue. */
export async function unclaimCase(_ports: ReviewPorts, _command: UnclaimCase): Promise<Acted> {
  throw new Error("unclaimCase follows");
}
