import type { ApprovalId } from "./approval.ts";
import type { Acted, Commanded, ReviewPorts } from "./command.ts";

/** The second person's consent. */
export interface Approve extends Commanded {
  readonly approval: ApprovalId;
  /** The binding that she saw: she approves this and nothing else. */
  readonly binding: string;
  readonly note?: string;
}

/** Approves what was asked for, and does it, in one transaction. */
export async function approve(_ports: ReviewPorts, _command: Approve): Promise<Acted> {
  throw new Error("approve follows");
}
