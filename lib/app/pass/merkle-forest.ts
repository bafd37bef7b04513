import { leafHash, merkleRoot, nodeHash } from "./merkle.ts";

/**
 * The Merkle tree (RFC 9162) of leaves that come in pieces: the whole subtrees of one piece, which is
 * all that must be known of it. Plain JSON of some 60 nodes at most.
 */
export interface MerkleForest {
  /** In order; each is as large, and begins as far, as its level and index say. */
  readonly nodes: readonly MerkleNode[];
}

/** The subtree of the leaves from `index * 2^level` on, `2^level` of them. */
export interface MerkleNode {
  readonly level: number;
  readonly index: number;
  /** Hex. */
  readonly hash: string;
}

/** Takes leaves, or forests, in order; bounded by the logarithm of their number. */
export interface ForestGrowing {
  leaf(bytes: Uint8Array): void;
  take(forest: MerkleForest): void;
  forest(): MerkleForest;
}

interface Node {
  readonly level: number;
  readonly index: number;
  readonly hash: Uint8Array;
}

/** @param before the number of leaves before the first that will be taken. */
export function startForest(before = 0): ForestGrowing {
  const nodes: Node[] = [];
  let next = before;
  const push = (given: Node): void => {
    let node = given;
    for (let left = nodes.at(-1); left && areSiblings(left, node); left = nodes.at(-1)) {
      nodes.pop();
      node = {
        level: node.level + 1,
        index: left.index / 2,
        hash: nodeHash(left.hash, node.hash),
      };
    }
    nodes.push(node);
  };
  return {
    leaf: (bytes) => push({ level: 0, index: next++, hash: leafHash(bytes) }),
    take: (forest) => {
      for (const { level, index, hash } of forest.nodes)
        push({ level, index, hash: Buffer.from(hash, "hex") });
    },
    forest: () => ({
      nodes: nodes.map(({ level, index, hash }) => ({
        level,
        index,
        hash: Buffer.from(hash).toString("hex"),
      })),
    }),
  };
}

const areSiblings = (left: Node, right: Node): boolean =>
  left.level === right.level && left.index % 2 === 0 && right.index === left.index + 1;

/** How many leaves come before the end of a forest; its pieces may have none. */
export function leavesBefore({ nodes }: MerkleForest): number {
  const last = nodes.at(-1);
  return last === undefined ? 0 : (last.index + 1) * 2 ** last.level;
}

/** The root of a forest whose first leaf is the first of all: hex. */
export function rootOfForest({ nodes }: MerkleForest): string {
  const last = nodes.at(-1);
  if (last === undefined) return Buffer.from(merkleRoot([])).toString("hex");
  const root = nodes
    .slice(0, -1)
    .reduceRight<Uint8Array>(
      (right, { hash }) => nodeHash(Buffer.from(hash, "hex"), right),
      Buffer.from(last.hash, "hex"),
    );
  return Buffer.from(root).toString("hex");
}
