import { setTimeout as wait } from "node:timers/promises";
import { removeUnfinished } from "../../adapters/objects-folder/objects.ts";
import type { GateStore } from "../../adapters/sqlite/gate-store.ts";
import { spareMemory } from "../../adapters/system/spare-memory.ts";
import { type ThreadPool, threadPool } from "../../adapters/threads/thread-pool.ts";
import type { LargeRun, RunId } from "../../app/large-run/run.ts";
import { runLimits } from "../../app/large-run/run-limits.ts";
import type { Objects, RunLook, RunMachine } from "../../app/ports.ts";
import type { LocalReferences } from "../references.ts";
import { driveRun, RunStopped } from "./drive-run.ts";
import {
  pinsObject,
  type RunCall,
  type RunThreadSetup,
  removeTaskFolders,
  removeWork,
  runsWithWork,
} from "./run-calls.ts";

export interface LocalRunMachineSettings {
  /** The data folder. */
  readonly folder: string;
  readonly store: Pick<GateStore, "runs" | "lend">;
  readonly objects: Objects;
  readonly references: Pick<LocalReferences, "pins">;
  /** Threads that judge. */
  readonly size: number;
  /** Told when a run has ended, so that its messages are brought without delay. */
  readonly onEnded: () => void;
  /** Told of what failed: the sweep looks at it again. */
  readonly onFailure: (what: string, error: unknown) => void;
}

/** The machine of this process: threads that call the functions that AWS calls. */
export interface LocalRunMachine extends RunMachine {
  /** Takes up what was being judged when the process ended, and what was left lying about goes. */
  takeUp(): Promise<void>;
  /** Ends at once: what is under way is done again when it is taken up. Idempotent. */
  close(): Promise<void>;
}

interface Going {
  readonly attempt: number;
  isStopped: boolean;
  look: RunLook;
  readonly ended: Promise<void>;
}

/** Runs that are judged side by side, their tasks in turn; the others wait. */
const runsAtOnceMax = 4;
/** Of how many runs that have ended it is known how. */
const endedMax = 1_000;

export function localRunMachine(settings: LocalRunMachineSettings): LocalRunMachine {
  const { store, objects, onFailure } = settings;
  const going = new Map<RunId, Going>();
  const crew = threadsWhileNeeded(settings);
  let isClosed = false;

  /** Once an attempt, whoever asks for it first: the sweep, a sender that asks again, or the start. */
  const begin = (run: LargeRun, attempt: number): void => {
    const known = going.get(run.id);
    if (known?.attempt === attempt && known.look.is !== "unknown") return;
    const before = known?.ended ?? Promise.resolve();
    const one: Going = {
      attempt,
      isStopped: false,
      look: { is: "running" },
      // The next attempt begins when nothing of the one before it goes on.
      ended: before.then(() => judge(run, one)),
    };
    going.delete(run.id);
    going.set(run.id, one);
    forgetOldest(going);
  };

  const judge = async (run: LargeRun, one: Going): Promise<void> => {
    const proceed = (): void => {
      if (one.isStopped || isClosed) throw new RunStopped();
    };
    const leave = await crew.enter();
    try {
      proceed();
      // Who waited for the attempt before may find that it has come to its end.
      const now = await store.runs.find(run.id);
      if (now?.state !== "judging" || now.judging?.attempt !== one.attempt) throw new RunStopped();
      await pinTables(settings, run);
      const driving = { objects, size: settings.size, call: crew.call, proceed, wait };
      await driveRun(driving, run.id, one.attempt);
      one.look = { is: "ended" };
      await forgetWork(settings, run.id);
    } catch (error) {
      if (!(error instanceof RunStopped || isClosed)) await failed(run, one, error);
      else one.look = { is: "unknown" };
    } finally {
      if (one.isStopped) await forgetWork(settings, run.id);
      await leave();
      settings.onEnded();
    }
  };

  const failed = async ({ id }: LargeRun, one: Going, error: unknown): Promise<void> => {
    const { name, message } = error as Error;
    onFailure(`run ${id.slice(0, 12)}`, error);
    one.look = { is: "failed", message };
    const { attempt } = one;
    // As Lambda tells Step Functions of what a function threw.
    const Cause = JSON.stringify({ errorType: name, errorMessage: message });
    const event = { step: "fail", run: id, attempt, failure: { Error: name, Cause } };
    // Should this fail too: the sweep asks how it stands, and tells.
    await crew.call({ run: id, of: "conclude", event }).catch(() => {});
  };

  return {
    start: async (run) => {
      if (!isClosed) begin(run, run.judging?.attempt ?? 1);
    },
    stop: async ({ id }) => {
      const one = going.get(id);
      if (one !== undefined) one.isStopped = true;
    },
    look: async ({ id, judging }) => {
      const one = going.get(id);
      return one !== undefined && one.attempt === judging?.attempt ? one.look : { is: "unknown" };
    },
    takeUp: async () => {
      const { folder } = settings;
      await removeUnfinished(folder);
      removeTaskFolders(folder);
      for (const run of await store.runs.unfinished(runLimits.unfinishedMax))
        if (run.state === "judging") begin(run, run.judging?.attempt ?? 1);
      for (const id of runsWithWork(folder)) await forgetWork(settings, id);
    },
    close: async () => {
      isClosed = true;
      await crew.end();
      await Promise.all([...going.values()].map(({ ended }) => ended));
    },
  };
}

