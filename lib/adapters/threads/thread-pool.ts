import { Worker, type WorkerOptions } from "node:worker_threads";
import { GateError } from "../../app/errors.ts";
import { errorOf, type News, type Order } from "./messages.ts";

export interface ThreadPoolOptions<Work> {
  /** Threads at most. */
  readonly size: number;
  /** The module that a thread begins with. */
  readonly entry: URL;
  /** What each thread is told at its beginning, and what of it becomes its own. */
  readonly setup: () => Pick<WorkerOptions, "workerData" | "transferList">;
  /** Names a piece of work for people, such as the part that it judges. */
  readonly nameOf: (work: Work) => string;
  /** What a person may try where threads died. */
  readonly advice: string;
  readonly onProgress?: (records: number, bytes: number) => void;
}

/** Threads that do work, each one piece at a time. */
export interface ThreadPool<Work, Given> {
  readonly size: number;
  /** @throws what the work throws, and {GateError} `unavailable` when nobody can do it. */
  do(work: Work): Promise<Given>;
  /** Lets everybody go; what is not done by then never is. */
  end(): Promise<void>;
}

/** A worker that needs more has met something that no bound of ours foresaw: it is given up. */
const resourceLimits = { maxOldGenerationSizeMb: 2048, maxYoungGenerationSizeMb: 24 };

/** Threads that may die over one piece of work before it is given up. */
const deathsMax = 2;

interface Job<Work, Given> {
  readonly work: Work;
  readonly done: (given: Given) => void;
  readonly failed: (error: Error) => void;
  deaths: number;
}

interface Hand<Work, Given> {
  readonly worker: Worker;
  job: Job<Work, Given> | undefined;
}

/**
 * Does work in threads, each begun when there is work for it. A thread that dies leaves its work to
 * another; a second death over one piece fails it. Nothing a dead thread left counts.
 */
export function threadPool<Work, Given = void>(
  options: ThreadPoolOptions<Work>,
): ThreadPool<Work, Given> {
  const { size, entry, setup, nameOf, advice, onProgress } = options;
  const hands = new Set<Hand<Work, Given>>();
  const waiting: Job<Work, Given>[] = [];
  let number = 0;
  let isOver = false;

  const assign = (): void => {
    while (waiting.length > 0 && !isOver) {
      const idle = [...hands].find(({ job }) => job === undefined);
      const hand = idle ?? (hands.size < size ? begin() : undefined);
      if (!hand) return;
      const job = waiting.shift() as Job<Work, Given>;
      hand.job = job;
      const order: Order<Work> = { number: number++, task: job.work };
      hand.worker.postMessage(order);
    }
  };
  const begin = (): Hand<Work, Given> => {
    const worker = new Worker(entry, { ...setup(), resourceLimits });
    const hand: Hand<Work, Given> = { worker, job: undefined };
    let why = "it ended";
    worker.on("message", (news: News<Given>) => hear(hand, news));
    worker.on("error", (error) => {
      why = error instanceof Error ? error.message : String(error);
    });
    worker.on("exit", () => bury(hand, why));
    hands.add(hand);
    return hand;
  };
  const hear = (hand: Hand<Work, Given>, news: News<Given>): void => {
    if (news.news === "progress") {
      onProgress?.(news.records, news.bytes);
      return;
    }
    const { job } = hand;
    hand.job = undefined;
    if (news.news === "done") job?.done(news.given as Given);
    else job?.failed(errorOf(news.failure));
    assign();
  };
  const bury = (hand: Hand<Work, Given>, why: string): void => {
    hands.delete(hand);
    const { job } = hand;
    if (isOver || !job) return;
    job.deaths++;
    if (job.deaths < deathsMax) waiting.unshift(job);
    else job.failed(givenUp(nameOf(job.work), why, advice));
    assign();
  };

  return {
    size,
    do: (work) =>
      new Promise((done, failed) => {
        waiting.push({ work, done, failed, deaths: 0 });
        assign();
      }),
    end: async () => {
      isOver = true;
      await Promise.all([...hands].map(({ worker }) => worker.terminate()));
    },
  };
}

const givenUp = (name: string, why: string, advice: string): GateError =>
  new GateError(
    "unavailable",
    `${name}: ${deathsMax} worker threads died over it (${why}), so nothing passes; ${advice}`,
    { reason: threadsDiedReason },
  );

/** The reason of an `unavailable` that will be the same the next time. */
export const threadsDiedReason = "threads_died";
