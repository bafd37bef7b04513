import { gateNamesIn } from "../../adapters/files/named-folders.ts";
import { sparingNewSpace } from "../../adapters/system/spare-memory.ts";
import { GateError } from "../../app/errors.ts";
import type { ActivePlan } from "../../app/ports.ts";
import { gatePlan } from "../gate-plan.ts";
import type { Io } from "../io.ts";

/**
 * The gates that are to be served, each with its compiled rules: those that are named, or all of
 * `./gates` and those that ship.
 *
 * @throws {GateError} with every mistake of every gate and rule set: one that cannot judge would hold
 * nothing, so none is served.
 */
export async function loadGates(
  io: Io,
  named: readonly string[] | undefined,
): Promise<readonly ActivePlan[]> {
  const names = named?.length ? [...new Set(named)] : gateNamesIn(io.cwd);
  const active: ActivePlan[] = [];
  const refusals: GateError[] = [];
  for (const gate of names)
    try {
      active.push(await sparingNewSpace(() => gatePlan(io, { gate })));
    } catch (error) {
      if (!(error instanceof GateError)) throw error;
      refusals.push(error);
    }
  const [first] = refusals;
  if (first === undefined) return active;
  if (refusals.length === 1) throw first;
  throw new GateError("invalid", refusals.map(({ message }) => message).join("\n"), {
    mistakes: refusals.flatMap(({ mistakes }) => mistakes),
  });
}
