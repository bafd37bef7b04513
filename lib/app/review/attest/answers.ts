import { GateError, type Mistake } from "../../errors.ts";
import type { Answers, Decision } from "../case.ts";

/** Facts that one decision answers. */
export const answersMax = 50;
/** What a fact may be called. */
export const factPattern = /^[A-Za-z_][A-Za-z0-9_]{0,99}$/;

/**
 * The answers of a decision as they are kept, by name: there where it is `attest`, and nowhere else.
 *
 * @throws {GateError} `invalid` with each place.
 */
export function admitAnswers(
  decision: Decision,
  answers: Answers | undefined,
): Answers | undefined {
  if (decision !== "attest") {
    if (answers === undefined) return undefined;
    throw refused([
      { pointer: "/answers", message: `'${decision}' answers nothing: leave it out` },
    ]);
  }
  const given = Object.entries(answers ?? {});
  if (given.length === 0 || given.length > answersMax)
    throw refused([
      { pointer: "/answers", message: `answer 1 to ${answersMax} facts, each true or false` },
    ]);
  const mistakes = given.flatMap(([fact, value]) => mistakeIn(fact, value));
  if (mistakes.length > 0) throw refused(mistakes);
  return Object.fromEntries(given.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function mistakeIn(fact: string, value: unknown): readonly Mistake[] {
  const pointer = answerPointer(fact);
  if (!factPattern.test(fact)) return [{ pointer, message: "is no name of a fact" }];
  return typeof value === "boolean" ? [] : [{ pointer, message: "must be true or false" }];
}

/** Where an answer stands in the command, as a JSON Pointer. */
export const answerPointer = (fact: string): string =>
  `/answers/${fact.replaceAll("~", "~0").replaceAll("/", "~1")}`;

/** Answers that cannot be taken, with all mistakes at once. */
export function refused(mistakes: readonly Mistake[]): GateError {
  const [first] = mistakes;
  const more = mistakes.length > 1 ? ` (and ${mistakes.length - 1} more)` : "";
  return new GateError("invalid", `${first?.pointer}: ${first?.message}${more}`, { mistakes });
}
