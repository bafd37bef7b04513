import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ActivePlan, Plans } from "../../app/ports.ts";
import { engineVersion } from "../../core/plan.ts";

/** A gate with its compiled plan, as it lies beside a function's code. */
interface Packaged extends ActivePlan {
  /** SHA-256, hex, of the plan's JSON: a plan is code. */
  readonly digest: string;
}

/** Puts a gate with its plan into a folder, as `GATE.json`. */
export function packPlan(folder: string, { gate, plan }: ActivePlan): void {
  mkdirSync(folder, { recursive: true });
  const packaged: Packaged = { gate, plan, digest: digestOf(plan) };
  writeFileSync(join(folder, `${gate.name}.json`), JSON.stringify(packaged));
}

/**
 * The gates of a folder, each read when it is first asked for and then kept.
 *
 * @throws {Error} for a plan that does not fit its digest, or was made by another engine: the
 * package is broken, so that nothing is judged.
 */
export function packagedPlans(folder: string): Plans {
  const names = new Set(
    readdirSync(folder)
      .filter((file) => file.endsWith(".json"))
      .map((file) => file.slice(0, -".json".length)),
  );
  const read = new Map<string, ActivePlan>();
  return {
    active: async (name) => {
      if (!names.has(name)) return undefined; // what is no file's name never becomes a path
      const known = read.get(name) ?? unpacked(join(folder, `${name}.json`));
      read.set(name, known);
      return known;
    },
  };
}

function unpacked(path: string): ActivePlan {
  const { gate, plan, digest } = JSON.parse(readFileSync(path, "utf8")) as Packaged;
  if (digest !== digestOf(plan)) throw new Error(`${path} does not fit its digest`);
  if (plan.engine !== engineVersion)
    throw new Error(`${path} is of engine ${plan.engine}, and this is ${engineVersion}`);
  return { gate, plan };
}

const digestOf = (plan: ActivePlan["plan"]): string =>
  createHash("sha256").update(JSON.stringify(plan)).digest("hex");
