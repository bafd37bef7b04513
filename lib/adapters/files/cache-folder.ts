import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { writeWhole } from "./output-file.ts";
import { isPrivate, makePrivate } from "./private-folder.ts";

/** Texts by key that may be gone at any time. Never fails: what cannot be kept is made again. */
export interface Cache {
  readonly read: (key: string) => string | undefined;
  readonly write: (key: string, text: string) => void;
}

/** A cache that keeps nothing. */
export const noCache: Cache = { read: () => undefined, write: () => {} };

/**
 * A cache in a folder of the user's own, which others can neither read nor write: what lies in it
 * is run. A folder that others could write is not used, a text that was changed is not read.
 */
export function folderCache(folder: string | undefined): Cache {
  if (folder === undefined) return noCache;
  return {
    read: (key) => (isPrivate(folder) ? readSealed(pathOf(folder, key), key) : undefined),
    write: (key, text) => {
      try {
        if (!makePrivate(folder)) return;
        writeWhole(pathOf(folder, key), [`${sealOf(key, text)}\n`, text]);
        prune(folder);
      } catch {
        // A full disk or a home that cannot be written costs time, nothing else.
      }
    },
  };
}

const pathOf = (folder: string, key: string): string => join(folder, `${key}${extension}`);
const extension = ".cached";

/** Names the key as well, so that no text is taken for another one's. */
const sealOf = (key: string, text: Uint8Array | string): string =>
  createHash("sha256").update(`${key}\n`).update(text).digest("hex");

function readSealed(path: string, key: string): string | undefined {
  try {
    // As bytes until it is known to be right: a plan may have megabytes.
    const bytes = readFileSync(path);
    const end = Math.max(0, bytes.indexOf("\n"));
    const text = bytes.subarray(end + 1);
    const isSealed = bytes.toString("latin1", 0, end) === sealOf(key, text);
    return isSealed ? text.toString("utf8") : undefined;
  } catch {
    return undefined;
  }
}

/** Texts that are kept; the oldest go first. */
const keptMax = 64;

function prune(folder: string): void {
  const files = readdirSync(folder).filter((name) => name.endsWith(extension));
  if (files.length <= keptMax) return;
  const aged = files.map((name) => {
    const path = join(folder, name);
    return { path, at: statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0 };
  });
  for (const { path } of aged.sort((a, b) => a.at - b.at).slice(0, files.length - keptMax))
    rmSync(path, { force: true });
}
