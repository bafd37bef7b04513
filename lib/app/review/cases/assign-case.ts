import type { Actor } from "../../caller.ts";
import type { CaseId } from "../case.ts";
import type { Acted, OnVersion, ReviewPorts } from "../command.ts";
import { changed } from "../effects.ts";
import { nextViolationState } from "../policy/violation-states.ts";
import { admitText } from "../written.ts";
import { actOnCase } from "./act-on-case.ts";

/** To whom a case goes, by the organisation's own number of the person. */
export type Assignee = Pick<Actor, "principal" | "person" | "department">;

/** Gives a case to somebody. */
export interface AssignCase extends OnVersion {
  readonly case: CaseId;
  readonly assignee: Assignee;
}

/**
 * Assigns a waiting case to a person, who may work on it; it leases it to nobody.
 *
 * @throws {GateError} `forbidden` with reason `leased` while somebody else works on it, and with
 * `author_decides` when the assignee made what is reviewed.
 */
export async function assignCase(ports: ReviewPorts, command: AssignCase): Promise<Acted> {
  const assignee = admitAssignee(command.assignee);
  const action = { operation: "assign", said: { assignee }, admission: { assignee } } as const;
  return actOnCase(ports, command, action, ({ case: one }) => ({
    action: "case.assigned",
    facts: {},
    cases: [
      changed(one, {
        state: nextViolationState(one.state, "assigned"),
        assignee: { ...assignee, roles: [] },
        lease: undefined,
      }),
    ],
  }));
}

const nameMax = 200;

function admitAssignee({ principal, person, department }: Assignee) {
  const admitted = (name: string, text: string): string =>
    admitText(text, { pointer: `/assignee/${name}`, max: nameMax });
  return {
    principal: admitted("principal", principal),
    person: admitted("person", person),
    ...(department !== undefined && { department: admitted("department", department) }),
  };
}
