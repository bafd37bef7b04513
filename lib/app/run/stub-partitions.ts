import { type Stubs, stubWords } from "../../core/judge/stubs.ts";

/** The partition of a hash; `partitions` is a power of two, so that finer ones nest in coarser ones. */
export const partitionOfHash = (hash: number, partitions: number): number =>
  (hash & (partitions - 1)) >>> 0;

/** The stubs of each partition as bytes that can be appended to a file. */
export function partitioned(stubs: Stubs, partitions: number): ReadonlyMap<number, Uint8Array> {
  if (stubs.length === 0) return new Map();
  if (partitions === 1) return new Map([[0, bytesOf(stubs)]]);
  return grouped(stubs, (word) => partitionOfHash(stubs[word] as number, partitions));
}

/** The stubs of each part, by its number. */
export const byPart = (stubs: Stubs): ReadonlyMap<number, Uint8Array> =>
  grouped(stubs, (word) => stubs[word + partWord] as number);

/** The last word of a stub is the number of its part. */
const partWord = stubWords - 1;

function grouped(stubs: Stubs, groupOf: (word: number) => number): ReadonlyMap<number, Uint8Array> {
  const counts = new Map<number, number>();
  for (let word = 0; word < stubs.length; word += stubWords) {
    const group = groupOf(word);
    counts.set(group, (counts.get(group) ?? 0) + stubWords);
  }
  const groups = new Map<number, { readonly words: Stubs; length: number }>();
  for (const [group, length] of counts)
    groups.set(group, { words: new Uint32Array(length), length: 0 });
  for (let word = 0; word < stubs.length; word += stubWords) {
    const into = groups.get(groupOf(word)) as { readonly words: Stubs; length: number };
    for (let i = 0; i < stubWords; i++) into.words[into.length++] = stubs[word + i] as number;
  }
  return new Map([...groups].map(([group, { words }]) => [group, bytesOf(words)]));
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Stubs): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** The stubs that segments hold, whatever their bytes are aligned to. */
export function stubsIn(segments: Iterable<Uint8Array>): Stubs {
  const pieces = [...segments];
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return new Uint32Array(bytes.buffer);
}
