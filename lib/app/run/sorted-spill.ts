import { jsonLines, valuesIn } from "./json-lines.ts";
import { comparePositions, mergeSorted, type Positioned } from "./merge-sorted.ts";
import type { Scratch } from "./scratch.ts";
import { openSections, writeSections } from "./section-file.ts";

/** Takes items in any order and any number, and gives them back in order of position. */
export interface SortedSpill<Item extends Positioned> {
  add(item: Item): void;
  /** May be asked again. */
  sorted(): Generator<Item, void, void>;
  /** Takes away what it has written. */
  discard(): void;
}

/** Items that are sorted in memory; more are written to the scratch, sorted run by sorted run. */
const itemsMax = 50_000;
const pieceLength = 1000;

export function sortedSpill<Item extends Positioned>(
  scratch: Scratch,
  name: string,
): SortedSpill<Item> {
  const waiting: Item[] = [];
  let runs = 0;
  const runName = (run: number): string => `${name}-${run}`;

  const spill = (): void => {
    waiting.sort(comparePositions);
    const file = writeSections(scratch, runName(runs));
    try {
      for (let at = 0; at < waiting.length; at += pieceLength)
        file.append("items", jsonLines(waiting.slice(at, at + pieceLength)));
      file.finish({});
    } finally {
      file.discard();
    }
    waiting.length = 0;
    runs++;
  };
  function* run(number: number): Generator<Item, void, void> {
    const file = openSections(scratch, runName(number));
    try {
      yield* valuesIn<Item>(file.segments("items"));
    } finally {
      file.close();
    }
  }

  return {
    add(item) {
      waiting.push(item);
      if (waiting.length >= itemsMax) spill();
    },
    *sorted() {
      if (runs > 0 && waiting.length > 0) spill();
      const streams = Array.from({ length: runs }, (_, number) => run(number));
      yield* mergeSorted([...streams, waiting.sort(comparePositions)]);
    },
    discard() {
      for (let number = 0; number < runs; number++) scratch.remove(runName(number));
    },
  };
}
