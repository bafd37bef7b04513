import { actorOf } from "../../caller.ts";
import { GateError } from "../../errors.ts";
import type { Case, CaseId, Question, ViolationState } from "../case.ts";
import type { Acted, Commanded, ReviewPorts } from "../command.ts";
import { conflict } from "../conflict.ts";
import { changed } from "../effects.ts";
import { nextViolationState } from "../policy/violation-states.ts";
import { admitText, questionTextMax } from "../written.ts";
import { actOnCase } from "./act-on-case.ts";

/** An answer to a question about a case. */
export interface AnswerQuestion extends Commanded {
  readonly case: CaseId;
  /** Its id. */
  readonly question: string;
  /** 1 to 1,000 characters. */
  readonly text: string;
}

/**
 * Answers an open question; with the last one the case goes back to whoever has it, or to the queue.
 *
 * @throws {GateError} `not_found` for a question that was not asked in this case; `conflict` with
 * reason `answered` when it has its answer, `case_decided` when nothing waits for it any more.
 */
export async function answerQuestion(ports: ReviewPorts, command: AnswerQuestion): Promise<Acted> {
  const text = admitText(command.text, { pointer: "/text", max: questionTextMax });
  const { question } = command;
  const action = { operation: "answer", said: { question, text } } as const;
  return actOnCase(ports, command, action, ({ case: one, at }) => {
    const asked = openQuestion(one, question);
    const answer = { at, by: actorOf(command.caller), text };
    const questions = one.questions.map((each) => (each === asked ? { ...each, answer } : each));
    return {
      action: "question.answered",
      facts: { question },
      cases: [changed(one, { state: stateWith(one, questions), questions })],
    };
  });
}

function openQuestion(one: Case, id: string): Question {
  const asked = one.questions.find((question) => question.id === id);
  if (asked === undefined)
    throw new GateError("not_found", "there is no question of this id in this case");
  if (asked.answer !== undefined) throw conflict("answered", "this question has been answered");
  return asked;
}

function stateWith({ state, assignee }: Case, questions: readonly Question[]): ViolationState {
  const next = nextViolationState(
    state,
    assignee === undefined ? "answered_unassigned" : "answered",
  );
  return questions.every(({ answer }) => answer !== undefined) ? next : state;
}
