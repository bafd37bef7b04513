import { inclusionPath, isIncluded, merkleRoot } from "../../../lib/app/pass/merkle.ts";
import fc from "../../support/fast-check.ts";
import { sha256Bytes } from "../../support/pass-keys.ts";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const bytesOf = (text: string): Buffer => Buffer.from(text, "hex");

/** RFC 9162, section 2.1.1, word by word. */
function naiveRoot(leaves: readonly Uint8Array[]): Buffer {
  if (leaves.length === 0) return sha256Bytes();
  if (leaves.length === 1) return sha256Bytes(Uint8Array.of(0), leaves[0]!);
  const k = largestPowerBelow(leaves.length);
  return sha256Bytes(Uint8Array.of(1), naiveRoot(leaves.slice(0, k)), naiveRoot(leaves.slice(k)));
}

/** RFC 9162, section 2.1.3.1. */
function naivePath(leaves: readonly Uint8Array[], m: number): readonly Buffer[] {
  if (leaves.length === 1) return [];
  const k = largestPowerBelow(leaves.length);
  return m < k
    ? [...naivePath(leaves.slice(0, k), m), naiveRoot(leaves.slice(k))]
    : [...naivePath(leaves.slice(k), m - k), naiveRoot(leaves.slice(0, k))];
}

function largestPowerBelow(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

// The tree of the reference implementation of Certificate Transparency (RFC 6962), leaves and roots:
// https://github.com/google/certificate-transparency/blob/master/cpp/merkletree/merkle_tree_test.cc
const leaves = [
  "",
  "00",
  "10",
  "2021",
  "3031",
  "40414243",
  "5051525354555657",
  "606162636465666768696a6b6c6d6e6f",
].map(bytesOf);
const roots = [
  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
  "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

test.each(roots.map((root, count) => [count, root] as const))(
  "the published root over %i leaves",
  (count, root) => expect(hex(merkleRoot(leaves.slice(0, count)))).toBe(root),
);

const leaf = fc.oneof(
  fc.uint8Array({ minLength: 32, maxLength: 32 }),
  fc.constant(new Uint8Array(32)),
);
const tree = fc.array(leaf, { minLength: 1, maxLength: 70 });
const place = fc.tuple(tree, fc.nat()).map(([all, at]) => ({ all, index: at % all.length }));

test("root and paths are those of the RFC's own words, equal leaves among them", () => {
  fc.assert(
    fc.property(place, ({ all, index }) => {
      expect(hex(merkleRoot(all))).toBe(hex(naiveRoot(all)));
      expect(inclusionPath(all, index).map(hex)).toEqual(naivePath(all, index).map(hex));
    }),
  );
});

test("each leaf is included at its place, and by a path that grows with the logarithm", () => {
  fc.assert(
    fc.property(place, ({ all, index }) => {
      const path = inclusionPath(all, index);
      const root = merkleRoot(all);
      expect(isIncluded({ leaf: all[index]!, index, count: all.length, path, root })).toBe(true);
      expect(path.length).toBeLessThanOrEqual(Math.ceil(Math.log2(all.length)));
    }),
  );
});

test("no other leaf, place, count, path or root is", () => {
  fc.assert(
    fc.property(
      place,
      fc.nat(),
      fc.uint8Array({ minLength: 32, maxLength: 32 }),
      ({ all, index }, n, other) => {
        const path = inclusionPath(all, index);
        const truth = { leaf: all[index]!, index, count: all.length, path, root: merkleRoot(all) };
        const flip = (bytes: Uint8Array): Uint8Array => {
          const copy = Uint8Array.from(bytes);
          copy[n % copy.length]! ^= 1 << (n % 8);
          return copy;
        };
        const flipped = path.map((hash, at) => (at === n % path.length ? flip(hash) : hash));
        expect(isIncluded({ ...truth, leaf: flip(truth.leaf) })).toBe(false);
        expect(isIncluded({ ...truth, root: flip(truth.root) })).toBe(false);
        if (path.length > 0) expect(isIncluded({ ...truth, path: flipped })).toBe(false);
        if (path.length > 0) expect(isIncluded({ ...truth, path: path.slice(1) })).toBe(false);
        expect(isIncluded({ ...truth, path: [...path, other] })).toBe(false);
        // Another place holds another leaf, unless the leaves are equal.
        const elsewhere = n % all.length;
        if (hex(all[elsewhere]!) !== hex(truth.leaf))
          expect(isIncluded({ ...truth, index: elsewhere })).toBe(false);
      },
    ),
  );
});

test("of two equal records each is proven at its own place, and at no other of another way up", () => {
  const twice = [new Uint8Array(32), Uint8Array.of(...Array(32).fill(1)), new Uint8Array(32)];
  const root = merkleRoot(twice);
  for (const index of [0, 2])
    expect(
      isIncluded({ leaf: twice[index]!, index, count: 3, path: inclusionPath(twice, index), root }),
    ).toBe(true);
  expect(
    isIncluded({ leaf: twice[0]!, index: 2, count: 3, path: inclusionPath(twice, 0), root }),
  ).toBe(false);
});

test("a node is never taken for a leaf: its 64 bytes, or its hash, are under no root", () => {
  const all = Array.from({ length: 4 }, (_, n) => Uint8Array.of(...Array(32).fill(n)));
  const hashes = all.map((one) => sha256Bytes(Uint8Array.of(0), one));
  const node = Buffer.concat([hashes[0]!, hashes[1]!]);
  const beside = sha256Bytes(Uint8Array.of(1), hashes[2]!, hashes[3]!);
  const root = merkleRoot(all);
  // What a tree without prefixes would accept: the left half as one leaf of two.
  expect(isIncluded({ leaf: node, index: 0, count: 2, path: [beside], root })).toBe(false);
  expect(isIncluded({ leaf: sha256Bytes(node), index: 0, count: 2, path: [beside], root })).toBe(
    false,
  );
});

// Numbers that no tree has, which come from whoever hands over a proof.
test.each([
  [-1, 3],
  [3, 3],
  [0, 0],
  [0.5, 3],
  [Number.NaN, 3],
  [0, Number.NaN],
  [0, Number.POSITIVE_INFINITY],
  [0, -1],
  [0, 2 ** 60],
])("index %d of %d: not included, and nothing thrown", (index, count) => {
  const root = merkleRoot(leaves.slice(1, 4));
  const path = inclusionPath(leaves.slice(1, 4), 0);
  expect(isIncluded({ leaf: leaves[1]!, index, count, path, root })).toBe(false);
});

test("asking for the path of a leaf that is not there is a bug", () => {
  expect(() => inclusionPath(leaves, 8)).toThrow("there is no leaf 8 among 8");
});
