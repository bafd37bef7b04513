import type { Caller } from "../caller.ts";
import type { Clock, DeadLetters } from "../ports.ts";
import { admit } from "../review/policy/separation.ts";
import type { DeadLetterId } from "./dead-letter.ts";
import { letterAt } from "./find-letter.ts";
import { type LetterView, letterViewOf } from "./letter-view.ts";

/**
 * A dead letter with its body.
 *
 * @throws {GateError} `forbidden`, `not_found`.
 */
export async function getLetter(
  ports: { readonly letters: DeadLetters; readonly clock: Clock },
  { caller, letter }: { readonly caller: Caller; readonly letter: DeadLetterId },
): Promise<LetterView> {
  admit({ caller, operation: "read-letters", now: ports.clock.now() });
  return letterViewOf(await letterAt(ports, letter));
}
