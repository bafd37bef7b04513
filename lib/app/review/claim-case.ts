import type { CaseId } from "./case.ts";
import type { Acted, OnVersion, ReviewPorts } from "./command.ts";

/** Takes a case to work on it. */
export interface ClaimCase extends OnVersion {
  readonly case: CaseId;
}

/** Takes a waiting case, for as long as the gate leases it; claiming it again renews the lease. */
export async function claimCase(_ports: ReviewPorts, _command: ClaimCase): Promise<Acted> {
  throw new Error("claimCase follows");
}
