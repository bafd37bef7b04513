import { openToWrite } from "./gate-file.ts";
import { errorOf } from "./gate-refusals.ts";
import { commitGroup } from "./group-commit.ts";
import { performer } from "./perform.ts";
import type { Outcome, ResultOf, Writing } from "./writing.ts";

/** The one that writes. Writings that come while it commits are committed together next. */
export interface Writer {
  /**
   * Does a writing after those that were given before it; it is on the disk when this resolves.
   *
   * @throws {GateError} what the writing was refused with, or `unavailable`; then it is not written.
   */
  write<W extends Writing>(writing: W): Promise<ResultOf<W>>;
  /** Writes what was given so far, then ends. */
  close(): Promise<void>;
}

interface Waiting {
  readonly writing: Writing;
  readonly settle: (outcome: Outcome) => void;
}

/** Writes in the thread that calls. */
export function writerHere(folder: string): Writer {
  const db = openToWrite(folder);
  const perform = performer(db);
  let waiting: Waiting[] = [];
  const flush = (): void => {
    const group = waiting;
    waiting = [];
    const outcomes = commitGroup(
      db,
      perform,
      group.map(({ writing }) => writing),
    );
    for (const [index, { settle }] of group.entries()) settle(outcomes[index] as Outcome);
  };
  return {
    write: (writing) =>
      new Promise((resolve, reject) => {
        if (waiting.length === 0) setImmediate(flush);
        waiting.push({
          writing,
          settle: (outcome) =>
            outcome.ok
              ? resolve(outcome.result as ResultOf<typeof writing>)
              : reject(errorOf(outcome.refusal)),
        });
      }),
    close: async () => {
      if (waiting.length > 0) flush();
      db.close();
    },
  };
}
