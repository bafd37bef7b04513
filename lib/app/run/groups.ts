import type { Position } from "../../core/record.ts";
import type { Part } from "./part.ts";

/** Parts that are merged first, and where in the submission they begin. Plain JSON. */
export interface PartGroup {
  readonly firstPart: number;
  readonly file: number;
  readonly offset: number;
}

/** Parts that are merged in one go, and groups of them. */
export const groupPartsMax = 32;
export const groupGroupsMax = 64;

/** The groups of parts, in order; one at least. */
export function groupsOf(
  parts: readonly Part[],
  partsMax: number = groupPartsMax,
): readonly PartGroup[] {
  if (parts.length === 0) return [{ firstPart: 0, file: 0, offset: 0 }];
  return parts
    .filter((_, at) => at % partsMax === 0)
    .map(({ file, range }, group) => ({
      firstPart: group * partsMax,
      file,
      offset: range?.start ?? 0,
    }));
}

/** The group of a record: the last one that does not begin behind it. */
export function groupAt(groups: readonly PartGroup[], { file, offset }: Position): number {
  let [low, high] = [0, groups.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    const at = groups[middle] as PartGroup;
    if (at.file < file || (at.file === file && at.offset <= offset)) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** A share of partitions: each belongs to one group, and groups have about as many. */
export const shareOf = (partitions: number, group: number, groups: number): readonly number[] => {
  const [from, to] = [group, group + 1].map((at) => Math.floor((partitions * at) / groups));
  return Array.from({ length: (to as number) - (from as number) }, (_, i) => (from as number) + i);
};
