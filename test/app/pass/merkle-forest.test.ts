import { expect, test } from "@jest/globals";
import { merkleRoot } from "../../../lib/app/pass/merkle.ts";
import {
  leavesBefore,
  type MerkleForest,
  rootOfForest,
  startForest,
} from "../../../lib/app/pass/merkle-forest.ts";
import fc from "../../support/fast-check.ts";

const leaf = (i: number): Uint8Array => Buffer.from(`leaf ${i}`);
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

/** The forest of some leaves, in pieces that end at these places. */
function inPieces(count: number, ends: readonly number[]): readonly MerkleForest[] {
  const cuts = [0, ...ends.map((end) => end % (count + 1)).sort((a, b) => a - b), count];
  return cuts.slice(1).map((end, piece) => {
    const start = cuts[piece] as number;
    const growing = startForest(start);
    for (let i = start; i < end; i++) growing.leaf(leaf(i));
    return growing.forest();
  });
}

/** Pieces brought together by twos, threes and so on, level by level. */
function together(pieces: readonly MerkleForest[], size: number): MerkleForest {
  if (pieces.length === 1) return pieces[0] as MerkleForest;
  const above: MerkleForest[] = [];
  for (let at = 0; at < pieces.length; at += size) {
    const growing = startForest();
    for (const piece of pieces.slice(at, at + size)) growing.take(piece);
    above.push(growing.forest());
  }
  return together(above, size);
}

test("the root of pieces, however cut and brought together, is that of all their leaves", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 200 }),
      fc.array(fc.nat(), { maxLength: 12 }),
      fc.integer({ min: 2, max: 5 }),
      (count, ends, size) => {
        const leaves = Array.from({ length: count }, (_, i) => leaf(i));
        const pieces = inPieces(count, ends);
        const forest = together(pieces, size);
        expect(rootOfForest(forest)).toBe(hex(merkleRoot(leaves)));
        expect(leavesBefore(forest)).toBe(count);
        // All that is kept of a piece grows with the logarithm of what it has.
        for (const { nodes } of pieces) expect(nodes.length).toBeLessThanOrEqual(14);
      },
    ),
    { numRuns: 200 },
  );
});

test("a leaf that is another, or stands elsewhere, gives another root", () => {
  const root = (order: readonly number[]): string => {
    const growing = startForest();
    for (const i of order) growing.leaf(leaf(i));
    return rootOfForest(growing.forest());
  };
  expect(new Set([root([0, 1, 2]), root([1, 0, 2]), root([0, 1, 3]), root([0, 1])]).size).toBe(4);
});
