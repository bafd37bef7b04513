import { GateError } from "../errors.ts";
import { provenByAnswers } from "../review/attest/prove-answers.ts";
import { wholeOf } from "../review/cases/case-part.ts";
import type { ReviewPorts } from "../review/command.ts";
import type { SubmissionId } from "../submission-id.ts";
import type { Difference } from "./difference.ts";

/**
 * Judges once more by the answers that cases were attested by, and tells those whose rule does not pass
 * with them: the gate would never have let them through. What is not kept any more for that is told by
 * the replay of the verdict.
 *
 * @throws {GateError} `unavailable` when something cannot be read.
 */
export async function answersAgain(
  ports: ReviewPorts,
  id: SubmissionId,
): Promise<readonly Difference[]> {
  const submission = await ports.submissions.find(id);
  if (submission === undefined) return [];
  const found: Difference[] = [];
  for (const one of await ports.cases.of(id)) {
    if (one.state !== "attested") continue;
    try {
      const part = wholeOf(one);
      await provenByAnswers(ports, { case: one, submission, part }, one.decision?.answers ?? {});
    } catch (error) {
      if (!(error instanceof GateError)) throw error;
      const isOfStore = error.code === "unavailable" && !error.reason?.startsWith("evidence_");
      if (isOfStore) throw error;
      const isOtherwise = error.code === "invalid" || error.reason === "answers_do_not_clear";
      if (isOtherwise) found.push({ of: "documents", at: `cases/${one.id}/decision`, message });
    }
  }
  return found;
}

const message = "with the answers that it was attested by its rule does not pass";
