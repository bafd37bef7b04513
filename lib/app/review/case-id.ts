import { sha256 } from "../digest.ts";
import type { SubmissionId } from "../submission-id.ts";
import type { ApprovalId } from "./approval.ts";
import type { CaseId } from "./case.ts";

/** The case in which a rule's violations in a submission begin; a message that repeats opens the same. */
export const caseIdOf = (submission: SubmissionId, rule: string): CaseId =>
  idOf(submission, ["case", submission, rule]);

/** The case that is split from another at a version of it: the first, or a further one. */
export const splitIdOf = (
  parent: { readonly id: CaseId; readonly version: number; readonly submission: SubmissionId },
  index = 0,
): CaseId => idOf(parent.submission, ["split", parent.id, parent.version, index]);

/** The request for a second person that an action gives rise to. */
export const approvalIdOf = (submission: SubmissionId, entry: string): ApprovalId =>
  idOf(submission, ["approval", entry]);

const idOf = (submission: SubmissionId, parts: readonly unknown[]): string =>
  `${submission}.${sha256(JSON.stringify(parts)).slice(0, 16)}`;
