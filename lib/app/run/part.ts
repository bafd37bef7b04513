import type { Reading } from "../../core/record.ts";

/** A range of bytes; `end` is the first byte behind it. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * A piece of a submission that can be read and judged alone: plain JSON, so that a worker thread or
 * another process can take it. Parts have the order of positions, and together they are everything.
 */
export interface Part {
  /** Its place among the parts, from 0. */
  readonly number: number;
  /** The number of its file in the submission, of its first one where it has several. */
  readonly file: number;
  /** How many files it has: several only where each is read whole. */
  readonly files: number;
  /** The bytes of its file that it has; absent where files are read whole. */
  readonly range?: ByteRange;
  /**
   * The line on which it begins. Absent where only the parts before tell it: then it is read as
   * from line 1, and its lines are counted on from theirs afterwards.
   */
  readonly startLine?: number;
  /** How large it is, for the eye: progress goes by it. */
  readonly sizeBytes: number;
}

/** A part that is being read. */
export interface PartReadings {
  /** Its readings in order of position, in batches. */
  readonly batches: AsyncIterable<readonly Reading[]>;
  /** The line ends that were read: asked when the batches are at their end. */
  readonly lines: () => number;
}

/** How a part is read. */
export interface PartReadOptions {
  /** The line on which a part without `startLine` begins; 1 when absent. */
  readonly startLine?: number;
  /**
   * The records that are wanted, by file and offset: a reader that can tell them without reading
   * leaves the others out.
   */
  readonly only?: (file: number, offset: number) => boolean;
}

/** Reads parts, each as often as is asked. */
export type ReadPart = (part: Part, options?: PartReadOptions) => PartReadings;
