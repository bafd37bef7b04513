import { existsSync, mkdirSync } from "node:fs";
import { dirname, join, relative } from "node:path";
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
import type { Plan } from "../../core/plan.ts";
import type { RuleFile } from "../../core/ruleset.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { problemsText } from "../problems-text.ts";
import { ruleScaffold } from "./rule-scaffold.ts";
import { type RuleSet, ruleSetIn } from "./rule-sets.ts";
import { sampleRecord } from "./sample-record.ts";

export interface NewFlags {
  readonly gate?: string;
  readonly ruleset?: string;
  readonly theme?: string;
}

/** `holdpoint rules new`: a rule with its cases, in every language of the set. */
export async function newRule(io: Io, flags: NewFlags, id: string): Promise<ExitCode> {
  const set = ruleSetIn(folderOf(io, flags), io);
  const { compiled } = set;
  if (!compiled.ok)
    throw invalid(
      `the rule set has mistakes; correct them first:\n${problemsText(compiled.problems)}`,
    );
  const taken = compiled.plan.rules.find((rule) => rule.id === id);
  if (taken) throw invalid(`there is a rule ${id} already, at ${taken.at}: take another id`);

  const files = scaffolded(set, compiled.plan, id, flags.theme ?? "new-rules");
  prove(set, files, compiled.plan, id);
  return write(io, set, files);
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
function scaffolded(set: RuleSet, plan: Plan, id: string, theme: string): readonly RuleFile[] {
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(theme))
    throw invalid(`'${theme}' is no theme: write small letters, digits and -, such as prices`);
  const [kind] = plan.subject.records;
  const sample = kind && sampleRecord(plan.subject, kind);
  if (!sample)
    throw invalid(`no field of ${plan.subject.kind} may be left out: write the rule by hand`);
  const rulePath = join(set.path, `${theme}.yaml`);
  const before = set.files.find(({ path }) => path === rulePath)?.text ?? "";
  const caseName = `cases/${id.toLowerCase().replaceAll(/[^a-z0-9-]/g, "-")}.json`;
  const casePath = join(set.path, caseName);
  if (existsSync(join(set.folder, caseName)))
    throw invalid(`${casePath} is there already: take another id`);
  const text = ruleScaffold(id, caseName, sample, plan.languages);
  const space =
    before === "" || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
  return [
    { path: rulePath, text: `${before}${space}${text}` },
    { path: casePath, text: `${JSON.stringify(sample.value, null, 2)}\n` },
  ];
}

/** Nothing is written that `rules check` or `rules test` would find fault with. */
function prove(set: RuleSet, made: readonly RuleFile[], plan: Plan, id: string): void {
  const paths = new Set(made.map(({ path }) => path));
  const files = [...set.files.filter(({ path }) => !paths.has(path)), ...made];
  const compiled = compileRuleset({ files, subject: plan.subject });
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

async function write(io: Io, set: RuleSet, files: readonly RuleFile[]): Promise<ExitCode> {
  for (const { path, text } of [...files].reverse()) {
    const target = join(set.folder, path.slice(set.path.length + 1));
    try {
      mkdirSync(dirname(target), { recursive: true });
      writeWhole(target, [text]);
    } catch (error) {
      await io.stderr.write(`holdpoint: ${path} cannot be written: ${reasonOf(error)}\n`);
      return exitCodes.unwritten;
    }
  }
  const [rule, record] = files.map(({ path }) => path);
  await io.stdout.write(
    `The rule stands at the end of ${rule}, the record of its cases in ${record}.\n` +
      "Fill it in, then run `holdpoint rules check` and `holdpoint rules test`.\n",
  );
  return exitCodes.clear;
}

const invalid = (message: string): GateError => new GateError("invalid", message);
