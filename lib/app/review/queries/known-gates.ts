import { GateError } from "../../errors.ts";
import type { Plans } from "../../ports.ts";

/** @throws {GateError} `not_found` when this deployment has no such gate. */
export async function admitKnownGate(
  { plans }: { readonly plans: Plans },
  gate: string,
): Promise<void> {
  if ((await plans.gates()).includes(gate)) return;
  throw new GateError("not_found", "there is no gate of this name");
}

/** The gates that are asked for: one, or all. */
export async function gatesAsked(
  ports: { readonly plans: Plans },
  gate: string | undefined,
): Promise<readonly string[]> {
  if (gate === undefined) return ports.plans.gates();
  await admitKnownGate(ports, gate);
  return [gate];
}
