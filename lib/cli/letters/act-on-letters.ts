import { randomUUID } from "node:crypto";
import { GateError } from "../../app/errors.ts";
import { redrivenMax } from "../../app/letters/redrive-letters.ts";
import { administrators } from "../cases/reviewers.ts";
import { counted } from "../counted.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { plainText } from "../plain-text.ts";
import {
  type CommandFlags,
  type Connected,
  commandOf,
  connect,
  type KeyedFlags,
} from "../remote/connection.ts";
import { letterNamed } from "../remote/find-by-name.ts";
import { tell, tellActed } from "../remote/tell.ts";
import { shortId } from "../remote/words.ts";
import { type LetterFilters, lettersOf } from "./list-letters.ts";

export interface RedriveFlags extends LetterFilters, KeyedFlags {
  readonly all?: boolean;
}

/**
 * `holdpoint letters redrive`: sends dead messages again, a hundred a call. All that is meant is
 * known before the first of them goes, so that one that dies again at once is not sent again.
 */
export async function redrive(
  io: Io,
  flags: RedriveFlags,
  ...names: readonly string[]
): Promise<ExitCode> {
  if (names.length > 0 === (flags.all === true))
    throw new GateError("invalid", "name letters, or say --all: one of the two");
  const client = await connect(io, flags, administrators);
  const letters = names.length > 0 ? await named(client, names) : await fitting(client, flags);
  const key = flags.idempotencyKey ?? randomUUID();
  const items: Redriven[] = [];
  for (let from = 0; from < letters.length; from += redrivenMax) {
    const body = { letters: letters.slice(from, from + redrivenMax) };
    const idempotencyKey = `${key.slice(0, 100)}.${from}`;
    items.push(...(await client.redriveLetters({ body, idempotencyKey })).items);
  }
  const refused = items.filter((one) => one.refused !== undefined);
  await tell(io, flags, { items }, (palette) => [
    `${counted(items.length - refused.length, "letter")} sent again`,
    ...refused.map(
      ({ letter, refused: why }) =>
        `  ${palette.hold("refused")}  ${shortId(letter)}: ${plainText(why?.message ?? "")}`,
    ),
  ]);
  return refused.length === 0 ? exitCodes.clear : exitCodes.couldNot;
}

type Redriven = Awaited<ReturnType<Connected["redriveLetters"]>>["items"][number];

async function named(client: Connected, names: readonly string[]): Promise<string[]> {
  const letters: string[] = [];
  for (const name of names) letters.push(await letterNamed(client, name));
  return [...new Set(letters)];
}

async function fitting(client: Connected, flags: LetterFilters & KeyedFlags): Promise<string[]> {
  const letters: string[] = [];
  for await (const { id, redrivable } of lettersOf(client, flags)) if (redrivable) letters.push(id);
  return letters;
}

export interface DiscardLetterFlags extends CommandFlags {
  readonly text: string;
}

/** `holdpoint letters discard`: nobody wants it any more. */
export async function discard(io: Io, flags: DiscardLetterFlags, name: string): Promise<ExitCode> {
  const client = await connect(io, flags, administrators);
  const letter = await letterNamed(client, name);
  const acted = await client.discardLetter({
    parameters: { letter },
    body: { text: flags.text },
    ...commandOf(flags),
  });
  return tellActed(io, flags, acted, () => `${shortId(letter)} is discarded`);
}
