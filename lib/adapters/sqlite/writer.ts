import { errorOf } from "./gate-refusals.ts";
import type { Outcome, Refusal, ResultOf, Writing } from "./writing.ts";

/** The one that writes. Writings that come while it commits are committed together next. */
export interface Writer {
  /**
   * Does a writing after those that were given before it; it is on the disk when this resolves.
   *
   * @throws {GateError} what the writing was refused with, or `unavailable`: then nobody knows
   * whether it was written, and it may be tried again.
   */
  write<W extends Writing>(writing: W): Promise<ResultOf<W>>;
  /** Writes what was given so far, then ends. */
  close(): Promise<void>;
}

/** Commits writings in one transaction, in their order. It never rejects. */
export interface Committer {
  commit(writings: readonly Writing[]): Promise<readonly Outcome[]>;
  end(): Promise<void>;
}

/** What is committed at once at most, so that nobody waits for all the world. */
const groupMax = 256;

const closed: Refusal = { code: "unavailable", message: "the gate's store has been closed" };

interface Waiting {
  readonly writing: Writing;
  readonly settle: (outcome: Outcome) => void;
}

/** Groups writings: there is one transaction at a time, and the next takes all that waits. */
export function groupingWriter(committer: Committer): Writer {
  const waiting: Waiting[] = [];
  let working: Promise<void> | undefined;
  let isClosed = false;
  const work = async (): Promise<void> => {
    while (waiting.length > 0) {
      const group = waiting.splice(0, groupMax);
      const outcomes = await committer.commit(group.map(({ writing }) => writing));
      for (const [index, { settle }] of group.entries()) settle(outcomes[index] as Outcome);
    }
    working = undefined;
  };
  return {
    write: (writing) =>
      new Promise((resolve, reject) => {
        const settle = (outcome: Outcome): void =>
          outcome.ok
            ? resolve(outcome.result as ResultOf<typeof writing>)
            : reject(errorOf(outcome.refusal));
        if (isClosed) return settle({ ok: false, refusal: closed });
        waiting.push({ writing, settle });
        working ??= work();
      }),
    close: async () => {
      isClosed = true;
      await working;
      await committer.end();
    },
  };
}
