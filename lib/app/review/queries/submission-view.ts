import { type Submission, waitingOf } from "../submission.ts";

/** A submission as people and programs see it. */
export interface SubmissionView extends Submission {
  /** Violations for which nothing has been decided, those of cases not yet opened among them. */
  readonly waiting: number;
}

export const submissionViewOf = (submission: Submission): SubmissionView => ({
  ...submission,
  waiting: waitingOf(submission),
});
