/** Numbers of one block: the 4,096 whole numbers from `index * 4096` on. */
export const blockSize = 4096;
const blockSizeInt = BigInt(blockSize);
const wordsOfBlock = blockSize / 32;

/**
 * A set of whole numbers of 64 bits, for series in which most numbers are used: bitmaps of blocks,
 * of which all full ones are the same, so that fifty million numbers in a row take little.
 */
export interface NumberSet {
  readonly blocks: ReadonlyMap<number, Block>;
}

/** The bits of a block, and behind them how many are set. */
type Block = Uint32Array;

const full: Block = new Uint32Array(wordsOfBlock + 1).fill(0xffff_ffff, 0, wordsOfBlock);
full[wordsOfBlock] = blockSize;

export interface GrowingNumbers extends NumberSet {
  readonly blocks: Map<number, Block>;
}

export const noNumbers = (): GrowingNumbers => ({ blocks: new Map() });

/** How many numbers of a block are in the set. */
export const countOf = (block: Block): number => block[wordsOfBlock] ?? 0;

/** Adds a number; tells whether its block is new. */
export function addNumber({ blocks }: GrowingNumbers, number: bigint): boolean {
  return addAt(blocks, indexOf(number), Number(number & (blockSizeInt - 1n)));
}

/** Adds a safe integer, as `addNumber` does. */
export function addInteger({ blocks }: GrowingNumbers, number: number): boolean {
  const index = Math.floor(number / blockSize);
  return addAt(blocks, index, number - index * blockSize);
}

function addAt(blocks: Map<number, Block>, index: number, offset: number): boolean {
  let block = blocks.get(index);
  const isNew = block === undefined;
  if (block === undefined) {
    block = new Uint32Array(wordsOfBlock + 1);
    blocks.set(index, block);
  }
  const word = block[offset >>> 5] ?? 0;
  const bit = 1 << (offset & 31);
  if ((word & bit) !== 0) return isNew;
  block[offset >>> 5] = word | bit;
  block[wordsOfBlock] = countOf(block) + 1;
  if (countOf(block) === blockSize) blocks.set(index, full);
  return isNew;
}

/**
 * Adds the numbers from `first` to `last`; gives how many blocks are new. Takes time by blocks: the
 * caller bounds how many there may be.
 */
export function addRange({ blocks }: GrowingNumbers, first: bigint, last: bigint): number {
  let added = 0;
  const end = indexOf(last);
  for (let index = indexOf(first); index <= end; index++) {
    const start = BigInt(index) * blockSizeInt;
    const from = first > start ? Number(first - start) : 0;
    const to = last < start + blockSizeInt ? Number(last - start) : blockSize - 1;
    if (!blocks.has(index)) added++;
    if (from === 0 && to === blockSize - 1) blocks.set(index, full);
    else for (let offset = from; offset <= to; offset++) addAt(blocks, index, offset);
  }
  return added;
}

/** Adds the numbers of a block by its bits; tells whether the block is new. */
export function addBits({ blocks }: GrowingNumbers, index: number, bits: Uint32Array): boolean {
  const known = blocks.get(index);
  if (known === full) return false;
  const block = known ?? new Uint32Array(wordsOfBlock + 1);
  let count = 0;
  for (let i = 0; i < wordsOfBlock; i++) {
    const word = (block[i] ?? 0) | (bits[i] ?? 0);
    block[i] = word;
    count += bitsOf(word);
  }
  block[wordsOfBlock] = count;
  blocks.set(index, count === blockSize ? full : block);
  return known === undefined;
}

/** The block that holds a number; floors, as all of this does below zero. */
export const indexOf = (number: bigint): number => Number(number >> 12n);

/** How many blocks a range takes. */
export const blocksOf = (first: bigint, last: bigint): number => indexOf(last) - indexOf(first) + 1;

/** The blocks in the order of their numbers. */
export const inOrder = ({ blocks }: NumberSet): readonly (readonly [number, Block])[] =>
  [...blocks].sort(([a], [b]) => a - b);

/** How many numbers are in the set. */
export function sizeOf({ blocks }: NumberSet): number {
  let size = 0;
  for (const block of blocks.values()) size += countOf(block);
  return size;
}

/** The next offset of a block, from one on, that is used or not; the block's size where none is. */
export function nextOffset(block: Block, from: number, used: boolean): number {
  const flip = used ? 0 : -1;
  let at = from >>> 5;
  let word = ((block[at] ?? 0) ^ flip) & (-1 << (from & 31));
  while (word === 0 && ++at < wordsOfBlock) word = (block[at] ?? 0) ^ flip;
  return at >= wordsOfBlock || word === 0 ? blockSize : at * 32 + (31 - Math.clz32(word & -word));
}

/** How many numbers of a block below an offset are in the set. */
export function countBelow(block: Block, offset: number): number {
  let count = 0;
  for (let i = 0; i < offset >>> 5; i++) count += bitsOf(block[i] ?? 0);
  const rest = offset & 31;
  return rest === 0 ? count : count + bitsOf((block[offset >>> 5] ?? 0) & ((1 << rest) - 1));
}

/** The used ranges of a block, by offsets. */
export function* runsOf(block: Block): Generator<readonly [first: number, last: number]> {
  for (let at = 0; at < blockSize; ) {
    const first = nextOffset(block, at, true);
    if (first === blockSize) return;
    at = nextOffset(block, first, false);
    yield [first, at - 1];
  }
}

function bitsOf(word: number): number {
  const pairs = word - ((word >>> 1) & 0x5555_5555);
  const fours = (pairs & 0x3333_3333) + ((pairs >>> 2) & 0x3333_3333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}
