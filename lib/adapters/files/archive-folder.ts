import type { Dirent } from "node:fs";
import { link, mkdir, open, readdir, readFile, rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { GateError } from "../../app/errors.ts";
import type { Archive } from "../../app/ports.ts";
import { admitName } from "../object-name.ts";
import { codeOf, reasonOf } from "./failures.ts";

/** What is being written begins so, and is nobody's copy until it has its name. */
const unfinished = ".unfinished-";
let written = 0;

/**
 * The archive in a folder that its owner alone can read. Files are written once, read-only, and synced
 * before they have their names; who owns the folder can change it all the same, which only the chain
 * of seals tells.
 */
export function folderArchive(folder: string): Archive {
  const root = resolve(folder);
  const known = new Set<string>();
  return {
    keep: async (name, bytes) => telling(name, keep(root, known, admitName(name), bytes)),
    read: async (name) => telling(name, read(join(root, admitName(name)))),
    names: (prefix, after = "") => namesIn(root, "", prefix, after),
  };
}

async function keep(
  root: string,
  known: Set<string>,
  name: string,
  bytes: Uint8Array,
): Promise<boolean> {
  const path = join(root, name);
  const parent = dirname(path);
  const own = join(parent, `${unfinished}${process.pid}-${++written}`);
  await makeFolder(known, parent);
  try {
    await writeSynced(own, bytes);
    await link(own, path); // takes a name once, and never from another
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw error;
    const there = await read(path);
    return there !== undefined && Buffer.compare(there, bytes) === 0;
  } finally {
    await rm(own, { force: true });
  }
  await sync(parent);
  return true;
}

async function writeSynced(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, "wx", 0o400);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Each new folder is a name in the one above it. */
async function makeFolder(known: Set<string>, folder: string): Promise<void> {
  if (known.has(folder)) return;
  const first = await mkdir(folder, { recursive: true, mode: 0o700 });
  for (let made = folder; first !== undefined && made.length >= first.length; made = dirname(made))
    await sync(dirname(made));
  known.add(folder);
}

async function sync(folder: string): Promise<void> {
  if (process.platform === "win32") return; // which knows no such thing
  const file = await open(folder, "r");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

async function read(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return undefined;
    throw error;
  }
}

/** In the order of whole names, which is not that of a folder's own: `a-b` comes before `a/b`. */
async function* namesIn(
  root: string,
  path: string,
  prefix: string,
  after: string,
): AsyncGenerator<string, void> {
  const entries = (await telling(path, listed(join(root, path))))
    .filter((entry) => !entry.name.startsWith(unfinished))
    .map((entry) => ({ isFolder: entry.isDirectory(), name: path + entry.name }))
    .map(({ isFolder, name }) => ({ isFolder, name: isFolder ? `${name}/` : name }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const { isFolder, name } of entries) {
    if (!isFolder) {
      if (name.startsWith(prefix) && name > after) yield name;
      continue;
    }
    const isOnTheWay = name.startsWith(prefix) || prefix.startsWith(name);
    const isOver = name < after && !after.startsWith(name);
    if (isOnTheWay && !isOver) yield* namesIn(root, name, prefix, after);
  }
}

async function listed(folder: string): Promise<readonly Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return [];
    throw error;
  }
}

async function telling<Value>(name: string, done: Promise<Value>): Promise<Value> {
  try {
    return await done;
  } catch (cause) {
    if (codeOf(cause) === undefined) throw cause;
    const message = `the archive has trouble with ${name}: ${reasonOf(cause)}`;
    throw new GateError("unavailable", message, { cause });
  }
}
