import type { SubmissionId } from "../submission-id.ts";
import type { Acted, OnVersion, ReviewPorts } from "./command.ts";

/** The sender takes a submission back. */
export interface Withdraw extends OnVersion {
  readonly submission: SubmissionId;
  /** Why: 1 to 2,000 characters. */
  readonly text: string;
}

/** Withdraws a held submission; a message ends its cases. */
export async function withdraw(_ports: ReviewPorts, _command: Withdraw): Promise<Acted> {
  throw new Error("withdraw follows");
}