/** What the steps left each other is of use until the run has ended. */
async function forgetWork(
  { folder, store, onFailure }: LocalRunMachineSettings,
  id: RunId,
): Promise<void> {
  try {
    const run = await store.runs.find(id);
    const isWanted = run?.state === "judging" || run?.state === "failed";
    if (!isWanted) await removeWork(folder, id);
  } catch (error) {
    onFailure(`run ${id.slice(0, 12)}`, error);
  }
}

/** Fixes, once for all attempts, by which versions of tables the run is judged (law 3). */
async function pinTables(
  { objects, references }: LocalRunMachineSettings,
  { id, subject }: LargeRun,
): Promise<void> {
  const name = pinsObject(id);
  if ((await objects.find(name)) !== undefined) return;
  const pins = Buffer.from(JSON.stringify(references.pins(subject)));
  await objects.write(name, pins, { onlyNew: true });
}

function forgetOldest(going: Map<RunId, Going>): void {
  for (const [id, { look }] of going) {
    if (going.size <= endedMax) return;
    if (look.is !== "running") going.delete(id);
  }
}

/** Threads that are there while a run is judged; each run enters, waits for its turn, and leaves. */
function threadsWhileNeeded(settings: LocalRunMachineSettings) {
  let pool: ThreadPool<RunCall, unknown> | undefined;
  let inside = 0;
  let isOver = false;
  const waiting: (() => void)[] = [];
  /** What a pool that ends leaves undone is never answered: whoever asked for it hears so. */
  const asking = new Set<(error: Error) => void>();
  const leave = async (): Promise<void> => {
    inside--;
    waiting.shift()?.();
    if (inside > 0 || waiting.length > 0) return;
    const idle = pool;
    pool = undefined;
    await idle?.end();
  };
  return {
    /** Gives what leaves again. */
    enter: async (): Promise<() => Promise<void>> => {
      while (inside >= runsAtOnceMax && !isOver)
        await new Promise<void>((resolve) => waiting.push(resolve));
      inside++;
      return leave;
    },
    call: (call: RunCall): Promise<unknown> =>
      new Promise((resolve, reject) => {
        if (isOver) return reject(new RunStopped());
        pool ??= threadsOf(settings);
        asking.add(reject);
        pool
          .do(call)
          .then(resolve, reject)
          .finally(() => asking.delete(reject));
      }),
    end: async (): Promise<void> => {
      isOver = true;
      await pool?.end();
      for (const reject of asking) reject(new RunStopped());
      for (const go of waiting.splice(0)) go();
    },
  };
}

function threadsOf({ folder, store, size }: LocalRunMachineSettings) {
  spareMemory();
  return threadPool<RunCall, unknown>({
    size,
    entry: threadEntry(),
    setup: () => {
      const port = store.lend();
      const workerData: RunThreadSetup = { folder, store: port };
      return { workerData, transferList: [port] };
    },
    nameOf: ({ run, of }) => `run ${run.slice(0, 12)}, ${of}`,
    advice: "give the gate more memory, or split what is large into smaller files",
  });
}

/** In the packed package the modules are JavaScript. */
const threadEntry = (): URL =>
  new URL(import.meta.url.endsWith(".ts") ? "./run-thread.ts" : "./run-thread.js", import.meta.url);
