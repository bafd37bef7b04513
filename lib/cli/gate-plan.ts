import { createHash } from "node:crypto";
import { join } from "node:path";
import { type Cache, folderCache, noCache } from "../adapters/files/cache-folder.ts";
import { engineStamp } from "../adapters/files/engine-stamp.ts";
import {
  findGateFile,
  findRulesetFolder,
  gateNamesIn,
  type NamedFile,
  readRulesetFiles,
  rulesetAtPath,
} from "../adapters/files/named-folders.ts";
import { cacheFolder } from "../adapters/files/private-folder.ts";
import { GateError } from "../app/errors.ts";
import type { Gate } from "../app/gate.ts";
import type { Plan } from "../core/plan.ts";
import type { RuleFile } from "../core/ruleset.ts";
import { loadPlan, storePlan } from "../core/stored-plan.ts";
import type { Io } from "./io.ts";

/** What names the judge: a gate, and a rule set where it is not the gate's own. */
export interface JudgeNames {
  readonly gate?: string;
  readonly ruleset?: string;
  readonly noCache?: boolean;
}

export interface GatePlan {
  readonly gate: Gate;
  readonly plan: Plan;
}

/**
 * The gate and its compiled rules. What was compiled before is taken from the user's cache, so that
 * neither YAML nor CEL is parsed; whatever the cache lacks, or holds damaged, is made again.
 *
 * @throws {GateError} `not_found` or `invalid`, with every mistake in the gate or the rule set.
 */
export async function gatePlan(io: Io, names: JudgeNames): Promise<GatePlan> {
  const cache = names.noCache ? noCache : cacheOf(io);
  const stamp = engineStamp();
  const gate = await gateOf(io, names, cache, stamp);
  const folder = names.ruleset
    ? rulesetAtPath(names.ruleset, io.cwd)
    : findRulesetFolder(gate.ruleset, io.cwd);
  const files = readRulesetFiles(folder, io.cwd, { cases: false });
  const key = keyOf(
    "plan",
    stamp,
    gate.subject,
    ...files.flatMap(({ path, text }) => [path, text]),
  );
  return { gate, plan: keptPlan(cache.read(key)) ?? (await madePlan(gate, files, cache, key)) };
}

function cacheOf({ env }: Io): Cache {
  const folder = cacheFolder(env);
  return folderCache(folder && join(folder, "plans"));
}

const keyOf = (...parts: readonly string[]): string =>
  createHash("sha256").update(JSON.stringify(parts)).digest("hex");

async function gateOf(io: Io, names: JudgeNames, cache: Cache, stamp: string): Promise<Gate> {
  if (names.gate === undefined)
    throw new GateError(
      "invalid",
      `--gate is missing: name the gate that judges; there are ${gateNamesIn(io.cwd).join(", ")}`,
    );
  const file = findGateFile(names.gate, io.cwd);
  const key = keyOf("gate", stamp, file.path, file.text);
  const gate = keptGate(cache.read(key)) ?? (await parsedGate(file, cache, key));
  if (gate.name === names.gate) return gate;
  throw new GateError(
    "invalid",
    `${file.path} names itself '${gate.name}': call the file ${gate.name}.yaml, or the gate ` +
      `'${names.gate}'`,
  );
}

const keptGate = (text: string | undefined): Gate | undefined =>
  text === undefined ? undefined : (JSON.parse(text) as Gate);

async function parsedGate({ text, path }: NamedFile, cache: Cache, key: string): Promise<Gate> {
  const { parseGate } = await import("../app/gate.ts");
  const gate = parseGate(text, path);
  cache.write(key, JSON.stringify(gate));
  return gate;
}

function keptPlan(text: string | undefined): Plan | undefined {
  const loaded = text === undefined ? undefined : loadPlan(text);
  return loaded?.ok ? loaded.plan : undefined;
}

async function madePlan(
  gate: Gate,
  files: readonly RuleFile[],
  cache: Cache,
  key: string,
): Promise<Plan> {
  const { subjectNamed } = await import("./subject-named.ts");
  const { compileRuleset } = await import("../core/compile-ruleset.ts");
  const { problemsText } = await import("./problems-text.ts");
  const compiled = compileRuleset({ files, subject: subjectNamed(gate.subject) });
  if (!compiled.ok)
    throw new GateError(
      "invalid",
      `the rule set '${gate.ruleset}' cannot judge:\n${problemsText(compiled.problems)}`,
    );
  cache.write(key, storePlan(compiled.plan));
  return compiled.plan;
}
