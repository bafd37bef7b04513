import { act } from "../review/act.ts";
import type { OnVersion } from "../review/command.ts";
import { conflict } from "../review/conflict.ts";
import { changed } from "../review/effects.ts";
import { admitVersion, gateAt } from "../review/find-documents.ts";
import { admit } from "../review/policy/separation.ts";
import { admitText, reasonTextMax } from "../review/written.ts";
import type { LargeRun, RunId, RunState } from "./run.ts";
import { admittedRun, authoredBy, runAt } from "./run-access.ts";
import type { RunPorts } from "./run-ports.ts";
import { clearRun } from "./run-uploads.ts";
import { type RunView, runViewOf } from "./run-view.ts";

/** Ends a run that is not judged yet. */
export interface CancelRun extends OnVersion {
  readonly run: RunId;
  /** Why: 1 to 2,000 characters. */
  readonly text: string;
}

const cancellable: readonly RunState[] = ["open", "judging", "failed"];

/**
 * Cancels a run: nothing is judged any more, and what was uploaded is taken away. May be repeated.
 *
 * @throws {GateError} `conflict` with reason `run_ended` when it is judged or has expired;
 * `forbidden`, `not_found`.
 */
export async function cancelRun(ports: RunPorts, command: CancelRun): Promise<RunView> {
  const { run: id, caller, version } = command;
  const text = admitText(command.text, { pointer: "/text", max: reasonTextMax });
  const { run: found } = await admittedRun(ports, { caller, run: id, operation: "cancel-run" });
  if (found.state !== "cancelled")
    await act(ports, command, {
      operation: "cancel-run",
      submission: id,
      said: { text },
      step: async ({ at }) => {
        const run = await runAt(ports, id);
        const { gate } = await gateAt(ports, run.gate, at);
        admit({ caller, operation: "cancel-run", gate, submission: authoredBy(run), now: at });
        admitVersion(run, version);
        refuseOver(run);
        return {
          action: "run.cancelled",
          gate: gate.name,
          runs: [changed(run, { state: "cancelled" })],
          facts: { text, state: run.state },
        };
      },
    });
  const cancelled = await runAt(ports, id);
  // What comes too late from the machine meets a run that is cancelled, and changes nothing.
  if (cancelled.judging !== undefined) await ports.machine.stop(cancelled);
  await clearRun(ports, id);
  return runViewOf(cancelled);
}

function refuseOver({ state }: LargeRun): void {
  if (cancellable.includes(state)) return;
  throw conflict(
    "run_ended",
    state === "judged"
      ? "the run is judged: withdraw the submission that it became"
      : `the run is ${state}: there is nothing to cancel`,
  );
}
