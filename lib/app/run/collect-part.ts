import type { Context } from "../../core/context.ts";
import { offsetAt, type Stubs, stubWords } from "../../core/judge/stubs.ts";
import { collect } from "../../core/judge/stubs-collect.ts";
import type { KeyEntry } from "../../core/judge-keys.ts";
import type { Position, Reading } from "../../core/record.ts";
import { GateError } from "../errors.ts";
import { stakesOf } from "../review/policy/exposure.ts";
import { jsonLines } from "./json-lines.ts";
import type { Part } from "./part.ts";
import { type KeptStake, keptStake } from "./record-exposures.ts";
import { withRows } from "./rows-read.ts";
import { openSections, type SectionWriter, writeSections } from "./section-file.ts";
import { partitionOfHash, stubsIn } from "./stub-partitions.ts";
import { fileNames, type Workshop } from "./workshop.ts";

/** Records that are looked at in one go. */
const chunkRecords = 1000;

/** An entry with what its record is worth, where records are kept. */
export interface StakedEntry extends KeyEntry {
  readonly stake?: KeptStake;
}

/**
 * Pass 2: reads the wanted records of a part again, and writes what set rules compare of them to the
 * file `collected`, a section `entries/N` for each of the partitions that pass 3 will have.
 *
 * @throws {GateError} `conflict` when a record is not there any more, or is another one.
 */
export async function collectPart(
  workshop: Workshop,
  part: Part,
  startLine: number,
  partitions: number,
): Promise<void> {
  const wanted = wantedOf(workshop, part.number);
  const file = writeSections(workshop.scratch, fileNames.collected(part.number));
  try {
    const { batches } = workshop.read(part, { startLine, only: wanted.has });
    let found = 0;
    for await (const chunk of wantedChunks(batches, wanted.has)) {
      const entries = await withRows(workshop, (context) => {
        const { entries } = collect(workshop.plan, chunk, context, wanted.among(chunk));
        return workshop.records ? withStakes(workshop, context, chunk, entries) : entries;
      });
      append(file, entries, partitions);
      found += entries.length;
    }
    if (found !== wanted.count) throw hasChanged();
    file.finish({});
  } finally {
    file.discard();
  }
}

/** What an entry is worth is told by its record, and by none of the fields that its rule reads. */
function withStakes(
  { plan, records }: Workshop,
  context: Context,
  chunk: readonly Reading[],
  entries: readonly KeyEntry[],
): readonly StakedEntry[] {
  const stakes = stakesOf(plan, chunk, context);
  const salt = records?.salt ?? "";
  return entries.map((entry) => ({
    ...entry,
    stake: keptStake(salt, stakes.at(entry.record.position)),
  }));
}

/** Told apart from a mistake of ours by nothing: what was there is not, so that nothing passes. */
const hasChanged = (): GateError =>
  new GateError(
    "conflict",
    "an input was changed while it was judged, so nothing passes: let what writes it finish, then " +
      "judge it again",
  );

async function* wantedChunks(
  batches: AsyncIterable<readonly Reading[]>,
  isWanted: (file: number, offset: number) => boolean,
): AsyncGenerator<readonly Reading[], void, void> {
  let chunk: Reading[] = [];
  for await (const batch of batches) {
    for (const reading of batch)
      if (isWanted(reading.position.file, reading.position.offset)) chunk.push(reading);
    if (chunk.length < chunkRecords) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}

function append(file: SectionWriter, entries: readonly KeyEntry[], partitions: number): void {
  const groups = Map.groupBy(entries, ({ hash }) =>
    partitionOfHash(Number.parseInt(hash, 16), partitions),
  );
  for (const [partition, some] of groups) file.append(`entries/${partition}`, jsonLines(some));
}

/** The stubs of a part that all partitions want, in order of position. */
interface Wanted {
  readonly count: number;
  readonly has: (file: number, offset: number) => boolean;
  /** Those of some readings, which come in order. */
  readonly among: (chunk: readonly Reading[]) => Stubs;
}

function wantedOf({ scratch, partitions }: Workshop, part: number): Wanted {
  const stubs = byPosition(stubsIn(segments()));
  const count = stubs.length / stubWords;
  /** The first stub that does not stand before a position. */
  const lowest = (file: number, offset: number): number => {
    let [low, high] = [0, count];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compareAt(stubs, middle * stubWords, file, offset) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return {
    count,
    has: (file, offset) => {
      const at = lowest(file, offset);
      return at < count && compareAt(stubs, at * stubWords, file, offset) === 0;
    },
    among: (chunk) => {
      const [first, last] = [chunk[0] as Reading, chunk.at(-1) as Reading].map(
        ({ position }) => position,
      ) as [Position, Position];
      const [from, to] = [lowest(first.file, first.offset), lowest(last.file, last.offset + 1)];
      return stubs.subarray(from * stubWords, to * stubWords);
    },
  };

  function* segments(): Generator<Uint8Array, void, void> {
    for (let partition = 0; partition < partitions; partition++) {
      const settled = openSections(scratch, fileNames.settled(partition));
      yield* settled.segments(`${part}`);
      settled.close();
    }
  }
}

const fileWord = 2;

const compareAt = (stubs: Stubs, word: number, file: number, offset: number): number =>
  (stubs[word + fileWord] as number) - file || offsetAt(stubs, word) - offset;

function byPosition(stubs: Stubs): Stubs {
  const order = new Uint32Array(stubs.length / stubWords).map((_, i) => i * stubWords);
  order.sort((a, b) => compareAt(stubs, a, stubs[b + fileWord] as number, offsetAt(stubs, b)));
  const sorted = new Uint32Array(stubs.length);
  for (const [at, word] of order.entries())
    sorted.set(stubs.subarray(word, word + stubWords), at * stubWords);
  return sorted;
}
