import type { ActionId } from "../audit-entry.ts";
import { sha256 } from "../digest.ts";
import { GateError, type GateErrorCode } from "../errors.ts";
import type { Commanded } from "../review/command.ts";
import { admit } from "../review/policy/separation.ts";
import { parseIdempotencyKey } from "../submission-id.ts";
import type { DeadLetterId } from "./dead-letter.ts";
import { type LetterPorts, redriveLetter } from "./redrive-letter.ts";

/** Letters that one command redrives at most: what a function does in its time, each on its own. */
export const redrivenMax = 100;

export interface RedriveLetters extends Commanded {
  /** 1 to 100, each once. */
  readonly letters: readonly DeadLetterId[];
}

/** What became of each, in the order asked. */
export type Redriven =
  | { readonly letter: DeadLetterId; readonly entry: ActionId }
  | {
      readonly letter: DeadLetterId;
      readonly refused: {
        readonly code: GateErrorCode;
        readonly reason?: string;
        readonly message: string;
      };
    };

/**
 * Redrives several letters, each with an entry of its own: one that is refused stands in nobody's
 * way. Under one key the same command does each of them once.
 *
 * @throws {GateError} `forbidden`, `invalid` for none, too many or the same twice; `unavailable` when
 * the store does not answer: what was done is done, and the same command under its key does the rest.
 */
export async function redriveLetters(
  ports: LetterPorts,
  { caller, idempotencyKey, letters }: RedriveLetters,
): Promise<readonly Redriven[]> {
  admitLetters(letters);
  const key = idempotencyKey === undefined ? undefined : parseIdempotencyKey(idempotencyKey);
  admit({ caller, operation: "redrive-letter", now: ports.clock.now() });
  const done: Redriven[] = [];
  for (const letter of letters) {
    // Several letters may be of one submission, and an entry is known by submission and key.
    const own = key === undefined ? {} : { idempotencyKey: sha256(JSON.stringify([key, letter])) };
    done.push(await redriven(ports, { caller, ...own, letter }));
  }
  return done;
}

async function redriven(
  ports: LetterPorts,
  command: Parameters<typeof redriveLetter>[1],
): Promise<Redriven> {
  const { letter } = command;
  try {
    const { entry } = await redriveLetter(ports, command);
    return { letter, entry: entry.id };
  } catch (error) {
    if (!(error instanceof GateError) || error.code === "unavailable") throw error;
    const { code, reason, message } = error;
    return { letter, refused: { code, ...(reason !== undefined && { reason }), message } };
  }
}

function admitLetters(letters: readonly DeadLetterId[]): void {
  const wrong =
    letters.length === 0
      ? "names no letter"
      : letters.length > redrivenMax
        ? `names ${letters.length} letters, and at most ${redrivenMax} are redriven at once`
        : new Set(letters).size < letters.length
          ? "names a letter twice"
          : undefined;
  if (wrong === undefined) return;
  const pointer = "/letters";
  throw new GateError("invalid", `${pointer}: ${wrong}`, {
    mistakes: [{ pointer, message: wrong }],
  });
}
