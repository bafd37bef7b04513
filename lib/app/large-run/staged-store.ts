import type { Scratch, ScratchReader } from "../run/scratch.ts";

/** Where fetched bytes lie until a task has read them: in memory as far as they fit, else in files. */
export interface StagedStore {
  keep(bytes: AsyncIterable<Uint8Array>, lengthExpected: number): Promise<Kept>;
}

export interface Kept {
  readonly length: number;
  read(offset: number, length: number): Uint8Array;
}

/** Fetched bytes that one task keeps in memory. */
const memoryBytesMax = 96 * 1024 * 1024;

export function stagedStore(scratch: Scratch): StagedStore {
  let [inMemory, files] = [0, 0];
  return {
    async keep(bytes, lengthExpected) {
      if (inMemory + lengthExpected <= memoryBytesMax) {
        inMemory += lengthExpected;
        return keptInMemory(bytes);
      }
      return keptInFile(scratch, `staged-${files++}`, bytes);
    },
  };
}

async function keptInMemory(bytes: AsyncIterable<Uint8Array>): Promise<Kept> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytes) chunks.push(chunk);
  const all = chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks);
  return { length: all.length, read: (offset, length) => all.subarray(offset, offset + length) };
}

async function keptInFile(
  scratch: Scratch,
  name: string,
  bytes: AsyncIterable<Uint8Array>,
): Promise<Kept> {
  const file = scratch.create(name);
  let length = 0;
  try {
    for await (const chunk of bytes) {
      file.write(chunk);
      length += chunk.length;
    }
    file.finish();
  } catch (error) {
    file.discard();
    throw error;
  }
  return {
    length,
    // Opened for each reading: a task may have thousands of them.
    read: (offset, wanted) => reading(scratch.open(name), (reader) => reader.read(offset, wanted)),
  };
}

function reading<Result>(reader: ScratchReader, read: (reader: ScratchReader) => Result): Result {
  try {
    return read(reader);
  } finally {
    reader.close();
  }
}
