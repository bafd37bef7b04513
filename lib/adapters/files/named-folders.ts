import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { GateError } from "../../app/errors.ts";
import { didYouMean } from "../../core/expression/check/suggest.ts";
import type { RuleFile } from "../../core/ruleset.ts";
import { cannotRead } from "./failures.ts";
import { shippedFolder } from "./shipped.ts";

/** A file with its name as messages show it. */
export interface NamedFile {
  readonly path: string;
  readonly text: string;
}

/**
 * The file of a gate: `gates/NAME.yaml` in the folder, else among those that ship.
 *
 * @throws {GateError} `not_found`, with the gates there are.
 */
export function findGateFile(name: string, folder: string): NamedFile {
  const folders = [join(folder, "gates"), shippedFolder("gates")];
  const names = gateNames(folders);
  const path = folders.map((one) => join(one, `${name}.yaml`)).find((one) => existsSync(one));
  if (names.includes(name) && path !== undefined)
    return { path: shownPath(path, folder), text: readTextFile(path, folder) };
  throw new GateError("not_found", `there is no gate '${name}'${hintOf(name, names)}`);
}

/** The names of all gates that can be named in a folder. */
export const gateNamesIn = (folder: string): readonly string[] =>
  gateNames([join(folder, "gates"), shippedFolder("gates")]);

function gateNames(folders: readonly string[]): readonly string[] {
  const names = folders.flatMap((one) => entriesOf(one)).filter((file) => file.endsWith(".yaml"));
  return [...new Set(names.map((file) => file.slice(0, -".yaml".length)))].sort();
}

/**
 * The folder of a rule set: `rulesets/NAME` in the folder, else among those that ship.
 *
 * @throws {GateError} `not_found`, with the rule sets there are.
 */
export function findRulesetFolder(name: string, folder: string): string {
  const folders = [join(folder, "rulesets"), shippedFolder("rulesets")];
  const names = folders.flatMap(rulesetsIn);
  const parent = folders.find((one) => names.includes(name) && isRuleset(join(one, name)));
  if (parent !== undefined) return join(parent, name);
  throw new GateError("not_found", `there is no rule set '${name}'${hintOf(name, names)}`);
}

/**
 * The folder of a rule set that was named by its path.
 *
 * @throws {GateError} `not_found` or `invalid` when it is none.
 */
export function rulesetAtPath(path: string, folder: string): string {
  const found = resolve(folder, path);
  const stats = statSync(found, { throwIfNoEntry: false });
  if (stats === undefined) throw new GateError("not_found", `there is no folder ${path}`);
  if (isRuleset(found)) return found;
  const what = stats.isDirectory() ? "has no ruleset.yaml" : "is a file";
  throw new GateError(
    "invalid",
    `${path} ${what}: name the folder of a rule set, with its ruleset.yaml`,
  );
}

/** The folders of the rule sets below `rulesets/`; those that ship where the folder has none. */
export function rulesetFoldersIn(folder: string): readonly string[] {
  const own = join(folder, "rulesets");
  const parent = rulesetsIn(own).length > 0 ? own : shippedFolder("rulesets");
  return rulesetsIn(parent).map((name) => join(parent, name));
}

/**
 * The files of a rule set, named from the folder, in order. `cases` says whether case files, which
 * decide no verdict, are read as well.
 */
export function readRulesetFiles(
  ruleset: string,
  folder: string,
  { cases }: { readonly cases: boolean },
): readonly RuleFile[] {
  const wanted = cases ? /\.(ya?ml|json)$/ : /\.ya?ml$/;
  return filesBelow(ruleset)
    .filter((path) => wanted.test(path))
    .map((path) => ({ path: shownPath(path, folder), text: readTextFile(path, folder) }));
}

/** A path as a person in the folder would write it. */
export function shownPath(path: string, folder: string): string {
  const shown = relative(folder, path);
  return (shown.startsWith("..") ? path : shown).replaceAll("\\", "/");
}

function filesBelow(folder: string): readonly string[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries
    .filter(({ name }) => !name.startsWith("."))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesBelow(path) : [path];
    })
    .sort();
}

/**
 * The text of a file, whose path is relative to the folder.
 *
 * @throws {GateError} `not_found` or `unavailable`.
 */
export function readTextFile(path: string, folder: string): string {
  try {
    return readFileSync(resolve(folder, path), "utf8");
  } catch (cause) {
    throw cannotRead(shownPath(resolve(folder, path), folder), cause);
  }
}

const rulesetsIn = (folder: string): readonly string[] =>
  entriesOf(folder).filter((name) => isRuleset(join(folder, name)));

const isRuleset = (folder: string): boolean => existsSync(join(folder, "ruleset.yaml"));

function entriesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

const hintOf = (name: string, names: readonly string[]): string =>
  didYouMean(name, names) ||
  (names.length > 0 ? `; there are ${[...new Set(names)].sort().join(", ")}` : "");
