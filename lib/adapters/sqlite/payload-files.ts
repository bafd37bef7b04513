import { randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Reader } from "./reader.ts";
import { syncNames, writeWhole } from "./whole-file.ts";

/** Payloads up to this size lie in their row; larger ones would make each backup of rows slow. */
export const payloadInRowMaxBytes = 64 * 1024;

const folderName = "payloads";

/** The path of a payload's file, from its name: `ab/ab12….9f3c…`. */
export const payloadPath = (folder: string, name: string): string => join(folder, folderName, name);

/** The files of large payloads. */
export interface PayloadFiles {
  /**
   * Writes a payload to a file of its own: its bytes and its name are on the disk when this resolves,
   * whole or not at all. Gives the name; two tries of one submission have two files.
   */
  write(submission: string, payload: Uint8Array): Promise<string>;
  read(name: string): Promise<Uint8Array>;
  remove(name: string): Promise<void>;
}

export function payloadFiles(folder: string): PayloadFiles {
  // Whoever finds a shelf there must still know that its name is on the disk.
  const shelves = new Map<string, Promise<void>>();
  const shelfOf = async (name: string): Promise<string> => {
    const path = join(folder, folderName, name);
    const made = shelves.get(name) ?? makeShelf(folder, path);
    shelves.set(name, made);
    await made.catch((error) => {
      shelves.delete(name);
      throw error;
    });
    return path;
  };
  return {
    write: async (submission, payload) => {
      const name = submission.slice(0, 2);
      const shelf = await shelfOf(name);
      const file = `${submission}.${randomBytes(8).toString("hex")}`;
      await writeWhole(join(shelf, file), payload);
      return `${name}/${file}`;
    },
    read: (name) => readFile(payloadPath(folder, name)),
    remove: (name) => rm(payloadPath(folder, name), { force: true }),
  };
}

async function makeShelf(folder: string, path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  await syncNames(join(folder, folderName));
  await syncNames(folder);
}

/**
 * Begins to remove what a crash left: files that no row names, last written before this start. Nobody waits
 * for it; gives what ends it. What it could not remove harms nobody, and the next start tries again.
 */
export function cleaner(folder: string, reader: Reader): () => Promise<void> {
  const beforeMs = Date.now() - tickMs;
  let isOver = false;
  const root = join(folder, folderName);
  const clean = async (): Promise<void> => {
    for (const shelf of await namesIn(root))
      for (const file of await namesIn(join(root, shelf))) {
        if (isOver) return;
        const name = `${shelf}/${file}`;
        if (!isNamed(reader, name)) await removeOlder(join(root, name), beforeMs);
      }
  };
  const cleaned = clean().catch(() => undefined);
  return () => {
    isOver = true;
    return cleaned;
  };
}

const isNamed = (reader: Reader, name: string): boolean =>
  reader.row("SELECT 1 FROM dossiers WHERE payload_file = ?", name) !== undefined;

/** File systems count time in coarse ticks: a file may say that it is a little older than it is. */
const tickMs = 1_000;

/** What is younger may be of a submission that is just being written. */
async function removeOlder(path: string, beforeMs: number): Promise<void> {
  const { mtimeMs } = await stat(path);
  if (mtimeMs < beforeMs) await rm(path, { force: true });
}

const namesIn = (path: string): Promise<readonly string[]> => readdir(path).catch(() => []);
