import { actorOf } from "../../caller.ts";
import { admitAnswers } from "../attest/answers.ts";
import type { Answers, CaseId, Decision, Reason } from "../case.ts";
import type { Acted, OnVersion, ReviewPorts } from "../command.ts";
import { changed } from "../effects.ts";
import { nextViolationState } from "../policy/violation-states.ts";
import { admitDecision, admitReason } from "../written.ts";
import { actOnCase } from "./act-on-case.ts";

/** An analyst's draft of a decision. */
export interface Propose extends OnVersion {
  readonly case: CaseId;
  readonly decision: Decision;
  /** Of `attest`: nothing is judged by them yet. */
  readonly answers?: Answers;
  readonly reason: Reason;
}

/** Keeps a draft of a decision with its case, in place of an earlier one: it decides nothing. */
export async function propose(ports: ReviewPorts, command: Propose): Promise<Acted> {
  const decision = admitDecision(command.decision);
  const answers = admitAnswers(decision, command.answers);
  const reason = admitReason(command.reason);
  const said = { decision, ...(answers && { answers }), reason: { ...reason } };
  const action = { operation: "propose", said } as const;
  return actOnCase(ports, command, action, ({ case: one, at }) => ({
    action: "decision.proposed",
    reason,
    facts: { decision, ...(answers && { answers }) },
    cases: [
      changed(one, {
        state: nextViolationState(one.state, "proposed"),
        proposal: {
          at,
          by: actorOf(command.caller),
          decision,
          ...(answers && { answers }),
          reason,
        },
      }),
    ],
  }));
}
