import { existsSync, mkdirSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { reasonOf } from "../../adapters/files/failures.ts";
import {
  findGateFile,
  findRulesetFolder,
  rulesetAtPath,
} from "../../adapters/files/named-folders.ts";
import { writeWhole } from "../../adapters/files/output-file.ts";
import { packageFolder, shippedFolder } from "../../adapters/files/shipped.ts";
import { GateError } from "../../app/errors.ts";
import { parseGate } from "../../app/gate.ts";
import { runCases } from "../../core/cases.ts";
import { compileRuleset } from "../../core/compile-ruleset.ts";
import type { Language } from "../../core/rule.ts";
import type { RuleFile } from "../../core/ruleset.ts";
import type { Subject } from "../../core/subject.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { problemsText } from "../problems-text.ts";
import { newRuleSet } from "./new-rule-set.ts";
import { ruleScaffold } from "./rule-scaffold.ts";
import { type RuleSet, ruleSetIn } from "./rule-sets.ts";
import { sampleRecord } from "./sample-record.ts";

export interface NewFlags {
  readonly gate?: string;
  readonly ruleset?: string;
  /** The kind that a rule set is for which is not there yet. */
  readonly subject?: string;
  readonly theme?: string;
}

/** What a rule is added to. */
interface Ground extends Pick<RuleSet, "folder" | "path" | "files"> {
  readonly subject: Subject;
  readonly languages: readonly Language[];
  /** Files that are written with the rule: those of a rule set that begins with it. */
  readonly begins: readonly RuleFile[];
}

/** `holdpoint rules new`: a rule with its cases, in every language of the set. */
export async function newRule(io: Io, flags: NewFlags, id: string): Promise<ExitCode> {
  const ground = groundOf(io, flags, id);
  const files = scaffolded(ground, id, flags.theme ?? "new-rules");
  prove(ground, files, id);
  return write(io, ground, files);
}

function groundOf(io: Io, flags: NewFlags, id: string): Ground {
  if (flags.subject !== undefined) return newGround(io, flags, flags.subject);
  const { folder, path, files, compiled } = ruleSetIn(folderOf(io, flags), io);
  if (!compiled.ok)
    throw invalid(
      `the rule set has mistakes; correct them first:\n${problemsText(compiled.problems)}`,
    );
  const { subject, languages, rules } = compiled.plan;
  const taken = rules.find((rule) => rule.id === id);
  if (taken) throw invalid(`there is a rule ${id} already, at ${taken.at}: take another id`);
  return { folder, path, files, subject, languages, begins: [] };
}

function newGround(io: Io, { ruleset, gate }: NewFlags, kind: string): Ground {
  if (ruleset === undefined || gate !== undefined)
    throw invalid(
      "--subject begins a rule set, and goes with --ruleset, its folder: " +
        `--ruleset ./rulesets/our-${kind} --subject ${kind}`,
    );
  const { files, ...begun } = newRuleSet(io, ruleset, kind);
  const own = files.filter(({ path }) => path.startsWith(begun.path));
  return { ...begun, files: own, languages: ["en"], begins: files };
}

function folderOf(io: Io, { gate, ruleset }: NewFlags): string {
  if (ruleset !== undefined) return rulesetAtPath(ruleset, io.cwd);
  if (gate === undefined)
    throw invalid("--gate is missing: name the gate whose rule set the rule joins, or --ruleset");
  const file = findGateFile(gate, io.cwd);
  const name = parseGate(file.text, file.path).ruleset;
  const folder = findRulesetFolder(name, io.cwd);
  const isShipped = relative(shippedFolder("rulesets"), folder) === name;
  if (!isShipped || relative(packageFolder, io.cwd) === "") return folder;
  throw invalid(
    `the rule set '${name}' ships with Holdpoint, and an update would undo the change: copy ` +
      `${folder} to ./rulesets/${name} first`,
  );
}

/** The rule file with the new rule at its end, and the record of its cases. */
function scaffolded(set: Ground, id: string, theme: string): readonly RuleFile[] {
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(theme))
    throw invalid(`'${theme}' is no theme: write small letters, digits and -, such as prices`);
  const [kind] = set.subject.records;
  const sample = kind && sampleRecord(set.subject, kind);
  if (!sample)
    throw invalid(`no field of ${set.subject.kind} may be left out: write the rule by hand`);
  const rulePath = join(set.path, `${theme}.yaml`);
  const before = set.files.find(({ path }) => path === rulePath)?.text ?? "";
  const caseName = `cases/${id.toLowerCase().replaceAll(/[^a-z0-9-]/g, "-")}.json`;
  const casePath = join(set.path, caseName);
  if (existsSync(join(set.folder, caseName)))
    throw invalid(`${casePath} is there already: take another id`);
  const text = ruleScaffold(id, caseName, sample, set.languages);
  const space =
    before === "" || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
  return [
    { path: rulePath, text: `${before}${space}${text}` },
    { path: casePath, text: `${JSON.stringify(sample.value, null, 2)}\n` },
  ];
}

/** Nothing is written that `rules check` or `rules test` would find fault with. */
function prove(set: Ground, made: readonly RuleFile[], id: string): void {
  const paths = new Set(made.map(({ path }) => path));
  const files = [...set.files.filter(({ path }) => !paths.has(path)), ...made];
  const compiled = compileRuleset({ files, subject: set.subject });
  if (!compiled.ok) throw invalid(`'${id}' cannot be added:\n${problemsText(compiled.problems)}`);
  const own = compiled.cases.filter(({ rule }) => rule === id);
  const alone = { ...compiled.plan, rules: compiled.plan.rules.filter((rule) => rule.id === id) };
  const { results, uncovered } = runCases(alone, own, files);
  const problems = [
    ...results.flatMap(({ problem }) => problem ?? []),
    ...uncovered.map((u) => u.what),
  ];
  if (problems.length > 0)
    throw new Error(`the scaffold of ${id} does not hold: ${problems.join(", ")}`);
}

async function write(io: Io, set: Ground, files: readonly RuleFile[]): Promise<ExitCode> {
  // The header last: without it a folder is no rule set, and the command can be given again.
  for (const { path, text } of [...files.toReversed(), ...set.begins.toReversed()]) {
    const target = resolve(io.cwd, path);
    try {
      mkdirSync(dirname(target), { recursive: true });
      writeWhole(target, [text]);
    } catch (error) {
      await io.stderr.write(`holdpoint: ${path} cannot be written: ${reasonOf(error)}\n`);
      return exitCodes.unwritten;
    }
  }
  const [rule, record] = files.map(({ path }) => path);
  const begun = set.begins.map(({ path }) => path).join(" and ");
  await io.stdout.write(
    `${begun === "" ? "" : `A rule set begins: ${begun}.\n`}` +
      `The rule stands at the end of ${rule}, the record of its cases in ${record}.\n` +
      "Fill it in, then run `holdpoint rules check` and `holdpoint rules test`.\n",
  );
  return exitCodes.clear;
}

const invalid = (message: string): GateError => new GateError("invalid", message);
