import { act } from "../review/act.ts";
import type { Acted, OnVersion } from "../review/command.ts";
import { changed } from "../review/effects.ts";
import { admitVersion } from "../review/find-documents.ts";
import { admit } from "../review/policy/separation.ts";
import { admitText, reasonTextMax, reasonTextMin } from "../review/written.ts";
import type { DeadLetterId } from "./dead-letter.ts";
import { letterAt, letterSubject } from "./find-letter.ts";
import { admitDead, type LetterPorts } from "./redrive-letter.ts";

/** Nobody wants a dead message any more. */
export interface DiscardLetter extends OnVersion {
  readonly letter: DeadLetterId;
  /** Why: 15 to 2,000 characters. */
  readonly text: string;
}

/**
 * Discards a dead letter, for a reason; its body goes, and the entry keeps the digest. What it would
 * have told stays untold: what was held is held all the same.
 *
 * @throws {GateError} `forbidden`, `not_found`, `invalid` without a reason; `conflict` with reason
 * `not_dead` where it was redriven or discarded.
 */
export async function discardLetter(ports: LetterPorts, command: DiscardLetter): Promise<Acted> {
  const { caller, letter: id, version } = command;
  const text = admitText(command.text, {
    pointer: "/text",
    min: reasonTextMin,
    max: reasonTextMax,
  });
  return act(ports, command, {
    operation: "discard-letter",
    submission: letterSubject(id),
    said: { letter: id, text },
    step: async ({ at }) => {
      admit({ caller, operation: "discard-letter", now: at });
      const letter = await letterAt(ports, id);
      admitVersion(letter, version);
      admitDead(letter);
      const { gate, body, bodyOmittedBytes = 0, deaths } = letter;
      const omitted = bodyOmittedBytes + Buffer.byteLength(body);
      return {
        action: "letter.discarded",
        ...(gate !== undefined && { gate }),
        facts: { letter: id, text, deaths },
        letters: [
          changed(letter, {
            state: "discarded",
            body: "",
            bodyOmittedBytes: omitted === 0 ? undefined : omitted,
          }),
        ],
      };
    },
  });
}
