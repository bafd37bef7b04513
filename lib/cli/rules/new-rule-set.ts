import { existsSync } from "node:fs";
import { basename, join, relative, resolve } from "node:path";
import { shownPath } from "../../adapters/files/named-folders.ts";
import { GateError } from "../../app/errors.ts";
import type { RuleFile } from "../../core/ruleset.ts";
import type { Subject } from "../../core/subject.ts";
import type { Io } from "../io.ts";
import { subjectNamed } from "../subject-named.ts";

/** A rule set that is not there yet: where it will lie, and what it begins with. */
export interface NewRuleSet {
  readonly folder: string;
  /** The folder as a person would write it. */
  readonly path: string;
  readonly subject: Subject;
  /** Its header, and the file of a gate that it judges for where there is none of its name. */
  readonly files: readonly RuleFile[];
}

/**
 * The rule set that a first rule begins.
 *
 * @throws {GateError} `invalid` when it is there already or its name cannot be used; `not_found` for
 * a kind that nobody knows.
 */
export function newRuleSet(io: Io, ruleset: string, kind: string): NewRuleSet {
  const folder = resolve(io.cwd, ruleset);
  const path = shownPath(folder, io.cwd);
  const name = basename(folder);
  if (existsSync(folder))
    throw new GateError(
      "invalid",
      `${path} is there already: leave out --subject to add a rule to it, or name another folder`,
    );
  if (!/^[a-z][a-z0-9-]{0,62}$/.test(name))
    throw new GateError(
      "invalid",
      `'${name}' is no name of a rule set: write small letters, digits and -, such as our-orders`,
    );
  const subject = subjectNamed(kind);
  const header = { path: join(path, "ruleset.yaml"), text: headerText(name, subject.kind) };
  const gate = { path: join("gates", `${name}.yaml`), text: gateText(name, subject.kind) };
  const isFound = relative(join(io.cwd, "rulesets"), folder) === name;
  const hasGate = existsSync(join(io.cwd, gate.path));
  return { folder, path, subject, files: [header, ...(isFound && !hasGate ? [gate] : [])] };
}

const headerText = (name: string, kind: string): string => `name: ${name}
subject: ${kind}
description: Say in a sentence what these rules look after.
# en comes first; add et, ro or nb, and each text of each rule must stand in each of them.
languages: [en]
# One rule that fires on more than a tenth of the records is one mistake at its source, not many.
systemic: { share: "0.10", min: 20, severity: hold, except: [] }
`;

const gateText = (name: string, kind: string): string => `# Every setting, with its default: \
docs/gates.md of Holdpoint.
name: ${name}
subject: ${kind}
ruleset: ${name}
# By whose clocks days and hours are counted.
zone: Europe/Tallinn
`;
