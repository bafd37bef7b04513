import type { Caller } from "../caller.ts";
import { gateAt } from "../review/find-documents.ts";
import { admit, refusalOf } from "../review/policy/separation.ts";
import { admitKnownGate } from "../review/queries/known-gates.ts";
import { progressOf } from "./progress.ts";
import type { RunId } from "./run.ts";
import { admittedRun, authoredBy } from "./run-access.ts";
import { runLimits } from "./run-limits.ts";
import type { RunPorts } from "./run-ports.ts";
import { type RunView, runViewOf } from "./run-view.ts";

/**
 * Where a run stands: how far its judging is, and what it became.
 *
 * @throws {GateError} `not_found`, `forbidden`.
 */
export async function getRun(
  ports: RunPorts,
  { caller, run: id }: { readonly caller: Caller; readonly run: RunId },
): Promise<RunView> {
  const { run } = await admittedRun(ports, { caller, run: id, operation: "read-run" });
  if (run.state === "judging") return runViewOf(run, { progress: await progressOf(ports, id) });
  const submission = run.state === "judged" ? await ports.submissions.find(id) : undefined;
  return runViewOf(run, { ...(submission && { submission }) });
}

/**
 * The runs of a gate that are open or being judged, and that she may see; the first to end first.
 *
 * @throws {GateError} `not_found` for an unknown gate, `forbidden`.
 */
export async function listRuns(
  ports: RunPorts,
  { caller, gate: name }: { readonly caller: Caller; readonly gate: string },
): Promise<{ readonly items: readonly RunView[] }> {
  const now = ports.clock.now();
  admit({ caller, operation: "read-run", now });
  await admitKnownGate(ports, name);
  const { gate } = await gateAt(ports, name, now);
  const unfinished = await ports.runs.unfinished(runLimits.unfinishedMax);
  const seen = unfinished.filter((run) => {
    const submission = authoredBy(run);
    const refusal = refusalOf({ caller, operation: "read-run", gate, submission, now });
    return run.gate === name && refusal === undefined;
  });
  return { items: seen.map((run) => runViewOf(run)) };
}
