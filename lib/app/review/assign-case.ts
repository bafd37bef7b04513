import type { Actor } from "../caller.ts";
import type { CaseId } from "./case.ts";
import type { Acted, OnVersion, ReviewPorts } from "./command.ts";

/** To whom a case goes, by the organisation's own number of the person. */
export type Assignee = Pick<Actor, "principal" | "person" | "department">;

/** Gives a case to somebody. */
export interface AssignCase extends OnVersion {
  readonly case: CaseId;
  readonly assignee: Assignee;
}

/** Assigns a waiting case to a person. */
export async function assignCase(_ports: ReviewPorts, _command: AssignCase): Promise<Acted> {
  throw new Error("assignCase follows");
}
