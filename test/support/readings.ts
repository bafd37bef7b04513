import { createHash } from "node:crypto";
import type { Reading } from "../../lib/core/record.ts";
import type { Origin } from "../../lib/subjects/readers/reader.ts";

export const ORIGIN: Origin = { file: 0, name: "in" };

/** All readings of a reader, in order. */
export async function all(
  readings: AsyncIterable<readonly Reading[]>,
): Promise<readonly Reading[]> {
  const found: Reading[] = [];
  for await (const batch of readings) found.push(...batch);
  return found;
}

/** The bytes of a text cut into chunks at offsets, which may be any numbers. */
export function cut(bytes: Uint8Array, at: readonly number[]): readonly Uint8Array[] {
  const offsets = at.map((offset) => offset % (bytes.length + 1)).sort((a, b) => a - b);
  return [...offsets, bytes.length].map((end, i) => bytes.subarray(offsets[i - 1] ?? 0, end));
}

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

export const sha256 = (raw: string | Uint8Array): string =>
  createHash("sha256").update(raw).digest("hex");

/** What is told of a reading in most tests: the value of a record, the code of what is unreadable. */
export const gist = (reading: Reading): unknown =>
  reading.kind === "record" ? reading.value : reading.code;
