import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gateVersionOf } from "../../app/gate-version.ts";
import type { ActivePlan, Plans } from "../../app/ports.ts";
import { loadPlan, storePlan } from "../../core/stored-plan.ts";

const [gateSuffix, planSuffix] = [".gate.json", ".plan"];

/** Puts a gate with its compiled plan into a folder: `GATE.gate.json` and `GATE.plan`. */
export function packPlan(folder: string, { gate, plan }: ActivePlan): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, gate.name + gateSuffix), JSON.stringify(gate));
  writeFileSync(join(folder, gate.name + planSuffix), storePlan(plan));
}

/**
 * The gates of a folder, each read when it is first asked for and then kept. A package has one
 * revision of each: what was in force before it was deployed is not there.
 *
 * @throws {Error} for a plan that was changed since it was packed, or was made by another engine:
 * the package is broken, so that nothing is judged.
 */
export function packagedPlans(folder: string): Plans {
  const names = readdirSync(folder)
    .filter((file) => file.endsWith(gateSuffix))
    .map((file) => file.slice(0, -gateSuffix.length))
    .sort();
  const read = new Map<string, ActivePlan>();
  const planOf = (name: string): ActivePlan | undefined => {
    if (!names.includes(name)) return undefined; // what is no file's name never becomes a path
    const known = read.get(name) ?? unpacked(join(folder, name));
    read.set(name, known);
    return known;
  };
  return {
    gates: async () => names,
    active: async (name) => planOf(name),
    past: async (name, revision, gateVersion) => {
      const known = planOf(name);
      const isIt = known?.plan.revision === revision && gateVersionOf(known.gate) === gateVersion;
      return isIt ? known : undefined;
    },
  };
}

function unpacked(path: string): ActivePlan {
  const loaded = loadPlan(readFileSync(path + planSuffix, "utf8"));
  if (!loaded.ok) throw new Error(`${path}${planSuffix}: ${loaded.problem}`);
  return { gate: JSON.parse(readFileSync(path + gateSuffix, "utf8")), plan: loaded.plan };
}
