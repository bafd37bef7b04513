import { randomBytes } from "node:crypto";
import { link, mkdir, open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { syncNames } from "../sqlite/whole-file.ts";

/** Where things lie in the folder. */
export const objectsIn = (folder: string): string => join(folder, "objects");
export const unfinishedIn = (folder: string): string => join(folder, "unfinished");
export const uploadsIn = (folder: string): string => join(folder, "uploads");

/** Folders that are known to be there, their names on the disk. */
export type KnownFolders = Map<string, Promise<void>>;

/** Makes a folder and those above it, down from `root`, which is made too; their names are synced. */
export async function makeFolder(known: KnownFolders, root: string, path: string): Promise<void> {
  const made = known.get(path) ?? make(known, root, path);
  known.set(path, made);
  await made.catch((error) => {
    known.delete(path);
    throw error;
  });
}

async function make(known: KnownFolders, root: string, path: string): Promise<void> {
  if (path !== root) await makeFolder(known, root, dirname(path));
  await mkdir(path, { recursive: path === root, mode: 0o700 }).catch(unless("EEXIST"));
  await syncNames(dirname(path));
}

/** Waits for a failure of this code, which is none. */
export const unless =
  (code: string) =>
  (error: unknown): undefined => {
    if ((error as NodeJS.ErrnoException).code !== code) throw error;
    return undefined;
  };

/**
 * Writes bytes to a file that nobody sees, synced, and gives its path: it is given its name by
 * `giveName`, or taken away. Two that write the same object have two files.
 */
export async function writeUnfinished(
  known: KnownFolders,
  folder: string,
  bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<string> {
  const place = unfinishedIn(folder);
  await makeFolder(known, folder, place);
  const path = join(place, randomBytes(12).toString("hex"));
  try {
    const file = await open(path, "wx", 0o600);
    try {
      for await (const chunk of bytes) await file.writeFile(chunk);
      await file.sync();
    } finally {
      await file.close();
    }
    return path;
  } catch (error) {
    await rm(path, { force: true }).catch(() => undefined); // the first error is told
    throw error;
  }
}

/** Gives a file its name, synced; false where `onlyNew` and the name is another's, which stays. */
export async function giveName(unfinished: string, path: string, onlyNew: boolean) {
  try {
    if (onlyNew) await link(unfinished, path);
    else await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
  if (onlyNew) await rm(unfinished, { force: true });
  await syncNames(dirname(path));
  return true;
}
