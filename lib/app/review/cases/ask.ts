import { actorOf } from "../../caller.ts";
import { sha256 } from "../../digest.ts";
import type { Case, CaseId } from "../case.ts";
import type { Acted, OnVersion, ReviewPorts } from "../command.ts";
import { conflict } from "../conflict.ts";
import { changed } from "../effects.ts";
import { nextViolationState } from "../policy/violation-states.ts";
import { admitText, questionTextMax } from "../written.ts";
import { actOnCase } from "./act-on-case.ts";

/** A question to the sender. */
export interface Ask extends OnVersion {
  readonly case: CaseId;
  /** 1 to 1,000 characters. */
  readonly text: string;
}

/** Questions in one case. */
export const questionsMax = 20;

/**
 * Asks the sender; while the question is open the clock stands still, within bounds.
 *
 * @throws {GateError} `conflict` with reason `too_many_questions`.
 */
export async function ask(ports: ReviewPorts, command: Ask): Promise<Acted> {
  const text = admitText(command.text, { pointer: "/text", max: questionTextMax });
  const action = { operation: "ask", said: { text } } as const;
  return actOnCase(ports, command, action, ({ case: one, at, entry }) => {
    const state = nextViolationState(one.state, "asked");
    refuseMany(one);
    const id = sha256(entry).slice(0, 16);
    const question = { id, at, by: actorOf(command.caller), text };
    return {
      action: "question.asked",
      facts: { question: id },
      cases: [changed(one, { state, questions: [...one.questions, question] })],
    };
  });
}

function refuseMany({ questions }: Case): void {
  if (questions.length < questionsMax) return;
  throw conflict(
    "too_many_questions",
    `${questionsMax} questions have been asked in this case: decide, or return it`,
  );
}
