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
import { loadPlan, storePlan } from "../core/stored-plan.ts";
import type { CompileOrder } from "./compile-plan.ts";
import type { Io } from "./io.ts";

/** What names the judge: a gate, and a rule set where it is not the gate's own. */
export interface JudgeNames {
  readonly gate?: string;
  readonly ruleset?: string;
  readonly noCache?: boolean;
}

/** How a plan is made that the cache does not have. */
export interface PlanMaking {
  /**
   * Compiles in a thread of its own: the memory that compiling takes is given back before records are
   * judged. It takes some tenths of a second longer.
   */
  readonly sparesMemory?: boolean;
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
export async function gatePlan(
  io: Io,
  names: JudgeNames,
  { sparesMemory = false }: PlanMaking = {},
): Promise<GatePlan> {
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
  const kept = keptPlan(cache.read(key));
  if (kept) return { gate, plan: kept };
  const { ruleset, subject } = gate;
  const made = await (sparesMemory ? madeApart : madeHere)({ ruleset, subject, files });
  cache.write(key, made.text);
  return { gate, plan: made.plan };
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

interface MadePlan {
  readonly plan: Plan;
  /** As it is stored. */
  readonly text: string;
}

async function madeHere(order: CompileOrder): Promise<MadePlan> {
  const { compilePlan } = await import("./compile-plan.ts");
  const plan = compilePlan(order);
  return { plan, text: storePlan(plan) };
}

async function madeApart(order: CompileOrder): Promise<MadePlan> {
  const { inThread } = await import("../adapters/threads/in-thread.ts");
  const text = await inThread<CompileOrder, string>({
    entry: threadEntry(),
    work: order,
    name: `the rule set '${order.ruleset}'`,
    advice: "give the command more memory",
  });
  const plan = keptPlan(text);
  if (!plan) throw new Error("what was compiled is no plan");
  return { plan, text };
}

/** In the packed package the modules are JavaScript. */
const threadEntry = (): URL =>
  new URL(
    import.meta.url.endsWith(".ts") ? "./compile-thread.ts" : "./compile-thread.js",
    import.meta.url,
  );
