import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import type { Json } from "../../core/expression/value.ts";
import { GateError } from "../errors.ts";
import type { Scratch, ScratchReader } from "./scratch.ts";

/**
 * A file of named sections, written in one go and in any order: what is appended to one section is
 * gathered and written in segments, so that memory does not grow with the file. An index and a
 * summary stand at its end, and a seal that tells whether the file is as it was written.
 */
export interface SectionWriter {
  /** Takes the bytes as they are now. Segments break only between two appends. */
  append(section: string, bytes: Uint8Array): void;
  /** Ends the file, which is there from now on. */
  finish(summary: Json): void;
  /** Leaves nothing behind; after `finish` it does nothing. */
  discard(): void;
}

export interface SectionReader {
  readonly summary: () => Json;
  /** The segments of a section in the order in which they were appended; none where it is empty. */
  segments(section: string): Generator<Uint8Array, void, void>;
  /** The names of the sections that are not empty. */
  sections(): readonly string[];
  /** Where in the file the segments of a section lie. */
  spans(section: string): readonly Span[];
  /** Whether every byte is as it was written: asked of files that another process left behind. */
  isWhole(): boolean;
  close(): void;
}

/** Bytes of a file; `end` is the first behind them. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Bytes that wait in memory to become segments. */
const gatheredBytesMax = 4 * 1024 * 1024;
const digestBytes = 32;
/** Where the index begins, how long it and the summary are, the CRC-32 of both: four doubles. */
const footBytes = 32;

type Index = Readonly<Record<string, readonly Segment[]>>;
/** Its CRC-32 is looked at whenever it is read: whoever reads one section sees no seal. */
type Segment = readonly [at: number, length: number, crc: number];

interface Gathered {
  readonly pieces: Uint8Array[];
  length: number;
}

export function writeSections(scratch: Scratch, name: string): SectionWriter {
  const file = scratch.create(name);
  const seal = createHash("sha256");
  const index: Record<string, Segment[]> = {};
  const gathered = new Map<string, Gathered>();
  let [at, waiting, isFinished] = [0, 0, false];

  const write = (bytes: Uint8Array): void => {
    seal.update(bytes);
    file.write(bytes);
    at += bytes.length;
  };
  const flush = (): void => {
    for (const [section, { pieces, length }] of gathered) {
      const bytes = pieces.length === 1 ? (pieces[0] as Uint8Array) : Buffer.concat(pieces, length);
      index[section] ??= [];
      index[section].push([at, length, crc32(bytes)]);
      write(bytes);
    }
    gathered.clear();
    waiting = 0;
  };

  return {
    append(section, bytes) {
      if (bytes.length === 0) return;
      const known = gathered.get(section) ?? { pieces: [], length: 0 };
      known.pieces.push(new Uint8Array(bytes));
      known.length += bytes.length;
      gathered.set(section, known);
      waiting += bytes.length;
      if (waiting >= gatheredBytesMax) flush();
    },
    finish(summary) {
      flush();
      const [indexBytes, summaryBytes] = [jsonBytes(index), jsonBytes(summary)];
      const foot = new DataView(new ArrayBuffer(footBytes));
      const crc = crc32(summaryBytes, crc32(indexBytes));
      for (const [i, n] of [at, indexBytes.length, summaryBytes.length, crc].entries())
        foot.setFloat64(8 * i, n);
      for (const bytes of [indexBytes, summaryBytes, new Uint8Array(foot.buffer)]) write(bytes);
      file.write(seal.digest());
      file.finish();
      isFinished = true;
    },
    discard() {
      if (!isFinished) file.discard();
    },
  };
}

const jsonBytes = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));

/** @throws {GateError} `unavailable` when the file is not there, or is none of these. */
export function openSections(scratch: Pick<Scratch, "open">, name: string): SectionReader {
  const file = scratch.open(name);
  try {
    const foot = footOf(file, name);
    const told = file.read(foot.indexAt, foot.indexBytes + foot.summaryBytes);
    if (crc32(told) !== foot.crc) throw damaged(name);
    const index = jsonIn(told.subarray(0, foot.indexBytes)) as unknown as Index;
    return {
      summary: () => jsonIn(told.subarray(foot.indexBytes)),
      sections: () => Object.keys(index),
      spans: (section) =>
        (index[section] ?? []).map(([start, length]) => ({ start, end: start + length })),
      *segments(section) {
        for (const segment of index[section] ?? []) yield whole(file, segment, name);
      },
      isWhole: () => isWhole(file),
      close: () => file.close(),
    };
  } catch (error) {
    file.close();
    throw error;
  }
}

function footOf(file: Pick<ScratchReader, "sizeBytes" | "read">, name: string) {
  const bytes = file.read(Math.max(0, file.sizeBytes - footBytes - digestBytes), footBytes);
  if (bytes.length < footBytes) throw damaged(name);
  const foot = new DataView(bytes.buffer, bytes.byteOffset, footBytes);
  const [indexAt, indexBytes, summaryBytes, crc] = [0, 8, 16, 24].map((at) => foot.getFloat64(at));
  const sum = (indexAt ?? 0) + (indexBytes ?? 0) + (summaryBytes ?? 0) + footBytes + digestBytes;
  if (sum !== file.sizeBytes) throw damaged(name);
  return { indexAt, indexBytes, summaryBytes, crc } as Record<
    "indexAt" | "indexBytes" | "summaryBytes" | "crc",
    number
  >;
}

const jsonIn = (bytes: Uint8Array): Json =>
  JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("utf8")) as Json;

function whole(file: ScratchReader, [at, length, crc]: Segment, name: string): Uint8Array {
  const bytes = file.read(at, length);
  if (bytes.length < length || crc32(bytes) !== crc) throw damaged(name);
  return bytes;
}

/** How many of the last bytes of a file tell where its index begins. */
export const footSizeBytes = footBytes + digestBytes;

/** Where the index of a file begins, by its last bytes. @throws as `openSections` does. */
export const indexStart = (last: Uint8Array, sizeBytes: number, name: string): number =>
  footOf({ sizeBytes, read: (_, length) => last.subarray(0, length) }, name).indexAt;

const damaged = (name: string): GateError =>
  new GateError(
    "unavailable",
    `the run's own file ${name} is damaged: judge the submission again from its beginning`,
  );

const checkedBytes = 1024 * 1024;

function isWhole(file: ScratchReader): boolean {
  const seal = createHash("sha256");
  const end = file.sizeBytes - digestBytes;
  for (let at = 0; at < end; ) {
    const bytes = file.read(at, Math.min(checkedBytes, end - at));
    if (bytes.length === 0) return false;
    seal.update(bytes);
    at += bytes.length;
  }
  return seal.digest().equals(Buffer.from(file.read(end, digestBytes)));
}
