import type { ActionId } from "../audit-entry.ts";
import { sha256 } from "../digest.ts";
import type { SubmissionId } from "../submission-id.ts";

/** What stands in place of a submission where something is done that is of none. */
export const deployment = "deployment";

/**
 * The id of what a principal does to a submission under a key: the same three give the same id, so
 * that a retry finds what its first try wrote, and nobody meets the action of another.
 */
export const actionIdOf = (submission: SubmissionId, principal: string, key: string): ActionId =>
  idOf(submission, ["action", principal, key]);

/** The id of what the gate does because of a message or a deadline: once, however often it is told. */
export const causedIdOf = (submission: SubmissionId, ...cause: readonly string[]): ActionId =>
  idOf(submission, ["caused", ...cause]);

/** The id of a refused attempt: never the one under which the attempt would have been written. */
export const refusalIdOf = (submission: SubmissionId, salt: string): ActionId =>
  idOf(submission, ["refused", salt]);

const idOf = (submission: SubmissionId, parts: readonly string[]): ActionId =>
  `${submission}.${sha256(JSON.stringify(parts)).slice(0, 24)}`;
