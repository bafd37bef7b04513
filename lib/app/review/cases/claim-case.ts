import { actorOf } from "../../caller.ts";
import { instantText, millisecondsOf } from "../../instant.ts";
import type { CaseId } from "../case.ts";
import type { Acted, OnVersion, ReviewPorts } from "../command.ts";
import { changed } from "../effects.ts";
import { nextViolationState } from "../policy/violation-states.ts";
import { actOnCase } from "./act-on-case.ts";

/** Takes a case to work on it. */
export interface ClaimCase extends OnVersion {
  readonly case: CaseId;
}

const minuteMs = 60_000;

/**
 * Takes a waiting case, for as long as the gate leases it; claiming it again renews the lease. Of any
 * number that claim at once, one has it.
 *
 * @throws {GateError} `forbidden` with reason `leased` while somebody else has it; `conflict` with
 * reason `case_decided` when nothing of it waits.
 */
export const claimCase = (ports: ReviewPorts, command: ClaimCase): Promise<Acted> =>
  actOnCase(ports, command, { operation: "claim", said: {} }, ({ case: one, gate, at }) => {
    const by = actorOf(command.caller);
    const until = instantText(millisecondsOf(at) + gate.deadlines.lease_minutes * minuteMs);
    const state = nextViolationState(one.state, "claimed");
    return {
      action: "case.claimed",
      facts: { until },
      cases: [changed(one, { state, assignee: by, lease: { by, until } })],
    };
  });
