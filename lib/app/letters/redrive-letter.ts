import type { Message, Parcel } from "../message.ts";
import type { DeadLetters } from "../ports.ts";
import { type ActPorts, act } from "../review/act.ts";
import type { Acted, OnVersion } from "../review/command.ts";
import { conflict } from "../review/conflict.ts";
import { changed } from "../review/effects.ts";
import { admitVersion } from "../review/find-documents.ts";
import { admit } from "../review/policy/separation.ts";
import { messageIn } from "./bury-message.ts";
import type { DeadLetter, DeadLetterId } from "./dead-letter.ts";
import { letterAt, letterSubject } from "./find-letter.ts";

/** What letters ask of the world, beside what acting does. */
export interface LetterPorts extends ActPorts {
  readonly letters: DeadLetters;
}

/** A dead message is sent once more. */
export interface RedriveLetter extends OnVersion {
  readonly letter: DeadLetterId;
}

/**
 * Sends a dead message again: what it says goes into the outbox, in the transaction that says so.
 * Consumers know a message by its id, so that one that was consumed meanwhile does nothing.
 *
 * @throws {GateError} `forbidden`, `not_found`; `conflict` with reason `not_dead` where it was redriven
 * or discarded, with reason `no_message` where no consumer would ever know it.
 */
export async function redriveLetter(ports: LetterPorts, command: RedriveLetter): Promise<Acted> {
  const { caller, letter: id, version } = command;
  return act(ports, command, {
    operation: "redrive-letter",
    submission: letterSubject(id),
    said: { letter: id },
    step: async ({ at }) => {
      admit({ caller, operation: "redrive-letter", now: at });
      const letter = await letterAt(ports, id);
      admitVersion(letter, version);
      admitDead(letter);
      const message = messageIn(letter.body);
      if (message === undefined) throw noMessage();
      return {
        action: "letter.redriven",
        gate: message.gate,
        facts: { letter: id, message: message.id, deaths: letter.deaths },
        letters: [changed(letter, { state: "redriven", redrivenAt: at })],
        outbox: [parcelOf(id, message, at)],
      };
    },
  });
}

/** @throws {GateError} `conflict`, reason `not_dead`. */
export function admitDead({ state }: DeadLetter): void {
  if (state === "dead") return;
  throw conflict(
    "not_dead",
    `it was ${state}: only what lies dead can be redriven or discarded; list what does`,
  );
}

const noMessage = () =>
  conflict(
    "no_message",
    "this is no message that a consumer knows, so that sending it again would bring it back here: " +
      "find out who put it into the queue, then discard it",
  );

/**
 * The parcel of a letter: its index is nobody else's, neither of judging (from 0 on), nor of a
 * submission's end (9,999), nor of another letter.
 */
const parcelOf = (id: DeadLetterId, message: Message, at: string): Parcel => ({
  submission: message.submission,
  index: redrivenIndexMin + Number.parseInt(id.slice(-16).slice(0, 8), 16),
  storedAt: at,
  messages: [message],
});

const redrivenIndexMin = 10_000;
