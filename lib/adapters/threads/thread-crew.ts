import type { Crew } from "../../app/run/crew.ts";
import type { Task } from "../../app/run/workshop.ts";
import { threadPool } from "./thread-pool.ts";
import type { WorkerSetup } from "./worker-setup.ts";

export interface ThreadCrewOptions {
  /** Threads at most. */
  readonly size: number;
  readonly setup: WorkerSetup;
  /** Names a task for people, such as the part that it judges. */
  readonly nameOf: (task: Task) => string;
  readonly onProgress?: (records: number, bytes: number) => void;
  /** The module that a thread begins with; our own when absent. */
  readonly entry?: URL;
}

/** Does the tasks of one run in worker threads: see `threadPool`. */
export const threadCrew = ({ entry = workerEntry(), setup, ...options }: ThreadCrewOptions): Crew =>
  threadPool<Task>({
    ...options,
    entry,
    setup: () => ({ workerData: setup }),
    advice: "--workers 0 judges without threads and tells more",
  });

/** In the packed package the modules are JavaScript. */
const workerEntry = (): URL =>
  new URL(import.meta.url.endsWith(".ts") ? "./worker.ts" : "./worker.js", import.meta.url);
