import type { Stage } from "../core/rule.ts";
import type { Gate } from "./gate.ts";
import { gateVersionOf } from "./gate-version.ts";
import type { Clock, Plans } from "./ports.ts";

/** A gate as its callers see it. */
export interface GateSummary {
  readonly name: string;
  readonly subject: string;
  readonly stage: Stage;
  readonly zone: string;
  readonly release: Gate["policy"]["release"];
  readonly version: string;
  readonly ruleset: { readonly name: string; readonly revision: string; readonly rules: number };
}

/** The gates of this deployment with what judges at them now, by name. */
export async function listGates({
  plans,
  clock,
}: {
  readonly plans: Plans;
  readonly clock: Clock;
}): Promise<readonly GateSummary[]> {
  const now = clock.now();
  const names = await plans.gates();
  const active = await Promise.all(names.map((name) => plans.active(name, now)));
  return active.flatMap((one) => {
    if (one === undefined) return [];
    const { gate, plan } = one;
    const { name, subject, stage, zone, policy } = gate;
    const ruleset = { name: plan.name, revision: plan.revision, rules: plan.rules.length };
    return [
      {
        name,
        subject,
        stage,
        zone,
        release: policy.release,
        version: gateVersionOf(gate),
        ruleset,
      },
    ];
  });
}
