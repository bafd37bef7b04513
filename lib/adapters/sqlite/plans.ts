import { GateError } from "../../app/errors.ts";
import { completeGate, type Gate } from "../../app/gate.ts";
import { gateVersionOf } from "../../app/gate-version.ts";
import type { ActivePlan, Plans } from "../../app/ports.ts";
import { engineVersion, type Plan } from "../../core/plan.ts";
import { loadPlan, storePlan } from "../../core/stored-plan.ts";
import { instant } from "./instant.ts";
import { parsed, type Reader } from "./reader.ts";
import type { Writer } from "./writer.ts";

/** Gates with their plans, and how they come to be in force. */
export interface KeptPlans extends Plans {
  /**
   * Puts a gate with its plan in force from an instant on; what was in force before stays known. One
   * that equals the latest changes nothing.
   *
   * @throws {GateError} `conflict` for an instant before the latest one.
   */
  put(active: ActivePlan, at: string): Promise<void>;
}

/** Plans in SQLite, each read once and then kept: the same plan is always the same object. */
export function sqlitePlans(reader: Reader, writer: Writer): KeptPlans {
  const gates = new Map<string, Gate>();
  const plans = new Map<string, Plan>();
  const gateAt = (name: string, version: string): Gate | undefined => {
    const key = `${name} ${version}`;
    const row = gates.has(key)
      ? undefined
      : reader.row("SELECT body FROM gate_versions WHERE gate = ? AND version = ?", name, version);
    if (row) gates.set(key, completeGate(parsed<Gate>(row["body"], `the gate ${name}`)));
    return gates.get(key);
  };
  const planOf = (revision: string): Plan | undefined => {
    const known = plans.get(revision) ?? readPlan(reader, revision);
    if (known) plans.set(revision, known);
    return known;
  };
  const activeOf = (name: string, version: string, revision: string): ActivePlan | undefined => {
    const gate = gateAt(name, version);
    const plan = planOf(revision);
    return gate && plan && { gate, plan };
  };
  return {
    gates: async () =>
      reader
        .rows("SELECT DISTINCT gate FROM activations ORDER BY gate")
        .map(({ gate }) => String(gate)),
    active: async (name, at) => {
      const row = reader.row(
        `SELECT version, revision FROM activations WHERE gate = ? AND in_force_from <= ?
         ORDER BY in_force_from DESC, number DESC LIMIT 1`,
        name,
        instant(at),
      );
      return row && activeOf(name, String(row["version"]), String(row["revision"]));
    },
    past: async (name, revision, version) => {
      const row = reader.row(
        "SELECT 1 FROM activations WHERE gate = ? AND version = ? AND revision = ? LIMIT 1",
        name,
        version,
        revision,
      );
      return row && activeOf(name, version, revision);
    },
    put: async ({ gate, plan }, at) => {
      const { revision } = plan;
      await writer.write({
        kind: "put-plan",
        gate: gate.name,
        version: gateVersionOf(gate),
        body: JSON.stringify(gate),
        revision,
        engine: plan.engine,
        plan: storePlan(plan),
        at: instant(at),
      });
      plans.delete(revision); // what was compiled again is read again
    },
  };
}

function readPlan(reader: Reader, revision: string): Plan | undefined {
  const row =
    reader.row(
      "SELECT plan FROM revisions WHERE revision = ? AND engine = ?",
      revision,
      engineVersion,
    ) ?? reader.row("SELECT plan FROM revisions WHERE revision = ?", revision);
  if (row === undefined) return undefined;
  const loaded = loadPlan(String(row["plan"]), { revision });
  if (loaded.ok) return loaded.plan;
  throw new GateError("unavailable", `the rules of revision ${revision}: ${loaded.problem}`);
}
