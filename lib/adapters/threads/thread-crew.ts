import { Worker } from "node:worker_threads";
import { GateError } from "../../app/errors.ts";
import type { Crew } from "../../app/run/crew.ts";
import type { Task } from "../../app/run/workshop.ts";
import { errorOf, type News, type Order } from "./messages.ts";
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

/** A worker that needs more has met something that no bound of ours foresaw: it is given up. */
const resourceLimits = { maxOldGenerationSizeMb: 2048, maxYoungGenerationSizeMb: 24 };

/** Threads that may die over one task before it is given up. */
const deathsMax = 2;

interface Job {
  readonly task: Task;
  readonly done: () => void;
  readonly failed: (error: Error) => void;
  deaths: number;
}

interface Hand {
  readonly worker: Worker;
  job: Job | undefined;
}

/**
 * Does tasks in worker threads, each begun when there is work for it. A thread that dies leaves its
 * task to another; a second death over one task fails it. Nothing a dead thread left counts.
 */
export function threadCrew(options: ThreadCrewOptions): Crew {
  const { size, setup, nameOf, onProgress, entry = workerEntry() } = options;
  const hands = new Set<Hand>();
  const waiting: Job[] = [];
  let number = 0;
  let isOver = false;

  const assign = (): void => {
    while (waiting.length > 0 && !isOver) {
      const idle = [...hands].find(({ job }) => job === undefined);
      const hand = idle ?? (hands.size < size ? begin() : undefined);
      if (!hand) return;
      const job = waiting.shift() as Job;
      hand.job = job;
      const order: Order = { number: number++, task: job.task };
      hand.worker.postMessage(order);
    }
  };
  const begin = (): Hand => {
    const worker = new Worker(entry, { workerData: setup, resourceLimits });
    const hand: Hand = { worker, job: undefined };
    let why = "it ended";
    worker.on("message", (news: News) => hear(hand, news));
    worker.on("error", (error) => {
      why = error instanceof Error ? error.message : String(error);
    });
    worker.on("exit", () => bury(hand, why));
    hands.add(hand);
    return hand;
  };
  const hear = (hand: Hand, news: News): void => {
    if (news.news === "progress") {
      onProgress?.(news.records, news.bytes);
      return;
    }
    const { job } = hand;
    hand.job = undefined;
    if (news.news === "done") job?.done();
    else job?.failed(errorOf(news.failure));
    assign();
  };
  const bury = (hand: Hand, why: string): void => {
    hands.delete(hand);
    const { job } = hand;
    if (isOver || !job) return;
    job.deaths++;
    if (job.deaths < deathsMax) waiting.unshift(job);
    else job.failed(givenUp(nameOf(job.task), why));
    assign();
  };

  return {
    size,
    do: (task) =>
      new Promise((done, failed) => {
        waiting.push({ task, done, failed, deaths: 0 });
        assign();
      }),
    end: async () => {
      isOver = true;
      await Promise.all([...hands].map(({ worker }) => worker.terminate()));
    },
  };
}

/** In the packed package the modules are JavaScript. */
const workerEntry = (): URL =>
  new URL(import.meta.url.endsWith(".ts") ? "./worker.ts" : "./worker.js", import.meta.url);

const givenUp = (name: string, why: string): GateError =>
  new GateError(
    "unavailable",
    `${name}: ${deathsMax} worker threads died over it (${why}), so nothing passes; ` +
      "--workers 0 judges without threads and tells more",
  );
