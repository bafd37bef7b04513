import type { Caller } from "../caller.ts";
import { GateError } from "../errors.ts";
import type { Gate } from "../gate.ts";
import type { Clock, Plans, Runs } from "../ports.ts";
import { gateAt } from "../review/find-documents.ts";
import type { Operation } from "../review/operation.ts";
import { type Authored, admit } from "../review/policy/separation.ts";
import type { LargeRun, RunId } from "./run.ts";

/**
 * A run that must be there.
 *
 * @throws {GateError} `not_found`.
 */
export async function runAt({ runs }: { readonly runs: Runs }, id: RunId): Promise<LargeRun> {
  const found = /^[0-9a-f]{40}$/.test(id) ? await runs.find(id) : undefined;
  if (found !== undefined) return found;
  throw new GateError("not_found", "there is no run of this id");
}

/** Whose a run is: what its submission will be, once it is judged. */
export const authoredBy = ({ openedBy }: LargeRun): Authored => ({
  authors: [openedBy.person],
  submittedBy: openedBy,
  ...(openedBy.department !== undefined && { department: openedBy.department }),
});

/** A run with its gate, for somebody who may do this to it. */
export interface AdmittedRun {
  readonly run: LargeRun;
  readonly gate: Gate;
}

/**
 * @throws {GateError} `not_found`; `forbidden` with the reason of law 6; `unavailable` when this
 * deployment has its gate no more.
 */
export async function admittedRun(
  ports: { readonly runs: Runs; readonly plans: Plans; readonly clock: Clock },
  { caller, run: id, operation }: { caller: Caller; run: RunId; operation: Operation },
): Promise<AdmittedRun> {
  const run = await runAt(ports, id);
  const now = ports.clock.now();
  const { gate } = await gateAt(ports, run.gate, now);
  admit({ caller, operation, gate, submission: authoredBy(run), now });
  return { run, gate };
}
