import { createHash } from "node:crypto";

// The Merkle tree of RFC 9162, section 2.1 (https://www.rfc-editor.org/rfc/rfc9162#section-2.1), which
// RFC 6962 has as well. A leaf's hash begins with another byte than a node's, so that no node can be
// passed off as a leaf.
const leafPrefix = Uint8Array.of(0);
const nodePrefix = Uint8Array.of(1);

const sha256 = (...parts: readonly Uint8Array[]): Uint8Array => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
};

export const leafHash = (leaf: Uint8Array): Uint8Array => sha256(leafPrefix, leaf);
export const nodeHash = (left: Uint8Array, right: Uint8Array): Uint8Array =>
  sha256(nodePrefix, left, right);

/** The root over leaves in order; that of no leaves is the hash of nothing. */
export function merkleRoot(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return sha256();
  let level = leaves.map(leafHash);
  while (level.length > 1) level = levelAbove(level);
  return level[0] as Uint8Array;
}

/**
 * Hashes beside the way from a leaf to the root, from the leaf upwards (RFC 9162, section 2.1.3.1):
 * at most one for each doubling of the number of leaves.
 *
 * @param index from 0, and below the number of leaves.
 */
export function inclusionPath(leaves: readonly Uint8Array[], index: number): readonly Uint8Array[] {
  if (!Number.isInteger(index) || index < 0 || index >= leaves.length)
    throw new Error(`there is no leaf ${index} among ${leaves.length}`);
  const path: Uint8Array[] = [];
  let [level, at] = [leaves.map(leafHash), index];
  while (level.length > 1) {
    const beside = level[at % 2 === 0 ? at + 1 : at - 1];
    if (beside !== undefined) path.push(beside);
    level = levelAbove(level);
    at = Math.floor(at / 2);
  }
  return path;
}

/** A last node without another beside it goes up as it is, which gives the tree of the RFC. */
function levelAbove(level: readonly Uint8Array[]): Uint8Array[] {
  const above: Uint8Array[] = [];
  for (let at = 0; at < level.length; at += 2) {
    const [left, right] = [level[at] as Uint8Array, level[at + 1]];
    above.push(right === undefined ? left : nodeHash(left, right));
  }
  return above;
}

/** That a leaf stands at an index among so many, under a root. */
export interface Inclusion {
  readonly leaf: Uint8Array;
  readonly index: number;
  readonly count: number;
  readonly path: readonly Uint8Array[];
  readonly root: Uint8Array;
}

/** Whether a path leads from the leaf to the root (RFC 9162, section 2.1.3.2). Total. */
export function isIncluded({ leaf, index, count, path, root }: Inclusion): boolean {
  if (!Number.isSafeInteger(count) || !Number.isInteger(index)) return false;
  if (index < 0 || index >= count) return false;
  let [hash, at, last] = [leafHash(leaf), index, count - 1];
  for (const beside of path) {
    if (beside.length !== 32 || last === 0) return false;
    if (at % 2 === 1 || at === last) {
      hash = nodeHash(beside, hash);
      // Where the way goes up without a node beside it, nothing is hashed.
      while (at % 2 === 0 && at !== 0) [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
    } else hash = nodeHash(hash, beside);
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  return last === 0 && Buffer.compare(hash, root) === 0;
}
