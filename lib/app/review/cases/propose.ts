import { actorOf } from "../../caller.ts";
import type { CaseId, Decision, Reason } from "../case.ts";
import type { Acted, OnVersion, ReviewPorts } from "../command.ts";
import { changed } from "../effects.ts";
import { nextViolationState } from "../policy/violation-states.ts";
import { admitDecision, admitReason } from "../written.ts";
import { actOnCase } from "./act-on-case.ts";

/** An analyst's draft of a decision. */
export interface Propose extends OnVersion {
  readonly case: CaseId;
  readonly decision: Decision;
  readonly reason: Reason;
}

/** Keeps a draft of a decision with its case, in place of an earlier one: it decides nothing. */
export async function propose(ports: ReviewPorts, command: Propose): Promise<Acted> {
  const decision = admitDecision(command.decision);
  const reason = admitReason(command.reason);
  const action = { operation: "propose", said: { decision, reason: { ...reason } } } as const;
  return actOnCase(ports, command, action, ({ case: one, at }) => ({
    action: "decision.proposed",
    reason,
    facts: { decision },
    cases: [
      changed(one, {
        state: nextViolationState(one.state, "proposed"),
        proposal: { at, by: actorOf(command.caller), decision, reason },
      }),
    ],
  }));
}
