import type { CaseId, Decision, Reason } from "./case.ts";
import type { Acted, OnVersion, ReviewPorts } from "./command.ts";

/** An analyst's draft of a decision. */
export interface Propose extends OnVersion {
  readonly case: CaseId;
  readonly decision: Decision;
  readonly reason: Reason;
}

/** Keeps a draft of a decision with its case: it decides nothing. */
export async function propose(_ports: ReviewPorts, _command: Propose): Promise<Acted> {
  throw new Error("propose follows");
}
