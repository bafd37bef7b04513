import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { ByteRange } from "../../app/run/part.ts";
import { type FoundInput, fileSource, readSource } from "./input-source.ts";
import type { Input } from "./inputs.ts";
import { cannotWrite } from "./spill-folder.ts";

export interface SpoolOptions {
  /** Bytes of pipes that are kept in memory, together and with the files. */
  readonly memoryBytesMax: number;
  /** Made at the first need. */
  readonly folder: () => string;
}

/**
 * Inputs that can be read as often as is asked. Files are; what can be read but once, such as a
 * pipe, is read now: into memory where the whole submission fits, into private files otherwise.
 *
 * @throws {GateError} what reading throws, and `unavailable` when there is no room left.
 */
export async function rereadable(
  inputs: readonly Input[],
  options: SpoolOptions,
): Promise<readonly FoundInput[]> {
  const total = inputs.reduce((sum, { sizeBytes = 0 }) => sum + sizeBytes, 0);
  let left = options.memoryBytesMax - total;
  const sized: FoundInput[] = [];
  for (const input of inputs) {
    const one = input.isFile ? sizedFile(input) : await spooled(input, left, options.folder);
    if (!input.isFile) left -= one.sizeBytes;
    sized.push(one);
  }
  return sized;
}

function sizedFile({ name, sizeBytes = 0, source, open: openWhole }: Input): FoundInput {
  if (!source) return { name, sizeBytes, isWhole: true, open: () => openWhole() };
  const open = (range?: ByteRange) => readSource(source, range);
  // From the middle of an archive nothing can be unpacked.
  return source.kind === "file"
    ? { name, sizeBytes, source, open }
    : { name, sizeBytes, source, open, isWhole: true };
}

async function spooled(
  { name, open }: Input,
  memoryBytesMax: number,
  folder: () => string,
): Promise<FoundInput> {
  const kept: Uint8Array[] = [];
  const spool = spoolFile(folder);
  let sizeBytes = 0;
  try {
    for await (const chunk of open()) {
      sizeBytes += chunk.length;
      kept.push(chunk);
      if (sizeBytes > memoryBytesMax) spool.write(kept.splice(0));
    }
    if (!spool.isBegun()) return inMemory(name, Buffer.concat(kept));
    const path = spool.finish(kept);
    const source = fileSource(path, name);
    return { name, sizeBytes, source, open: (range) => readSource(source, range) };
  } catch (error) {
    spool.discard();
    throw error;
  }
}

const inMemory = (name: string, bytes: Uint8Array): FoundInput => ({
  name,
  sizeBytes: bytes.length,
  open: (range) => [range ? bytes.subarray(range.start, range.end) : bytes],
});

let spools = 0;

/** A file that is begun when something is written to it. */
function spoolFile(folderOf: () => string) {
  let open: { readonly folder: string; readonly path: string; readonly file: number } | undefined;
  const begin = () => {
    const folder = folderOf();
    const path = join(folder, `input-${spools++}`);
    open = { folder, path, file: openSync(path, "wx", 0o600) };
    return open;
  };
  const write = (chunks: readonly Uint8Array[]): void => {
    const { folder, file } = open ?? begin();
    try {
      for (const chunk of chunks)
        for (let at = 0; at < chunk.length; ) at += writeSync(file, chunk, at);
    } catch (cause) {
      throw cannotWrite(folder, cause);
    }
  };
  return {
    isBegun: () => open !== undefined,
    write,
    finish: (chunks: readonly Uint8Array[]): string => {
      write(chunks);
      const { path, file } = open ?? begin();
      closeSync(file);
      return path;
    },
    discard: () => {
      if (open) rmSync(open.path, { force: true });
    },
  };
}
