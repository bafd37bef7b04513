import { stubWords } from "../../core/judge/stubs.ts";
import { settle } from "../../core/judge/stubs-settle.ts";
import type { Tallies } from "../../core/tally.ts";
import { openSections, writeSections } from "./section-file.ts";
import { byPart, stubsIn } from "./stub-partitions.ts";
import { fileNames, type Workshop } from "./workshop.ts";

/** What a settled partition says of itself. */
export interface SettledKeys {
  readonly tallies: Tallies;
  /** Records that must be looked at together, counted once for each rule. */
  readonly wanted: number;
  /** The numbers of their parts. */
  readonly parts: readonly number[];
}

/**
 * Tells in one partition which records share a key, or may: those are read again. Writes the file
 * `settled` with a section for each part that has such records, by its number.
 */
export function settleKeys({ plan, scratch }: Workshop, partition: number, parts: number): void {
  const { tallies, wanted } = settle(plan, stubsIn(stubsOf()));
  const file = writeSections(scratch, fileNames.settled(partition));
  try {
    const groups = byPart(wanted);
    for (const [part, stubs] of groups) file.append(`${part}`, stubs);
    const summary: SettledKeys = {
      tallies,
      wanted: wanted.length / stubWords,
      parts: [...groups.keys()],
    };
    file.finish(summary as never);
  } finally {
    file.discard();
  }

  function* stubsOf(): Generator<Uint8Array, void, void> {
    for (let part = 0; part < parts; part++) {
      const judged = openSections(scratch, fileNames.judged(part));
      yield* judged.segments(`stubs/${partition}`);
      judged.close();
    }
  }
}
