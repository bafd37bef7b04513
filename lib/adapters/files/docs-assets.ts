import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

/**
 * The files of `swagger-ui-dist` that the page describing the API loads, each read when it is first
 * asked for. Other names, and all where the package is not installed, give undefined.
 *
 * @param names the only files that are ever read.
 */
export function docsAssets(
  names: readonly string[],
): (name: string) => Promise<Uint8Array | undefined> {
  const { resolve } = createRequire(import.meta.url);
  const read = new Map<string, Promise<Uint8Array | undefined>>();
  const readOnce = async (name: string): Promise<Uint8Array | undefined> => {
    try {
      return await readFile(resolve(`swagger-ui-dist/${name}`));
    } catch {
      return undefined;
    }
  };
  return async (name) => {
    if (!names.includes(name)) return undefined;
    const known = read.get(name) ?? readOnce(name);
    read.set(name, known);
    return known;
  };
}
