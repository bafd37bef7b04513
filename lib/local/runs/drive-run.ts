import type { RunId } from "../../app/large-run/run.ts";
import { bytesIn } from "../../app/large-run/run-uploads.ts";
import type { RunTask } from "../../app/large-run/run-work.ts";
import type { Objects } from "../../app/ports.ts";
import type { RunCall, RunFunctions } from "./run-calls.ts";

/** What driving a run asks: whoever calls its functions, and how many at a time. */
export interface Driving {
  readonly objects: Objects;
  readonly size: number;
  call(call: RunCall): Promise<unknown>;
  /** @throws {RunStopped} once nothing of the run is to be done any more. */
  proceed(): void;
  wait(ms: number): Promise<void>;
}

/** The run is to be left alone: nobody has failed. */
export class RunStopped extends Error {}

/**
 * Judges a run by its functions, as the state machine does on AWS: cut it, judge its parts, hold what
 * cannot be judged, bring together what shares keys, merge, conclude. What was done stays done, so
 * that it may be begun again wherever it broke off.
 *
 * @throws what a function throws once all was tried, and `RunStopped`.
 */
export async function driveRun(driving: Driving, run: RunId, attempt: number): Promise<void> {
  const call = (of: keyof RunFunctions, event: object): Promise<unknown> =>
    patiently(driving, { run, of, event: { run, ...event } });
  const doAll = (phase: Phase): Promise<number> => doPhase(driving, call, phase);
  for (;;) {
    const { more } = (await call("split", { attempt })) as { readonly more: boolean };
    if (!more) break;
  }
  for (const phase of ["judge", "hold", "settle", "collect", "compare"] as const)
    await doAll(phase);
  while ((await doAll("merge")) > 0);
  await call("conclude", { step: "conclude", attempt });
}

/** Who does the tasks of each phase. */
const functionOf = {
  judge: "judge-chunk",
  hold: "judge-chunk",
  settle: "judge-keys",
  collect: "judge-chunk",
  compare: "judge-keys",
  merge: "conclude",
} as const satisfies Readonly<Record<string, keyof RunFunctions>>;
type Phase = keyof typeof functionOf;

type Call = (of: keyof RunFunctions, event: object) => Promise<unknown>;

/** What the arranging function answers. */
interface Arranged {
  readonly tasks: number;
  readonly list: string;
  /** Tasks that may fail for good: what they should have judged is held. */
  readonly tolerated: number;
}

/** Arranges the tasks of a phase and has them done; gives how many they were. */
async function doPhase(driving: Driving, call: Call, phase: Phase): Promise<number> {
  const arranged = (await call("conclude", { step: "arrange", phase })) as Arranged;
  if (arranged.tasks === 0) return 0;
  const tasks = JSON.parse(
    (await bytesIn(driving.objects, arranged.list)).toString("utf8"),
  ) as readonly RunTask[];
  let failed = 0;
  const waiting = tasks.values();
  const hand = async (): Promise<void> => {
    for (const task of waiting) {
      driving.proceed();
      try {
        await call(functionOf[phase], { step: phase, tasks: [task] });
      } catch (error) {
        failed++;
        if (error instanceof RunStopped || failed > arranged.tolerated) throw error;
      }
    }
  };
  await allOf(Array.from({ length: driving.size }, hand));
  return arranged.tasks;
}

/** Waits for all, then throws what the first that failed threw: nothing goes on behind it. */
async function allOf(hands: readonly Promise<void>[]): Promise<void> {
  for (const end of await Promise.allSettled(hands))
    if (end.status === "rejected") throw end.reason;
}

/** What does not answer now may answer later: a disk that is full, a table that is being loaded. */
const pausesMs = [200, 1_000, 3_000, 10_000, 30_000];
/** What is a mistake of ours, or asks for too much, may do so by chance: it is tried once more. */
const brokenTriesMax = 2;

async function patiently(driving: Driving, call: RunCall): Promise<unknown> {
  for (let tries = 1; ; tries++) {
    driving.proceed();
    try {
      return await driving.call(call);
    } catch (error) {
      driving.proceed();
      const { name, reason } = error as Error & { readonly reason?: string };
      const pauses = name === "Unavailable" ? pausesMs : pausesMs.slice(0, brokenTriesMax - 1);
      const pauseMs = pauses[tries - 1];
      if (pauseMs === undefined || name === "Refused" || reason !== undefined) throw error;
      await driving.wait(pauseMs);
    }
  }
}
