import type { Reading, Unreadable } from "../../core/record.ts";
import type { Readings } from "../readers/reader.ts";
import { type Groups, grouping } from "./grouping.ts";
import type { RecordMaker, Row } from "./make-record.ts";
import type { Mapping } from "./mapping.ts";
import { type KeySketch, keySketch, splitKeys } from "./split-keys.ts";

/** Rows of one file, or its end. */
export type RowBatch =
  | { readonly maker: RecordMaker; readonly rows: readonly (Row | Unreadable)[] }
  | "end";

/** The rows of all files of a submission, in order, from the beginning each time it is asked. */
export type ReadRows = () => AsyncIterable<RowBatch>;

export interface GroupedOptions {
  /** Whether the rows can be read again: then memory does not grow with them. */
  readonly isReopenable: boolean;
  /** Rows whose records are held until the last row is there; where there are more, see below. */
  readonly rowsHeldMax?: number;
}

const rowsHeldMaxDefault = 100_000;
const batchSize = 256;

/**
 * Reads contiguous rows of one key as records. A key whose rows stand in several places holds all
 * its records, the first as well as the last, so that nothing comes out before the last row is
 * known. Few records wait in memory meanwhile. Many are read in up to three goes: one that finds by
 * a sketch which keys may stand twice, one that makes sure of these, and one that gives the records.
 */
export async function* readGrouped(
  mapping: Mapping,
  read: ReadRows,
  { isReopenable, rowsHeldMax = rowsHeldMaxDefault }: GroupedOptions,
): Readings {
  const held = await readHeld(mapping, read, isReopenable ? rowsHeldMax : Number.POSITIVE_INFINITY);
  if (held === undefined) return yield* readInGoes(mapping, read);
  for (let at = 0; at < held.length; at += batchSize) yield held.slice(at, at + batchSize);
}

/** All readings; undefined when there are more than may be held. */
async function readHeld(
  mapping: Mapping,
  read: ReadRows,
  rowsHeldMax: number,
): Promise<readonly Reading[] | undefined> {
  const split = splitKeys(namesOf(mapping));
  const held: { readonly reading: Reading; readonly key: string | undefined }[] = [];
  const take = (reading: Reading, key: string | undefined) => held.push({ reading, key });
  let count = 0;
  for await (const rows of grouped(mapping, read, { begin: split.begin, take })) {
    count += rows;
    if (count > rowsHeldMax) return undefined;
  }
  return held.map(({ reading, key }) => split.checked(reading, key));
}

async function* readInGoes(mapping: Mapping, read: ReadRows): Readings {
  const names = namesOf(mapping);
  const sketch: KeySketch = keySketch();
  await through(grouped(mapping, read, { begin: sketch.add }));
  const split = splitKeys(names, sketch);
  if (sketch.hasSuspects) await through(grouped(mapping, read, { begin: split.begin }));
  let batch: Reading[] = [];
  const take = (reading: Reading, key: string | undefined) =>
    batch.push(split.checked(reading, key));
  for await (const _ of grouped(mapping, read, { take })) {
    if (batch.length < batchSize) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** Gives the number of rows after each batch. */
async function* grouped(
  mapping: Mapping,
  read: ReadRows,
  groups: Groups,
): AsyncGenerator<number, void, void> {
  const one = grouping(mapping, groups);
  for await (const batch of read()) {
    if (batch === "end") one.endFile();
    else for (const row of batch.rows) one.add(row, batch.maker);
    yield batch === "end" ? 0 : batch.rows.length;
  }
}

async function through(turns: AsyncIterable<number>): Promise<void> {
  for await (const _ of turns);
}

const namesOf = ({ group }: Mapping): string => group.map(({ name }) => name).join(", ");
