import {
  closeSync,
  type Dirent,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { GateError } from "../../app/errors.ts";
import type { Archive } from "../../app/ports.ts";
import { admitName } from "../object-name.ts";
import { codeOf, reasonOf } from "./failures.ts";

/** What is being written begins so, and is nobody's copy until it has its name. */
const unfinished = ".unfinished-";
let written = 0;

/**
 * The archive in a folder that its owner alone can read. Files are written once, made read-only and
 * synced before they have their names; who owns the folder can change it all the same, which only
 * the chain of seals tells.
 */
export function folderArchive(folder: string): Archive {
  const root = resolve(folder);
  const known = new Set<string>();
  return {
    keep: async (name, bytes) => telling(name, () => keep(root, known, admitName(name), bytes)),
    read: async (name) => telling(name, () => read(join(root, admitName(name)))),
    names: async function* (prefix, after) {
      yield* telling(prefix, () => namesIn(root, "", prefix, after ?? ""));
    },
  };
}

function keep(root: string, known: Set<string>, name: string, bytes: Uint8Array): boolean {
  const path = join(root, name);
  const parent = dirname(path);
  makeFolder(known, parent);
  const own = join(parent, `${unfinished}${process.pid}-${++written}`);
  try {
    writeSynced(own, bytes);
    linkSync(own, path); // takes a name once, and never from another
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw error;
    const there = read(path);
    return there !== undefined && Buffer.compare(there, bytes) === 0;
  } finally {
    rmSync(own, { force: true });
  }
  sync(parent);
  return true;
}

function writeSynced(path: string, bytes: Uint8Array): void {
  const file = openSync(path, "wx", 0o400);
  try {
    for (let from = 0; from < bytes.length; ) from += writeSync(file, bytes, from);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Each new folder is a name in the one above it. */
function makeFolder(known: Set<string>, folder: string): void {
  if (known.has(folder)) return;
  const first = mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (let made = folder; first !== undefined && made.length >= first.length; made = dirname(made))
    sync(dirname(made));
  known.add(folder);
}

function sync(folder: string): void {
  if (process.platform === "win32") return; // which knows no such thing
  const file = openSync(folder, "r");
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function read(path: string): Uint8Array | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return undefined;
    throw error;
  }
}

/** In the order of whole names, which is not that of a folder's own: `a-b` comes before `a/b`. */
function* namesIn(
  root: string,
  path: string,
  prefix: string,
  after: string,
): Generator<string, void> {
  const entries = listed(join(root, path))
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

function listed(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return [];
    throw error;
  }
}

function telling<Value>(name: string, done: () => Value): Value {
  try {
    return done();
  } catch (cause) {
    if (codeOf(cause) === undefined) throw cause;
    throw new GateError("unavailable", `the archive has trouble with ${name}: ${reasonOf(cause)}`, {
      cause,
    });
  }
}
