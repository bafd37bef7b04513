import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** Some files of a folder beside the code, each read when it is first asked for; others are undefined. */
export function packagedFiles(
  folder: string,
  names: readonly string[],
): (name: string) => Promise<Uint8Array | undefined> {
  const read = new Map<string, Promise<Uint8Array>>();
  return async (name) => {
    if (!names.includes(name)) return undefined; // what is no file's name never becomes a path
    const known = read.get(name) ?? readFile(join(folder, name));
    read.set(name, known);
    return known;
  };
}
