import type { Objects } from "../ports.ts";
import type { Scratch } from "../run/scratch.ts";

/** Bytes that are read and sent at once. */
const chunkBytes = 1024 * 1024;

/** Sends a file of the scratch, unless there is an object of this name already. */
export function sendFile(
  objects: Objects,
  scratch: Scratch,
  file: string,
  name: string,
): Promise<boolean> {
  return objects.write(name, bytesOf(scratch, file), { onlyNew: true });
}

async function* bytesOf(scratch: Scratch, file: string): AsyncGenerator<Uint8Array, void, void> {
  const reader = scratch.open(file);
  try {
    for (let at = 0; at < reader.sizeBytes; at += chunkBytes) yield reader.read(at, chunkBytes);
  } finally {
    reader.close();
  }
}
