import type { CaseId, Decision, Reason } from "./case.ts";
import type { Acted, OnVersion, ReviewPorts } from "./command.ts";

/** A decision on violations of a case. */
export interface Decide extends OnVersion {
  readonly case: CaseId;
  readonly decision: Decision;
  readonly reason: Reason;
  /** Ordinals such as `0-41,57`, of the case; absent: all of it. */
  readonly violations?: string;
}

/** Decides on a case, or on some of its violations. Where two people are needed it asks for the second. */
export async function decide(_ports: ReviewPorts, _command: Decide): Promise<Acted> {
  throw new Error("decide follows");
}
