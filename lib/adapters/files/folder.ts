import { readdirSync, type Stats, statSync } from "node:fs";
import { join } from "node:path";
import type { Refusal } from "../../subjects/readers/reading.ts";
import { filesMax, tooMany } from "./archive.ts";
import { cannotRead, reasonOf } from "./failures.ts";
import { type FileSource, fileSource, type UnreadableSource } from "./input-source.ts";

/**
 * The files in a folder and in the folders in it, by name. Links to files are followed, those to folders
 * are not. What is no file, and what cannot be looked at, is there as well, with its reason.
 *
 * @throws {GateError} when the folder itself cannot be read, or holds too many files.
 */
export function folderSources(
  path: string,
  name: string,
): readonly (FileSource | UnreadableSource)[] {
  const found: (FileSource | UnreadableSource)[] = [];
  const folders = [{ path, name }];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const { path: at, name: label } = folder;
    for (const entry of entriesOf(at, label)) {
      const inner = {
        path: join(at, entry.name),
        name: `${label.replace(/\/+$/, "")}/${entry.name}`,
      };
      if (entry.isDirectory()) folders.push(inner);
      else found.push(sourceOf(inner.path, inner.name));
      if (found.length > filesMax) throw tooMany(name);
    }
  }
  return found.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

function entriesOf(path: string, name: string) {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch (cause) {
    throw cannotRead(name, cause);
  }
}

function sourceOf(path: string, name: string): FileSource | UnreadableSource {
  try {
    const stats = statSync(path);
    const refusal = refusalOf(stats);
    return refusal ? { kind: "unreadable", name, refusal } : fileSource(path, name);
  } catch (cause) {
    const reason = `it cannot be looked at: ${reasonOf(cause)}`;
    return { kind: "unreadable", name, refusal: { code: "not_a_file", reason } };
  }
}

function refusalOf(stats: Stats): Refusal | undefined {
  if (stats.isFile()) return undefined;
  const what = stats.isDirectory() ? "a link to a folder" : "a pipe, a socket or a device";
  return { code: "not_a_file", reason: `it is ${what}: put the files themselves into the folder` };
}
