import { messageIn } from "./bury-message.ts";
import type { DeadLetter } from "./dead-letter.ts";

/** A dead letter as it stands in lists: without its body, with whether it can be sent again. */
export interface LetterItem extends Omit<DeadLetter, "body"> {
  /** Whether it lies dead and is a message that a consumer knows. */
  readonly redrivable: boolean;
}

/** A dead letter whole. */
export interface LetterView extends LetterItem {
  readonly body: string;
}

export const letterViewOf = (letter: DeadLetter): LetterView => ({
  ...letter,
  redrivable: letter.state === "dead" && messageIn(letter.body) !== undefined,
});

export function letterItemOf(letter: DeadLetter): LetterItem {
  const { body: _, ...item } = letterViewOf(letter);
  return item;
}
