import { lstatSync, mkdirSync } from "node:fs";
import { join } from "node:path";

/** The user's folder for what may be deleted, by the XDG Base Directory Specification. */
export function cacheFolder(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const { XDG_CACHE_HOME: caches, HOME: home } = env;
  if (caches?.startsWith("/")) return join(caches, "holdpoint");
  return home?.startsWith("/") ? join(home, ".cache", "holdpoint") : undefined;
}

/**
 * Makes a folder that others can neither read nor write. False where that cannot be, or where it is
 * there and others could write it: then nothing in it is to be trusted.
 */
export function makePrivate(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return isPrivate(folder);
  } catch {
    return false;
  }
}

/** Whether a folder is ours, and nobody else may write it. */
export function isPrivate(folder: string): boolean {
  try {
    const stats = lstatSync(folder);
    const isOurs = process.getuid === undefined || stats.uid === process.getuid();
    return stats.isDirectory() && isOurs && (stats.mode & 0o022) === 0;
  } catch {
    return false;
  }
}
