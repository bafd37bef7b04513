import type { SubmissionId } from "../submission-id.ts";
import type { Reason } from "./case.ts";
import type { Acted, OnVersion, ReviewPorts } from "./command.ts";

/** The clean records of a submission go out. */
export interface ReleasePartially extends OnVersion {
  readonly submission: SubmissionId;
  readonly reason: Reason;
}

/** Releases the records with which nothing is wrong any more; the others stay held. */
export async function releasePartially(
  _ports: ReviewPorts,
  _command: ReleasePartially,
): Promise<Acted> {
  throw new Error("releasePartially follows");
}
