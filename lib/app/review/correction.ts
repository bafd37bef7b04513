import { GateError } from "../errors.ts";
import type { Judged } from "../keep.ts";
import { closingParcel, type Parcel } from "../message.ts";
import type { Submissions } from "../ports.ts";
import type { Submission } from "./submission.ts";

/** What a correction does to the submission it corrects, stored with the correction itself. */
export interface Correction {
  /** As it was read. */
  readonly earlier: Submission;
  /** At its new version. */
  readonly superseded: Submission;
  readonly outbox: readonly Parcel[];
}

const ended = ["released_auto", "released", "withdrawn", "superseded", "expired"];

/**
 * The submission that a judged one says it corrects, superseded; undefined where it says nothing.
 *
 * @throws {GateError} `invalid` when there is no such submission at this gate, `forbidden` when the
 * caller did not send it nor is of its sender's department, `conflict` when it has ended.
 */
export async function correctionOf(
  { submissions }: { readonly submissions: Submissions },
  { context, by, filled, gate, receivedAt }: Judged,
): Promise<Correction | undefined> {
  const id = context.submission?.["supersedes"];
  if (id === undefined || id === null) return undefined;
  const earlier = await submissions.find(String(id));
  if (earlier === undefined || earlier.gate !== gate.name)
    throw new GateError("invalid", "the submission that this one corrects is not at this gate", {
      mistakes: [{ pointer: "/supersedes", message: "there is no such submission at this gate" }],
    });
  const isOwn =
    earlier.submittedBy.principal === by.principal ||
    (by.department !== undefined && by.department === earlier.department);
  if (!isOwn)
    throw new GateError("forbidden", "only its sender or her department corrects a submission", {
      reason: "not_the_sender",
    });
  if (ended.includes(earlier.state))
    throw new GateError(
      "conflict",
      `the submission that this one corrects is ${earlier.state}: send this one without 'supersedes'`,
      { reason: "submission_ended" },
    );
  const superseded: Submission = {
    ...earlier,
    version: earlier.version + 1,
    state: earlier.state === "rejected" ? "rejected" : "superseded",
    supersededBy: filled.submission_id,
  };
  const closing = closingParcel({
    submission: earlier.id,
    gate: earlier.gate,
    because: "superseded",
    supersededBy: filled.submission_id,
    at: receivedAt,
  });
  return { earlier, superseded, outbox: [closing] };
}
