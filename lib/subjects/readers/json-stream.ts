import { type Layout, type Legible, legible, type Refused } from "./json-document.ts";
import { type Found, type Outline, walk } from "./json-walk.ts";
import { shift, type Window, windowOn } from "./json-window.ts";
import type { Bytes } from "./reader.ts";

/** A document that was walked through: what it is, or why it cannot be read. */
export type Surveyed = (Legible & { readonly kind: "list" | "envelope" }) | Refused;

/**
 * Walks through a document of any size from its start to its end, in memory of one record: what it
 * is, and its header, or why it cannot be read.
 */
export async function survey(bytes: Bytes, layout: Layout, bytesMax: number): Promise<Surveyed> {
  const steps = taken(bytes, layout, bytesMax, () => undefined);
  let step = await steps.next();
  while (!step.done) step = await steps.next();
  const read = legible(step.value, layout, ({ at, line }) => `line ${line}, byte ${at + 1}`);
  if (read.refusal !== undefined) return read;
  if (read.kind !== "record") return { ...read, kind: read.kind };
  const reason = `it is one record, of which at most ${bytesMax} bytes are read`;
  return { refusal: { code: "too_large", reason }, at: 0, line: 1 };
}

/**
 * Makes a piece of a record while its bytes lie in the window, which moves on afterwards; undefined
 * where it is not wanted.
 */
export type Take<T> = (found: Found, window: Window) => T | undefined;

/** Walks through a document; gives what is taken of its records in batches, none empty. */
export async function* taken<T>(
  bytes: Bytes,
  { lists }: Layout,
  bytesMax: number,
  take: Take<T>,
): AsyncGenerator<readonly T[], Outline, void> {
  const source =
    Symbol.asyncIterator in bytes ? bytes[Symbol.asyncIterator]() : bytes[Symbol.iterator]();
  const window = windowOn(new Uint8Array(), false);
  let batch: T[] = [];
  try {
    await refill(window, source, markBytes);
    const steps = walk(window, lists, bytesMax);
    for (;;) {
      const step = steps.next();
      if (!step.done && step.value.kind === "element") {
        const piece = take(step.value, window);
        if (piece !== undefined) batch.push(piece);
        continue;
      }
      if (batch.length > 0) yield batch;
      if (step.done) return step.value;
      batch = [];
      if (window.end - window.at > bytesMax) window.isFull = true;
      else await refill(window, source, 2 * (window.end - window.at));
    }
  } finally {
    await source.return?.();
  }
}

/** Fewer bytes may be the beginning of a byte order mark. */
const markBytes = 3;

/** Puts at least one more chunk, and so many bytes, into the window, or all that there are. */
async function refill(
  window: Window,
  source: AsyncIterator<Uint8Array> | Iterator<Uint8Array>,
  bytesMin: number,
): Promise<void> {
  const chunks: Uint8Array[] = [];
  let length = window.end - window.at;
  do {
    const next = await source.next();
    if (next.done) window.isWhole = true;
    else {
      chunks.push(next.value);
      length += next.value.length;
    }
  } while (!window.isWhole && length < bytesMin);
  shift(window, chunks);
}
