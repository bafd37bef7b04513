import { Worker } from "node:worker_threads";
import type { Answer, Order } from "./committer-thread.ts";
import type { Committer } from "./writer.ts";
import type { Outcome, Refusal } from "./writing.ts";

/**
 * Commits in a thread of its own, so that nobody here waits for the disk. When that thread dies,
 * whatever it was asked is `unavailable`, and so is all that it is asked later.
 */
export function committerInThread(folder: string): Committer {
  const worker = new Worker(threadEntry(), { workerData: folder });
  // A process that has nothing else to do may end; what waits for an answer keeps it alive.
  worker.unref();
  let answered: ((answer: Answer | Refusal) => void) | undefined;
  let death: Refusal | undefined;
  const die = (cause: unknown): void => {
    death ??= deathBy(cause);
    answered?.(death);
  };
  worker.on("message", (answer: Answer) => answered?.(answer));
  worker.on("error", die);
  worker.on("exit", (code) => die(`exit code ${code}`));
  const ask = async (order: Order): Promise<Answer | Refusal> => {
    if (death !== undefined) return death;
    worker.ref();
    const answer = await new Promise<Answer | Refusal>((resolve) => {
      answered = resolve;
      worker.postMessage(order);
    });
    worker.unref();
    answered = undefined;
    return answer;
  };
  return {
    commit: async (writings) => {
      const answer = await ask({ order: "commit", writings });
      return isAnswer(answer)
        ? answer
        : writings.map((): Outcome => ({ ok: false, refusal: answer }));
    },
    end: async () => {
      await ask({ order: "end" });
      await worker.terminate();
    },
  };
}

const isAnswer = (answer: Answer | Refusal): answer is Answer => Array.isArray(answer);

const deathBy = (cause: unknown): Refusal => ({
  code: "unavailable",
  message: "the thread that writes the gate's store has ended: start the gate again",
  cause: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause),
});

/** In the packed package the modules are JavaScript. */
const threadEntry = (): URL =>
  new URL(
    import.meta.url.endsWith(".ts") ? "./committer-thread.ts" : "./committer-thread.js",
    import.meta.url,
  );
