import { appendFileSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

/** Which pieces of a run have been taken, so that nobody sends them again after an interruption. */
export interface SentPieces {
  has(file: number, piece: number): boolean;
  add(file: number, piece: number): void;
  /** The gate says otherwise. */
  remove(file: number, piece?: number): void;
  /** Nobody will ask any more. */
  forget(): void;
}

/**
 * Pieces that were sent, beside the data folder's other notes. They are a convenience: the gate alone
 * knows what it has, and where they cannot be written everything is sent again.
 */
export function sentPieces(folder: string, run: string): SentPieces {
  const path = join(folder, "sent", `${run}.txt`);
  const sent = new Set(linesIn(path));
  const note = (line: string): void => {
    try {
      mkdirSync(join(folder, "sent"), { recursive: true, mode: 0o700 });
      appendFileSync(path, `${line}\n`, { mode: 0o600 });
    } catch {
      // The folder may be another machine's.
    }
  };
  return {
    has: (file, piece) => sent.has(`${file}.${piece}`),
    add: (file, piece) => {
      sent.add(`${file}.${piece}`);
      note(`${file}.${piece}`);
    },
    remove: (file, piece) => {
      for (const one of [...sent])
        if (piece === undefined ? one.startsWith(`${file}.`) : one === `${file}.${piece}`) {
          sent.delete(one);
          note(`-${one}`);
        }
    },
    forget: () => rmSync(path, { force: true }),
  };
}

/** Later lines take back what earlier ones say. */
function linesIn(path: string): readonly string[] {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    return [];
  }
  const sent = new Set<string>();
  // The last line may be half of one: then its piece is sent again.
  for (const line of text.split("\n").slice(0, -1))
    if (line.startsWith("-")) sent.delete(line.slice(1));
    else sent.add(line);
  return [...sent];
}
