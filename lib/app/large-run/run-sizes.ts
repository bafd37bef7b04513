import { groupGroupsMax, groupPartsMax } from "../run/groups.ts";

/** How large the pieces of a run are: the report does not depend on it, what a function needs does. */
export interface RunSizes {
  /** About how large a part is that one function judges. */
  readonly partBytes: number;
  /** Partitions of the keys in the first pass: a power of two. */
  readonly partitions: number;
  /** Records that one partition of the third pass compares. */
  readonly comparedRecords: number;
  /** Parts that are merged in one go, and groups of them. */
  readonly groupParts: number;
  readonly groupGroups: number;
  /** Bytes of CSV that one call goes through. */
  readonly legBytes: number;
}

const mebibyte = 1024 ** 2;

/** A part is twice as large as often as there would be more than `partsMax`. */
const partBytesMin = 8 * mebibyte;
const partsMax = 2_048;

/** Stubs of set rules are about this share of the input, and one partition of them this large. */
const stubShare = 0.07;
const partitionBytes = 32 * mebibyte;
const partitionsMax = 256;

/** ADR 22 has the arithmetic, for one record and for 50 million. */
export const sizesFor = (totalBytes: number): RunSizes => ({
  partBytes: partBytesFor(totalBytes),
  partitions: partitionsFor(totalBytes),
  comparedRecords: 50_000,
  groupParts: groupPartsMax,
  groupGroups: groupGroupsMax,
  // At 50 MB a second some five minutes.
  legBytes: 16 * 1024 * mebibyte,
});

function partBytesFor(totalBytes: number): number {
  let partBytes = partBytesMin;
  while (totalBytes / partBytes > partsMax) partBytes *= 2;
  return partBytes;
}

const partitionsFor = (totalBytes: number): number =>
  Math.min(
    partitionsMax,
    2 ** Math.max(0, Math.ceil(Math.log2((totalBytes * stubShare) / partitionBytes))),
  );
