import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of this package: the checkout, or what npm unpacked. */
export const packageFolder: string = folderAbove(dirname(fileURLToPath(import.meta.url)));

/** A folder that ships with the package, such as `gates`. */
export const shippedFolder = (name: string): string => join(packageFolder, name);

/** The version of this package. */
export function packageVersion(): string {
  const manifest = JSON.parse(readFileSync(join(packageFolder, "package.json"), "utf8"));
  return manifest.version;
}

/** The nearest folder with rule sets and a manifest: `dist/` may have a manifest of its own. */
function folderAbove(start: string): string {
  for (let at = start; dirname(at) !== at; at = dirname(at))
    if (existsSync(join(at, "package.json")) && existsSync(join(at, "rulesets"))) return at;
  return start;
}
