import { createHash } from "node:crypto";
import { readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { engineVersion } from "../../core/plan.ts";
import { packageVersion } from "./shipped.ts";

const library = join(dirname(fileURLToPath(import.meta.url)), "../..");

/**
 * What changes whenever this engine might compile a rule set otherwise: its versions, and the size
 * and time of each source it is made of. Part of the key of what is cached.
 */
export function engineStamp(): string {
  const hash = createHash("sha256").update(`${engineVersion} ${packageVersion()}`);
  for (const folder of ["core", "subjects", "app"])
    for (const name of readdirSync(join(library, folder), { recursive: true }) as string[]) {
      const stats = statSync(join(library, folder, name));
      if (stats.isFile()) hash.update(`${name} ${stats.size} ${stats.mtimeMs}\n`);
    }
  return hash.digest("hex");
}
