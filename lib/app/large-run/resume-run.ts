import { engineVersion } from "../../core/plan.ts";
import { instantText, isBefore, millisecondsOf } from "../instant.ts";
import { act, type Moment, type Step } from "../review/act.ts";
import type { OnVersion } from "../review/command.ts";
import { conflict } from "../review/conflict.ts";
import { changed } from "../review/effects.ts";
import { admitVersion, gateAt } from "../review/find-documents.ts";
import { admit } from "../review/policy/separation.ts";
import type { LargeRun, RunId, RunJudging } from "./run.ts";
import { authoredBy, runAt } from "./run-access.ts";
import { runLimits } from "./run-limits.ts";
import type { RunPorts } from "./run-ports.ts";
import { type RunView, runViewOf } from "./run-view.ts";
import { judgedBy } from "./start-run.ts";

/** Has a run judged once more whose last attempt came to nothing. */
export interface ResumeRun extends OnVersion {
  readonly run: RunId;
}

/**
 * Takes a failed run up again, and one that is stuck: what its steps have done stays done. It is
 * judged by what was fixed when judging began, at the instant of that time.
 *
 * @throws {GateError} `conflict` with reason `run_not_failed`, or `rules_gone` when the rules or the
 * engine of its first attempt are no longer there; `forbidden`, `not_found`.
 */
export async function resumeRun(ports: RunPorts, command: ResumeRun): Promise<RunView> {
  const { run: id } = command;
  await act(ports, command, {
    operation: "resume-run",
    submission: id,
    said: {},
    step: (moment) => stepOf(ports, command, moment),
  });
  const resumed = await runAt(ports, id);
  if (resumed.state === "judging") await ports.machine.start(resumed);
  return runViewOf(resumed);
}

async function stepOf(
  ports: RunPorts,
  { run: id, caller, version }: ResumeRun,
  { at }: Moment,
): Promise<Step> {
  const run = await runAt(ports, id);
  const { gate } = await gateAt(ports, run.gate, at);
  admit({ caller, operation: "resume-run", gate, submission: authoredBy(run), now: at });
  admitVersion(run, version);
  const { judging } = run;
  if (judging === undefined) throw notFailed(run);
  await refuseUnderWay(ports, run);
  await refuseOtherRules(ports, run, judging, at);
  const attempt = judging.attempt + 1;
  return {
    action: "run.resumed",
    gate: gate.name,
    runs: [
      changed(run, {
        state: "judging",
        judging: { ...judging, attempt, attemptAt: at },
        expiresAt: judgedBy(at),
        failure: undefined,
      }),
    ],
    facts: { attempt, failure: run.failure?.code ?? "stuck" },
  };
}

const notFailed = ({ state }: LargeRun) =>
  conflict("run_not_failed", `the run is ${state}: only one that failed, or is stuck, is resumed`);

/** One that is said to be judged, and is not: its machine has failed, and nobody has told yet. */
async function refuseUnderWay({ machine }: RunPorts, run: LargeRun): Promise<void> {
  if (run.state === "failed") return;
  if (run.state !== "judging") throw notFailed(run);
  const { is } = await machine.look(run);
  if (is !== "failed") throw notFailed(run);
}

async function refuseOtherRules(
  ports: RunPorts,
  run: LargeRun,
  { revision, gateVersion, engine, receivedAt }: RunJudging,
  at: string,
): Promise<void> {
  const until = instantText(millisecondsOf(receivedAt) + runLimits.resumableDays * 86_400_000);
  if (!isBefore(at, until))
    throw conflict("rules_gone", `the run could be resumed until ${until}: open a new one`);
  if (engine !== engineVersion) throw rulesGone(revision, "belong to another engine by now");
  if ((await ports.plans.past(run.gate, revision, gateVersion)) === undefined)
    throw rulesGone(revision, "are no longer kept");
}

const rulesGone = (revision: string, found: string) =>
  conflict(
    "rules_gone",
    `the rules ${revision.slice(0, 12)} by which this run is judged ${found}: open a new one`,
  );
