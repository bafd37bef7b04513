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
async function makeFolder(known: KnownFolders, root: string, path: string): Promise<void> {
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

/** Tries to do something in folders that others may just be taking away. */
const placingsMax = 3;

/** Does it in folders that are there; once more where somebody has taken them away. */
export async function placed<T>(
  known: KnownFolders,
  root: string,
  path: string,
  act: () => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries++)
    try {
      await makeFolder(known, root, path);
      return await act();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT" || tries === placingsMax) throw error;
      known.clear();
    }
}

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
  const path = join(place, randomBytes(12).toString("hex"));
  const file = await placed(known, folder, place, () => open(path, "wx", 0o600));
  try {
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

/**
 * Gives a file its name, synced, in a folder that is made where it is not there; false where `onlyNew`
 * and the name is another's, which stays.
 */
export async function giveName(
  known: KnownFolders,
  folder: string,
  { unfinished, path, onlyNew }: Naming,
): Promise<boolean> {
  try {
    await placed(known, folder, dirname(path), () =>
      onlyNew ? link(unfinished, path) : rename(unfinished, path),
    );
  } catch (error) {
    await rm(unfinished, { force: true });
    return unless("EEXIST")(error) ?? false;
  }
  if (onlyNew) await rm(unfinished, { force: true });
  // Where the folder was taken away at this moment, so was the object in it.
  await syncNames(dirname(path)).catch(unless("ENOENT"));
  return true;
}

interface Naming {
  readonly unfinished: string;
  readonly path: string;
  readonly onlyNew: boolean;
}
