import { resolve } from "node:path";
import type { Role } from "../../app/caller.ts";
import { type Bearer, openIssuer } from "../../local/issuer.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { type Io, wantsColour } from "../io.ts";
import { paletteOf } from "../outputs/palette.ts";
import { plainText } from "../plain-text.ts";
import { bearerOf } from "./bearer.ts";

export interface TokenFlags {
  readonly name: string;
  readonly role: readonly Role[];
  readonly person?: string;
  readonly login?: string;
  readonly department?: string;
  readonly machine?: boolean;
  readonly expires: number;
  readonly data: string;
}

/** `holdpoint token`: prints a token of the data folder's own issuer. */
export async function runToken(io: Io, flags: TokenFlags): Promise<ExitCode> {
  const bearer = bearerOf(flags);
  const issuer = await openIssuer(resolve(io.cwd, flags.data));
  const now = io.now();
  await io.stdout.write(`${await issuer.mint(bearer, now, flags.expires)}\n`);
  // A person who sees the token wants to know what it is; a script takes standard output alone.
  if (io.stdout.isTerminal) {
    const { quiet } = paletteOf(wantsColour(io, io.stderr));
    const until = new Date(now.getTime() + flags.expires * 1_000);
    await io.stderr.write(
      `${quiet(`${describe(bearer)}, until ${until.toLocaleString("en-GB")}`)}\n`,
    );
  }
  return exitCodes.clear;
}

function describe({ login, person, roles, department }: Bearer): string {
  const who = person === undefined ? "a machine" : `person ${person}`;
  const where = department === undefined ? "" : ` of ${department}`;
  return plainText(`${login} (${who}${where}) as ${roles.join(", ")}`);
}
