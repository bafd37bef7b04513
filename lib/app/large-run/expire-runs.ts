import { isBefore } from "../instant.ts";
import { actByGate } from "../review/act-by-gate.ts";
import { changed } from "../review/effects.ts";
import { failRun } from "./fail-run.ts";
import type { LargeRun } from "./run.ts";
import { runLimits } from "./run-limits.ts";
import type { RunPorts } from "./run-ports.ts";
import { clearRun } from "./run-uploads.ts";

/** What one sweep of the runs did. */
export interface RunsSwept {
  /** Open ones whose time was over. */
  readonly expired: number;
  /** Whose judging took too long, or ended without a verdict. */
  readonly failed: number;
  /** Which were to be judged, and nobody had begun. */
  readonly started: number;
  /** Of runs that could not be dealt with: the next sweep tries again. */
  readonly failures: readonly unknown[];
}

/**
 * Looks at every run that is open or being judged: ends what takes too long, and begins what should
 * have begun, since somebody may die between writing that a run is judged and having it judged. Each
 * on its own; idempotent. Nothing passes by it (law 7).
 */
export async function expireRuns(ports: RunPorts): Promise<RunsSwept> {
  const swept = { expired: 0, failed: 0, started: 0 };
  const failures: unknown[] = [];
  for (const run of await ports.runs.unfinished(runLimits.unfinishedMax)) {
    try {
      const did = await (run.state === "open" ? lookAtOpen(ports, run) : lookAtJudging(ports, run));
      if (did !== undefined) swept[did]++;
    } catch (failure) {
      failures.push(failure);
    }
  }
  return { ...swept, failures };
}

type Did = Exclude<keyof RunsSwept, "failures">;

async function lookAtOpen(ports: RunPorts, { id, expiresAt }: LargeRun): Promise<Did | undefined> {
  if (isBefore(ports.clock.now(), expiresAt)) return undefined;
  const isExpired = await actByGate(ports, {
    submission: id,
    cause: ["run.expired"],
    step: async ({ at }) => {
      const run = await ports.runs.find(id);
      if (run?.state !== "open" || isBefore(at, run.expiresAt)) return undefined;
      return {
        action: "run.expired",
        tenant: run.tenant,
        gate: run.gate,
        runs: [changed(run, { state: "expired" })],
        facts: { expiresAt: run.expiresAt },
      };
    },
  });
  if (isExpired) await clearRun(ports, id);
  return isExpired ? "expired" : undefined;
}

async function lookAtJudging(ports: RunPorts, run: LargeRun): Promise<Did | undefined> {
  const { id, expiresAt, judging } = run;
  const attempt = judging?.attempt ?? 1;
  const fails = async (code: string, message: string): Promise<Did | undefined> =>
    (await failRun(ports, id, { attempt, code, message })) ? "failed" : undefined;
  if (!isBefore(ports.clock.now(), expiresAt)) {
    const failed = await fails(
      "time_limit",
      `judging took longer than ${runLimits.judgingHours} hours: resume it, or split it into smaller runs`,
    );
    await ports.machine.stop(run);
    return failed;
  }
  const look = await ports.machine.look(run);
  if (look.is === "failed") return fails("machine_failed", look.message);
  // A verdict is written before the machine ends: where it stands, this changes nothing.
  if (look.is === "ended")
    return fails("machine_ended", "judging ended without a verdict: resume it");
  if (look.is === "running") return undefined;
  await ports.machine.start(run);
  return "started";
}
