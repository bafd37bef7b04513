import { eachOrdinal, ordinalsUpTo, parseOrdinals, withoutOrdinals } from "../review/ordinals.ts";
import type { Release } from "../review/submission.ts";

/**
 * Which records a release lets out, as ordinals into the records of the judged entry: what the
 * releases before it left behind, but for what it leaves behind itself. No record goes out twice.
 */
export function ordinalsReleased(
  releases: readonly Release[],
  id: string,
  recordCount: number,
): readonly number[] {
  let left = ordinalsUpTo(recordCount);
  for (const release of releases) {
    const excluded = release.excluded === undefined ? [] : parseOrdinals(release.excluded);
    const out = withoutOrdinals(left, excluded);
    if (release.id === id) return [...eachOrdinal(out)];
    left = withoutOrdinals(left, out);
  }
  return [];
}
