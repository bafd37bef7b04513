import { actorOf, type Caller } from "../../caller.ts";
import { GateError } from "../../errors.ts";
import type { JudgedSubmission } from "../../keep.ts";
import { closingParcel, type Parcel } from "../../message.ts";
import type { Audits, Clock, Objects, Salts, Submissions } from "../../ports.ts";
import { keepRefusal } from "../act.ts";
import { conflict } from "../conflict.ts";
import { isSameDepartment } from "../policy/person.ts";
import { isAuthor } from "../policy/separation.ts";
import { submissionStateAfter } from "../policy/submission-states.ts";
import type { Submission } from "../submission.ts";
import { refuseSentAgain, type SentRecords } from "./sent-again.ts";

/** What a correction does to the submission it corrects, stored with the correction itself. */
export interface Correction {
  /** As it was read. */
  readonly earlier: Submission;
  /** At its new version. */
  readonly superseded: Submission;
  readonly outbox: readonly Parcel[];
}

export interface CorrectionPorts {
  readonly audits: Audits;
  readonly submissions: Submissions;
  readonly clock: Clock;
  readonly salts: Salts;
  /** Where the lists of runs lie: asked for only where a part of one went out. */
  readonly objects?: Objects;
}

/**
 * The submission that a judged one says it corrects, superseded; undefined where it says nothing.
 * Each is corrected once, by what comes after it, so that corrections make a chain and no circle.
 *
 * @throws {GateError} `invalid` when there is no such submission at this gate, or with reason
 * `already_released` when a record of it went out and is sent again; `forbidden` when the
 * caller did not send it nor is of its sender's department (kept as a refused attempt), `conflict`
 * with reason `superseded` or `submission_ended` when it cannot be corrected any more.
 */
export async function correctionOf(
  ports: CorrectionPorts,
  judged: JudgedSubmission,
  caller: Caller,
  sent: SentRecords,
): Promise<Correction | undefined> {
  const { context, filled, gate, receivedAt } = judged;
  const id = context.submission?.["supersedes"];
  if (id === undefined || id === null) return undefined;
  const earlier = await ports.submissions.find(String(id));
  if (earlier === undefined || earlier.gate !== gate.name) throw notHere();
  await refuseStranger(ports, earlier, caller);
  const state = submissionStateAfter(earlier.state, "superseded");
  if (state === undefined || earlier.supersededBy !== undefined) throw ended(earlier);
  await refuseSentAgain(ports, earlier, judged.plan, sent);
  const superseded: Submission = {
    ...earlier,
    version: earlier.version + 1,
    state,
    supersededBy: filled.submission_id,
  };
  // The end of what was rejected has been told, and ended its cases.
  if (earlier.state === "rejected") return { earlier, superseded, outbox: [] };
  const closing = closingParcel({
    submission: earlier.id,
    gate: earlier.gate,
    because: "superseded",
    supersededBy: filled.submission_id,
    at: receivedAt,
  });
  return { earlier, superseded, outbox: [closing] };
}

const notHere = (): GateError =>
  new GateError("invalid", "the submission that this one corrects is not at this gate", {
    mistakes: [{ pointer: "/supersedes", message: "there is no such submission at this gate" }],
  });

function ended({ state, supersededBy }: Submission): GateError {
  if (supersededBy !== undefined)
    return conflict(
      "superseded",
      "the submission that this one corrects has been corrected: correct the latest one",
    );
  return conflict(
    "submission_ended",
    `the submission that this one corrects is ${state}: send this one without 'supersedes'`,
  );
}

async function refuseStranger(
  ports: CorrectionPorts,
  earlier: Submission,
  caller: Caller,
): Promise<void> {
  if (isAuthor(earlier, caller) || isSameDepartment(caller.department, earlier.department)) return;
  const refusal = new GateError(
    "forbidden",
    "only its sender or her department corrects a submission",
    { reason: "not_own_submission" },
  );
  await keepRefusal(ports, actorOf(caller), {
    tenant: caller.tenant,
    operation: "submit",
    submission: earlier.id,
    refusal,
  });
  throw refusal;
}
