import { GateError } from "../errors.ts";
import type { Objects } from "../ports.ts";
import type { Scratch, ScratchReader } from "../run/scratch.ts";
import { footSizeBytes, indexStart, openSections, type Span } from "../run/section-file.ts";
import type { ObjectFacts } from "../storage.ts";
import type { RunId } from "./run.ts";
import { runObjects } from "./run-objects.ts";
import { type StagedStore, stagedStore } from "./staged-store.ts";

/** A file of the run, and the sections of it that a task will read; its index is read always. */
export interface Needed {
  readonly file: string;
  readonly sections: readonly string[];
}

/** Objects that are fetched at the same time. */
const atOnce = 32;
/** The last bytes of a file, in which the index of most stands. */
const tailBytes = 64 * 1024;
/** Files up to this size are fetched whole. */
const wholeBytesMax = 256 * 1024;
/** Bytes between two sections that are fetched rather than asked for twice. */
const gapBytesMax = 64 * 1024;
/** From so many files on they are listed, instead of asking for each. */
const listedFrom = 8;

/**
 * A scratch that holds those sections of a run's objects that a task will read, fetched now, and
 * whatever the task itself writes: tasks stay synchronous, and know nothing of where files lie.
 * Reading what was not fetched is a bug, and throws.
 *
 * @throws {GateError} `unavailable` when an object is not there, or cannot be read.
 */
export async function stagedScratch(
  objects: Objects,
  id: RunId,
  own: Scratch,
  needed: readonly Needed[],
): Promise<Scratch> {
  const store = stagedStore(own);
  const staged = new Map<string, ScratchReader>();
  const sizes = await sizesOf(objects, id, needed);
  await inParallel(needed, async ({ file, sections }) => {
    const sizeBytes = sizes.get(file);
    if (sizeBytes === undefined) throw absent(file);
    const name = runObjects.work(id, file);
    staged.set(file, await stage({ objects, name, file, sizeBytes, store }, sections));
  });
  return {
    create: (name) => own.create(name),
    open: (name) => (own.has(name) ? own.open(name) : (staged.get(name) ?? thrown(absent(name)))),
    has: (name) => own.has(name) || staged.has(name),
    remove: (name) => own.remove(name),
  };
}

function thrown(error: Error): never {
  throw error;
}

const absent = (file: string): GateError =>
  new GateError(
    "unavailable",
    `what a step of the run was to leave, ${file}, is not there: take the run up again`,
  );

async function sizesOf(
  objects: Objects,
  id: RunId,
  needed: readonly Needed[],
): Promise<ReadonlyMap<string, number>> {
  const sizes = new Map<string, number>();
  const works = runObjects.works(id);
  const take = ({ name, sizeBytes }: ObjectFacts) => sizes.set(name.slice(works.length), sizeBytes);
  const byKind = Map.groupBy(needed, ({ file }) => file.slice(0, file.lastIndexOf("-") + 1));
  for (const [kind, files] of byKind) {
    if (files.length >= listedFrom)
      for await (const facts of objects.list(works + kind)) take(facts);
    else
      for (const { file } of files) {
        const facts = await objects.find(runObjects.work(id, file));
        if (facts) take(facts);
      }
  }
  return sizes;
}

async function inParallel<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<void>,
): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    try {
      while (next < items.length) await work(items[next++] as Item);
    } catch (error) {
      // Nobody begins what nobody waits for.
      next = items.length;
      throw error;
    }
  };
  // All have ended when this does: the folder that they write to is taken away then.
  const ended = await Promise.allSettled(
    Array.from({ length: Math.min(atOnce, items.length) }, worker),
  );
  for (const one of ended) if (one.status === "rejected") throw one.reason;
}

interface Staging {
  readonly objects: Objects;
  readonly name: string;
  readonly file: string;
  readonly sizeBytes: number;
  readonly store: StagedStore;
}

/** Fetches the index of a file, then the sections. */
async function stage(staging: Staging, sections: readonly string[]): Promise<ScratchReader> {
  const { file, sizeBytes } = staging;
  const pieces: Piece[] = [];
  const start = Math.max(0, sizeBytes - (sizeBytes <= wholeBytesMax ? sizeBytes : tailBytes));
  const tail = await fetched(staging, { start, end: sizeBytes });
  pieces.push(tail);
  const last = tail.read(Math.max(0, sizeBytes - footSizeBytes - start), footSizeBytes);
  const indexAt = indexStart(last, sizeBytes, file);
  if (indexAt < start) pieces.push(await fetched(staging, { start: indexAt, end: start }));
  const reader = readerOf(staging, pieces);
  for (const span of spansOf(staging, reader, sections))
    if (span.start < start) pieces.push(await fetched(staging, span));
  return reader;
}

/** Those of the sections, near ones together, as far as the tail does not have them. */
function spansOf(
  { file }: Staging,
  reader: ScratchReader,
  sections: readonly string[],
): readonly Span[] {
  const opened = openSections(oneFile(reader), file);
  const spans = sections
    .flatMap((section) => opened.spans(section))
    .sort((a, b) => a.start - b.start);
  const joined: Span[] = [];
  for (const span of spans) {
    const before = joined.at(-1);
    if (before && span.start - before.end <= gapBytesMax)
      joined[joined.length - 1] = { start: before.start, end: span.end };
    else joined.push(span);
  }
  return joined;
}

const oneFile = (reader: ScratchReader): Pick<Scratch, "open"> => ({ open: () => reader });

/** Bytes of a file from a place on. */
interface Piece extends Span {
  /** At most those that there are; offsets count from the beginning of the piece. */
  read(offset: number, length: number): Uint8Array;
}

async function fetched({ objects, name, file, store }: Staging, span: Span): Promise<Piece> {
  const length = span.end - span.start;
  const kept = await store.keep(objects.read(name, span), length);
  if (kept.length !== length)
    throw new GateError("unavailable", `${file} was read to byte ${span.start + kept.length} only`);
  return { ...span, read: kept.read };
}

function readerOf({ file, sizeBytes }: Staging, pieces: readonly Piece[]): ScratchReader {
  /** A read may begin in one piece and end in the next: the index may stand in two. */
  const read = (offset: number, length: number): Uint8Array => {
    const end = Math.min(offset + length, sizeBytes);
    const parts: Uint8Array[] = [];
    for (let at = offset; at < end; ) {
      const piece = pieces.find((one) => one.start <= at && at < one.end);
      if (!piece) throw new Error(`byte ${at} of ${file} was not fetched`);
      const some = piece.read(at - piece.start, Math.min(end, piece.end) - at);
      parts.push(some);
      at += some.length;
    }
    return parts.length === 1 ? (parts[0] as Uint8Array) : Buffer.concat(parts);
  };
  return { sizeBytes, read, close: () => {} };
}
