import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { RuleFile } from "../../../lib/core/ruleset.ts";
import { repository } from "../../support/house.ts";

/** The files of a shipped rule set, cases included, named from the root of the repository. */
export function rulesetFiles(name: string): readonly RuleFile[] {
  const folder = join(repository, "rulesets", name);
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(yaml|json)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({
      path: relative(repository, path).replaceAll("\\", "/"),
      text: readFileSync(path, "utf8"),
    }));
}
