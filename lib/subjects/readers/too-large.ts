import { createHash, type Hash } from "node:crypto";
import type { Refusal } from "./reading.ts";

/**
 * Parts of one piece of input that came in several chunks. Up to `bytesMax` they are kept; beyond
 * it they are only counted and digested, so that no input can fill the memory.
 */
export interface Parts {
  readonly bytesMax: number;
  kept: Uint8Array[];
  length: number;
  hash: Hash | undefined;
}

export const noParts = (bytesMax: number): Parts => ({
  bytesMax,
  kept: [],
  length: 0,
  hash: undefined,
});

export function addPart(parts: Parts, part: Uint8Array): void {
  parts.length += part.length;
  if (parts.hash === undefined && parts.length <= parts.bytesMax) {
    parts.kept.push(part);
    return;
  }
  parts.hash ??= parts.kept.reduce((hash, kept) => hash.update(kept), createHash("sha256"));
  parts.hash.update(part);
  parts.kept = [];
}

/** Takes the parts as one and leaves none; the digest alone where they were too large. */
export function takeParts(
  parts: Parts,
): Uint8Array | { readonly length: number; readonly digest: string } {
  const { kept, length, hash } = parts;
  parts.kept = [];
  parts.length = 0;
  parts.hash = undefined;
  if (hash !== undefined) return { length, digest: hash.digest("hex") };
  return kept.length === 1 ? (kept[0] as Uint8Array) : Buffer.concat(kept);
}

/** Why a piece of input was not even kept. */
export const tooLarge = (length: number, bytesMax: number): Refusal => ({
  code: "too_large",
  reason: `it has ${length} bytes, at most ${bytesMax} are read as one record`,
});
