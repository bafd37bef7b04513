import { constants } from "node:fs";
import { copyFile, mkdir, open, opendir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { syncNames } from "../sqlite/whole-file.ts";
import { codeOf } from "./failures.ts";

/** Files that are copied at once. */
const parallelMax = 16;

/**
 * Copies a folder of files that never change under their names into another one; bytes and names are
 * on the disk when this resolves. What comes or goes meanwhile is there or not. Where the disk can
 * share blocks until one side is written it does; a file is never linked, because a copy that has the
 * bytes of the original is damaged with it. Memory does not grow with the files.
 *
 * @param isWanted by the path below the folder, of files and of folders; all when absent.
 */
export async function copyTree(
  from: string,
  to: string,
  isWanted: (path: string) => boolean = () => true,
): Promise<void> {
  if (await copyUnder({ from, to, isWanted }, "")) await syncNames(dirname(to));
}

interface Copying {
  readonly from: string;
  readonly to: string;
  readonly isWanted: (path: string) => boolean;
}

/** False where there is nothing. */
async function copyUnder(copying: Copying, path: string): Promise<boolean> {
  const { from, to, isWanted } = copying;
  const found = await unlessGone(opendir(join(from, path)));
  if (found === undefined) return false;
  await mkdir(join(to, path), { recursive: true, mode: 0o700 });
  let files: string[] = [];
  const copy = async (): Promise<void> => {
    const some = files;
    files = [];
    await Promise.all(some.map((file) => copySynced(join(from, file), join(to, file))));
  };
  for await (const entry of found) {
    const below = path === "" ? entry.name : `${path}/${entry.name}`;
    if (!isWanted(below)) continue;
    if (entry.isDirectory()) await copyUnder(copying, below);
    else if (entry.isFile()) files.push(below);
    if (files.length === parallelMax) await copy();
  }
  await copy();
  await syncNames(join(to, path));
  return true;
}

/** Copies a file, synced, with its permissions; where there is none, nothing. */
export async function copySynced(from: string, to: string): Promise<void> {
  const copied = copyFile(from, to, constants.COPYFILE_FICLONE).then(() => true);
  if (!(await unlessGone(copied))) return;
  // Only who may write to a file can have it synced there, and what is archived nobody writes to.
  if (process.platform === "win32") return;
  const file = await open(to, "r");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

async function unlessGone<Value>(done: Promise<Value>): Promise<Value | undefined> {
  try {
    return await done;
  } catch (error) {
    if (codeOf(error) !== "ENOENT") throw error;
    return undefined;
  }
}
