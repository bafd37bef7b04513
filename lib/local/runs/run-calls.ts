import { existsSync, readdirSync, rmSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { MessagePort } from "node:worker_threads";
import type { createHandler as concludeHandler } from "../../../lambdas/conclude/handler.ts";
import type { createHandler as judgeChunkHandler } from "../../../lambdas/judge-chunk/handler.ts";
import type { createHandler as judgeKeysHandler } from "../../../lambdas/judge-keys/handler.ts";
import type { createHandler as splitHandler } from "../../../lambdas/split/handler.ts";
import type { RunId } from "../../app/large-run/run.ts";
import { runObjects } from "../../app/large-run/run-objects.ts";

/** The functions that judge runs, as threads call them. */
export interface RunFunctions {
  readonly split: ReturnType<typeof splitHandler>;
  readonly "judge-chunk": ReturnType<typeof judgeChunkHandler>;
  readonly "judge-keys": ReturnType<typeof judgeKeysHandler>;
  readonly conclude: ReturnType<typeof concludeHandler>;
}

/** A call of one of them: plain JSON. */
export interface RunCall {
  readonly run: RunId;
  readonly of: keyof RunFunctions;
  readonly event: unknown;
}

/** What a thread that judges runs is told at its beginning. */
export interface RunThreadSetup {
  /** The data folder. */
  readonly folder: string;
  /** By which it writes to the gate's store. */
  readonly store: MessagePort;
}

/** The object in which the versions of tables stand that a run is judged by. */
export const pinsObject = (id: RunId): string => runObjects.work(id, "local/tables.json");

/** Where the tasks of runs keep what they have not sent yet, in the data folder. */
export const tasksIn = (folder: string): string => join(folder, "tasks");

/** Takes away what tasks that died have left. To be called while no task is done. */
export const removeTaskFolders = (folder: string): void =>
  rmSync(tasksIn(folder), { recursive: true, force: true });

/** Takes away what the steps of a run left each other, folders and all. */
export const removeWork = (folder: string, id: RunId): Promise<void> =>
  rm(join(folder, "objects", runObjects.works(id)), { recursive: true, force: true });

/** The runs of which something is left that their steps left each other. */
export function runsWithWork(folder: string): readonly RunId[] {
  const works = join(folder, "objects", runObjects.works("").replace(/\/+$/, ""));
  return existsSync(works) ? readdirSync(works) : [];
}
