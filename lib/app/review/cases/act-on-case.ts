import type { JsonObject } from "../../../core/expression/value.ts";
import type { Gate } from "../../gate.ts";
import { act, type Moment, type Step } from "../act.ts";
import type { Case, CaseId } from "../case.ts";
import type { Acted, OnVersion, ReviewPorts } from "../command.ts";
import { conflict } from "../conflict.ts";
import { admitVersion, caseAt, gateAt, submissionAt, submissionIn } from "../find-documents.ts";
import type { Operation } from "../operation.ts";
import { type Admission, admit } from "../policy/separation.ts";
import type { Submission } from "../submission.ts";
import { isReviewed } from "../submission.ts";

/** A case with what it stands in, as it was read. */
export interface ReadCase extends Moment {
  readonly case: Case;
  readonly submission: Submission;
  readonly gate: Gate;
}

type OnCase = OnVersion & { readonly case: CaseId };

/** What a command on a case says, and who may say it. */
export interface CaseAction {
  readonly operation: Operation;
  readonly said: JsonObject;
  /** What else its admission depends on. */
  readonly admission?: Pick<Admission, "assignee" | "decision">;
}

/**
 * Acts on one waiting case: reads it, admits the caller and hands over. The submission is only
 * looked at: when it ends meanwhile, the message of its end ends the case, whoever has it.
 *
 * @throws {GateError} what `act` and `admit` throw; `not_found`; `conflict` with reason
 * `submission_ended` when nothing of the submission is held.
 */
export async function actOnCase(
  ports: ReviewPorts,
  command: OnCase,
  { operation, said, admission }: CaseAction,
  step: (read: ReadCase) => Omit<Step, "gate" | "case">,
): Promise<Acted> {
  const { case: id, caller, version } = command;
  const submission = submissionIn(id, "case");
  return act(ports, command, {
    operation,
    submission,
    on: { case: id },
    said,
    step: async (moment) => {
      const read = await readCase(ports, id, moment);
      admit({ caller, operation, ...read, ...admission, now: moment.at });
      admitVersion(read.case, version);
      refuseEnded(read.submission);
      return { gate: read.gate.name, case: id, ...step(read) };
    },
  });
}

/**
 * A case with its submission and its gate as they stand.
 *
 * @throws {GateError} `not_found`, `unavailable`.
 */
export async function readCase(ports: ReviewPorts, id: CaseId, moment: Moment): Promise<ReadCase> {
  const found = await caseAt(ports, id);
  const submission = await submissionAt(ports, found.submission);
  const { gate } = await gateAt(ports, found.gate, moment.at);
  return { ...moment, case: found, submission, gate };
}

/** @throws {GateError} `conflict` when nothing of it is held any more. */
export function refuseEnded({ state }: Submission): void {
  if (isReviewed(state)) return;
  throw conflict(
    "submission_ended",
    `the submission is ${state}: nothing of it is reviewed any more`,
  );
}
