const offset = 0x811c9dc5;
const prime = 0x01000193;

/**
 * Where a key of a rule belongs: FNV-1a (32 bits) over its UTF-16 units, as eight hex digits. Equal keys
 * meet in one partition, whichever way partitions are made of the hashes.
 */
export const partitionOf = (rule: string, key: string): string =>
  hexOf(hashFrom(hashSeed(rule), key));

/** The hash of a rule's keys as far as the rule alone decides it. */
export const hashSeed = (rule: string): number => hashFrom(offset, `${rule}\u0000`);

/** The same hash as a number: of a key, going on from a rule's seed. */
export function hashFrom(seed: number, key: string): number {
  let hash = seed;
  for (let i = 0; i < key.length; i++) {
    const unit = key.charCodeAt(i);
    hash = Math.imul(hash ^ (unit & 0xff), prime);
    hash = Math.imul(hash ^ (unit >>> 8), prime);
  }
  return hash >>> 0;
}

export const hexOf = (hash: number): string => hash.toString(16).padStart(8, "0");
