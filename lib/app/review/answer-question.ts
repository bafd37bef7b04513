import type { CaseId } from "./case.ts";
import type { Acted, Commanded, ReviewPorts } from "./command.ts";

/** An answer to a question about a case. */
export interface AnswerQuestion extends Commanded {
  readonly case: CaseId;
  /** Its id. */
  readonly question: string;
  /** 1 to 1,000 characters. */
  readonly text: string;
}

/** Answers an open question. */
export async function answerQuestion(
  _ports: ReviewPorts,
  _command: AnswerQuestion,
): Promise<Acted> {
  throw new Error("answerQuestion follows");
}
