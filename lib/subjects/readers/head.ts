import type { Bytes } from "./reader.ts";

/** The beginning of an input that has been looked at, and the whole input, beginning included. */
export interface Peeked {
  readonly head: Uint8Array;
  readonly all: AsyncGenerator<Uint8Array, void, void>;
  /** For whoever reads no further: a generator that nobody began closes nothing. */
  close(): Promise<void>;
}

/** Bytes that are looked at most, however long the first line is. */
const headBytesMax = 1024 * 1024;

/**
 * Reads until the head is enough, too long, or all there is; how much more it holds depends on how
 * the input is cut. It is asked about heads of twice the length each time, so that tiny chunks cost
 * no more than large ones.
 */
export async function peek(bytes: Bytes, isEnough: (head: Uint8Array) => boolean): Promise<Peeked> {
  const source =
    Symbol.asyncIterator in bytes ? bytes[Symbol.asyncIterator]() : bytes[Symbol.iterator]();
  const chunks: Uint8Array[] = [];
  let [length, asked] = [0, 0];
  while (length < headBytesMax) {
    const next = await source.next();
    if (next.done) break;
    chunks.push(next.value);
    length += next.value.length;
    if (length < 2 * asked) continue;
    if (isEnough(joined(chunks))) break;
    asked = length;
  }
  return {
    head: joined(chunks).subarray(0, headBytesMax),
    all: rest(chunks, source),
    close: async () => {
      await source.return?.();
    },
  };
}

const joined = (chunks: readonly Uint8Array[]): Uint8Array =>
  chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks);

async function* rest(
  chunks: readonly Uint8Array[],
  source: AsyncIterator<Uint8Array> | Iterator<Uint8Array>,
): AsyncGenerator<Uint8Array, void, void> {
  try {
    yield* chunks;
    for (let next = await source.next(); !next.done; next = await source.next()) yield next.value;
  } finally {
    await source.return?.();
  }
}
