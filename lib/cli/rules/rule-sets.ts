import { basename, isAbsolute } from "node:path";
import { parse } from "yaml";
import {
  findRulesetFolder,
  readRulesetFiles,
  rulesetAtPath,
  rulesetFoldersIn,
  shownPath,
} from "../../adapters/files/named-folders.ts";
import { GateError } from "../../app/errors.ts";
import { compileRuleset } from "../../core/compile-ruleset.ts";
import type { CompiledRuleset, RuleFile } from "../../core/ruleset.ts";
import { subjectOf } from "../../subjects/registry.ts";
import type { Io } from "../io.ts";
import { subjectNamed } from "../subject-named.ts";

/** A rule set as it lies in its folder, compiled. */
export interface RuleSet {
  readonly folder: string;
  /** The folder as a person would write it. */
  readonly path: string;
  readonly files: readonly RuleFile[];
  readonly compiled: CompiledRuleset;
}

/**
 * The rule sets that a command is about: those that were named, by name or by the path of their
 * folder; without names all below `./rulesets`, or all that ship.
 *
 * @throws {GateError} `not_found` when there is none.
 */
export function ruleSets(io: Io, names: readonly string[]): readonly RuleSet[] {
  const folders = names.length > 0 ? names.map((name) => folderOf(io, name)) : [...all(io)];
  return folders.map((folder) => ruleSetIn(folder, io));
}

function all(io: Io): readonly string[] {
  const folders = rulesetFoldersIn(io.cwd);
  if (folders.length > 0) return folders;
  throw new GateError("not_found", "there are no rule sets in ./rulesets: name the folder of one");
}

const folderOf = (io: Io, name: string): string =>
  isAbsolute(name) || /[/\\.]/.test(name)
    ? rulesetAtPath(name, io.cwd)
    : findRulesetFolder(name, io.cwd);

/** Reads and compiles the rule set of a folder, with its cases. */
export function ruleSetIn(folder: string, io: Io): RuleSet {
  const files = readRulesetFiles(folder, io.cwd, { cases: true });
  const subject = subjectNamed(subjectKindOf(folder, files));
  return {
    folder,
    path: shownPath(folder, io.cwd),
    files,
    compiled: compileRuleset({ files, subject }),
  };
}

/** What the header says; the folder's name where it says nothing that can be used. */
function subjectKindOf(folder: string, files: readonly RuleFile[]): string {
  const header = files.find(({ path }) => basename(path) === "ruleset.yaml");
  const kind = subjectIn(header?.text ?? "");
  return kind ?? (subjectOf(basename(folder)) ? basename(folder) : "order");
}

function subjectIn(text: string): string | undefined {
  try {
    const header: unknown = parse(text, { logLevel: "silent" });
    const subject = (header as { readonly subject?: unknown } | null)?.subject;
    return typeof subject === "string" ? subject : undefined;
  } catch {
    return undefined; // compiling tells of it, with its place
  }
}
