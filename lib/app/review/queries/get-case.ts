import type { Caller } from "../../caller.ts";
import { askedOfCase } from "../attest/asked-of-case.ts";
import type { CaseId } from "../case.ts";
import type { ReviewPorts } from "../command.ts";
import { caseAt, gateAt, judgingGate, submissionAt } from "../find-documents.ts";
import { calendarOf } from "../policy/business-hours.ts";
import type { Submission } from "../submission.ts";
import { admitReader } from "./admit-reader.ts";
import { type CaseView, caseViewOf, type Looking } from "./case-view.ts";

/** What somebody asks about one case. */
export interface OfCase {
  readonly caller: Caller;
  readonly case: CaseId;
}

/**
 * A case, whole, with the facts that answers to would decide it.
 *
 * @throws {GateError} `not_found`, `forbidden`.
 */
export async function getCase(ports: ReviewPorts, { caller, case: id }: OfCase): Promise<CaseView> {
  const one = await caseAt(ports, id);
  const submission = await submissionAt(ports, one.submission);
  const at = ports.clock.now();
  await admitReader(ports, { caller, operation: "read-cases", submission, at });
  const looking = await lookingAt(ports, submission, at);
  const asked = await askedOfCase(ports, one, submission, looking.plan);
  return { ...caseViewOf(one, looking), ...asked };
}

/** Deadlines by the gate as it is now, texts by the rules that judged. */
export async function lookingAt(
  ports: ReviewPorts,
  submission: Submission,
  at: string,
): Promise<Looking> {
  const { gate } = await gateAt(ports, submission.gate, at);
  const { plan } = await judgingGate(ports, submission);
  return { gate, plan, calendar: await calendarOf(ports.references, gate), at };
}
