import { GateError } from "../errors.ts";
import type { DeadLetters } from "../ports.ts";
import type { DeadLetter, DeadLetterId } from "./dead-letter.ts";

/** What names a dead letter. */
export const letterPattern = /^([0-9a-f]{40}|deployment)\.[0-9a-f]{16}$/;

/**
 * A dead letter that must be there.
 *
 * @throws {GateError} `not_found`.
 */
export async function letterAt(
  { letters }: { readonly letters: DeadLetters },
  id: DeadLetterId,
): Promise<DeadLetter> {
  const found = letterPattern.test(id) ? await letters.find(id) : undefined;
  if (found !== undefined) return found;
  throw new GateError("not_found", "there is no dead letter of this id");
}

/**
 * What a letter is of: its id says so.
 *
 * @throws {GateError} `not_found` when it is no such id.
 */
export function letterSubject(id: DeadLetterId): string {
  const [, subject] = letterPattern.exec(id) ?? [];
  if (subject !== undefined) return subject;
  throw new GateError("not_found", "there is no dead letter of this id");
}
