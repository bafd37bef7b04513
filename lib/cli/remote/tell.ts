import type { Acted } from "../../app/review/command.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { type Io, wantsColour } from "../io.ts";
import { type Palette, paletteOf } from "../outputs/palette.ts";

/** Tells an answer: as JSON where a machine asked for it, else in lines. */
export async function tell(
  io: Io,
  { json }: { readonly json?: boolean },
  answer: unknown,
  linesOf: (palette: Palette) => readonly string[],
): Promise<ExitCode> {
  const text = json
    ? JSON.stringify(answer, null, 2)
    : linesOf(paletteOf(wantsColour(io, io.stdout))).join("\n");
  await io.stdout.write(`${text}\n`);
  return exitCodes.clear;
}

/** Tells what an action came to, in one sentence; the entry has all of it. */
export const tellActed = (
  io: Io,
  flags: { readonly json?: boolean },
  acted: { readonly entry: Pick<Acted["entry"], "id"> },
  sentence: (palette: Palette) => string,
): Promise<ExitCode> =>
  tell(io, flags, acted, (palette) => [
    sentence(palette),
    palette.quiet(`  kept as ${acted.entry.id}`),
  ]);
