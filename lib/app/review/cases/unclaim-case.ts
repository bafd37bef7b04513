import type { Case, CaseId } from "../case.ts";
import type { Acted, OnVersion, ReviewPorts } from "../command.ts";
import { conflict } from "../conflict.ts";
import { changed } from "../effects.ts";
import { isSamePerson } from "../policy/person.ts";
import { nextViolationState } from "../policy/violation-states.ts";
import { actOnCase } from "./act-on-case.ts";

/** Gives a case back. */
export interface UnclaimCase extends OnVersion {
  readonly case: CaseId;
}

/**
 * Gives a case back to the queue: nobody has it then.
 *
 * @throws {GateError} `conflict` with reason `not_claimed` when the caller does not have it.
 */
export const unclaimCase = (ports: ReviewPorts, command: UnclaimCase): Promise<Acted> =>
  actOnCase(ports, command, { operation: "unclaim", said: {} }, ({ case: one }) => {
    const state = nextViolationState(one.state, "unclaimed");
    refuseNotHers(one, command);
    return {
      action: "case.unclaimed",
      facts: {},
      cases: [changed(one, { state, assignee: undefined, lease: undefined })],
    };
  });

function refuseNotHers({ assignee }: Case, { caller }: UnclaimCase): void {
  if (assignee !== undefined && isSamePerson(assignee, caller)) return;
  throw conflict("not_claimed", "you do not have this case: there is nothing to give back");
}
