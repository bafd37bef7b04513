// How large the pieces of a run are: ADR 22 has the arithmetic, for one record and for 50 million.

const mebibyte = 1024 ** 2;

/** A part that one function judges: twice as large as often as there would be more than `partsMax`. */
const partBytesMin = 8 * mebibyte;
const partsMax = 2_048;

export function partBytesFor(totalBytes: number): number {
  let partBytes = partBytesMin;
  while (totalBytes / partBytes > partsMax) partBytes *= 2;
  return partBytes;
}

/** Stubs of set rules are about this share of the input, and one partition of them this large. */
const stubShare = 0.07;
const partitionBytes = 32 * mebibyte;
const partitionsMax = 256;

/** Partitions of the keys in the first pass: a power of two. */
export const partitionsFor = (totalBytes: number): number =>
  Math.min(
    partitionsMax,
    2 ** Math.max(0, Math.ceil(Math.log2((totalBytes * stubShare) / partitionBytes))),
  );

/** Records that one partition of the third pass compares: its entries take some 100 MB in memory. */
export const comparedRecords = 50_000;

/** Bytes of CSV that one call goes through: at 50 MB a second some five minutes. */
export const legBytes = 16 * 1024 * mebibyte;
