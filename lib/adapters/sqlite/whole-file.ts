import { open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Writes a file that only its owner reads: its bytes and its name are on the disk when this resolves.
 * The name stands for all of the bytes, or is not there. The folder must be there, and is synced.
 */
export async function writeWhole(path: string, bytes: Uint8Array | string): Promise<void> {
  const unfinished = `${path}.unfinished`;
  try {
    const file = await open(unfinished, "w", 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => undefined); // the first error is told
    throw error;
  }
  await syncNames(dirname(path));
}

/** Names that were given or taken in a folder are on the disk when this resolves. */
export async function syncNames(path: string): Promise<void> {
  if (process.platform === "win32") return; // which knows no such thing
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
