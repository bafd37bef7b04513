/**
 * Where a key of a rule belongs: FNV-1a (32 bits) over its UTF-16 units, as eight hex digits. Equal keys
 * meet in one partition, whichever way partitions are made of the hashes.
 */
export function partitionOf(rule: string, key: string): string {
  let hash = 0x811c9dc5;
  for (const text of [rule, "\u0000", key])
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      hash = Math.imul(hash ^ (unit & 0xff), 0x01000193);
      hash = Math.imul(hash ^ (unit >>> 8), 0x01000193);
    }
  return (hash >>> 0).toString(16).padStart(8, "0");
}
