import { GateError } from "../app/errors.ts";
import { didYouMean } from "../core/expression/check/suggest.ts";
import type { Subject } from "../core/subject.ts";
import { kindMeant } from "../subjects/envelope.ts";
import { subjectOf, subjects } from "../subjects/registry.ts";

/**
 * The subject of a kind.
 *
 * @throws {GateError} `not_found`, with the kinds there are.
 */
export function subjectNamed(kind: string): Subject {
  const subject = subjectOf(kind);
  if (subject) return subject;
  const kinds = Object.keys(subjects);
  const meant = kindMeant(kind);
  const hint = meant
    ? `, did you mean '${meant}'?`
    : didYouMean(kind, kinds) || `; there are ${kinds.join(", ")}`;
  throw new GateError("not_found", `there is no subject kind '${kind}'${hint}`);
}
