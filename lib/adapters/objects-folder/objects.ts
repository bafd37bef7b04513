import { type FileHandle, open, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { GateError } from "../../app/errors.ts";
import type { Objects } from "../../app/ports.ts";
import type { ObjectFacts } from "../../app/storage.ts";
import { admitName } from "../object-name.ts";
import {
  giveName,
  type KnownFolders,
  objectsIn,
  unfinishedIn,
  unless,
  writeUnfinished,
} from "./paths.ts";

/** What is read at once. */
const chunkSizeBytes = 256 * 1024;

/**
 * Objects as files of a folder, their names as paths: no name may go on where another one ends. An
 * object has its name when its bytes are on the disk, and the name is there when `write` resolves.
 */
export function folderObjects(folder: string): Objects {
  const root = objectsIn(folder);
  const known: KnownFolders = new Map();
  return {
    find: (name) => reaching(factsOf(root, admitName(name))),
    read: (name, range) => readFrom(join(root, admitName(name)), name, range),
    write: async (name, bytes, { onlyNew = false } = {}) => {
      const path = join(root, admitName(name));
      const chunks = bytes instanceof Uint8Array ? [bytes] : bytes;
      return reaching(
        (async () => {
          if (onlyNew && (await factsOf(root, name)) !== undefined) return false;
          const unfinished = await writeUnfinished(known, folder, chunks);
          return giveName(known, folder, { unfinished, path, onlyNew });
        })(),
      );
    },
    list: (prefix) => listUnder(root, prefix),
    remove: async (names) => {
      for (const name of names) await reaching(rm(join(root, admitName(name)), { force: true }));
    },
  };
}

/** Takes away what a crash left half written. To be called while nobody writes. */
export async function removeUnfinished(folder: string): Promise<void> {
  const place = unfinishedIn(folder);
  const names = (await readdir(place).catch(unless("ENOENT"))) ?? [];
  for (const name of names) await rm(join(place, name), { force: true });
}

async function factsOf(root: string, name: string): Promise<ObjectFacts | undefined> {
  const found = await stat(join(root, name)).catch(unless("ENOENT"));
  return found?.isFile() ? { name, sizeBytes: found.size } : undefined;
}

async function* readFrom(
  path: string,
  name: string,
  range?: { readonly start: number; readonly end: number },
): AsyncIterable<Uint8Array> {
  if (range !== undefined && range.end <= range.start) return;
  const file = await reaching(open(path, "r").catch(unless("ENOENT")));
  if (file === undefined) throw new GateError("not_found", `there is no object ${name}`);
  try {
    const { size } = await reaching(file.stat());
    const end = Math.min(range?.end ?? size, size);
    for (let at = range?.start ?? 0; at < end; ) {
      const chunk = await reaching(readSome(file, at, Math.min(chunkSizeBytes, end - at)));
      at += chunk.length;
      yield chunk;
    }
  } finally {
    await file.close();
  }
}

/** A file that ends before the size that it had is no shorter file: something is wrong with it. */
async function readSome(file: FileHandle, at: number, sizeBytes: number): Promise<Uint8Array> {
  const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(sizeBytes), 0, sizeBytes, at);
  if (bytesRead === 0) throw new Error("the file has become shorter while it was read");
  return buffer.subarray(0, bytesRead);
}

/** A folder's name sorts as the names in it do: with what follows it. */
async function* listUnder(root: string, prefix: string): AsyncIterable<ObjectFacts> {
  const above = prefix.slice(0, prefix.lastIndexOf("/") + 1);
  for await (const name of namesUnder(root, above, prefix)) {
    const facts = await reaching(factsOf(root, name));
    if (facts !== undefined) yield facts; // it may have been removed meanwhile
  }
}

async function* namesUnder(root: string, above: string, prefix: string): AsyncIterable<string> {
  const entries = await reaching(
    readdir(join(root, above), { withFileTypes: true }).catch(unless("ENOENT")),
  );
  const names = (entries ?? []).map((one) => above + one.name + (one.isDirectory() ? "/" : ""));
  for (const name of names.sort()) {
    if (!name.startsWith(prefix) && !prefix.startsWith(name)) continue;
    if (name.endsWith("/")) yield* namesUnder(root, name, prefix);
    else if (name.startsWith(prefix)) yield name;
  }
}

async function reaching<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (cause) {
    if (cause instanceof GateError) throw cause;
    throw new GateError("unavailable", "the folder of objects could not be used", { cause });
  }
}
