import type { MessagePort } from "node:worker_threads";
import { errorOf, refusalOf } from "./gate-refusals.ts";
import type { Writer } from "./writer.ts";
import type { Outcome, ResultOf, Writing } from "./writing.ts";

/** A writing that was asked for in another thread, and what became of it. */
interface Asked {
  readonly number: number;
  readonly writing: Writing;
}
interface Answered {
  readonly number: number;
  readonly outcome: Outcome;
}

/** Writes what another thread of this process asks for, until it closes its end. */
export function writeFor(port: MessagePort, writer: Writer): void {
  port.on("message", ({ number, writing }: Asked) => {
    const answer = (outcome: Outcome): void => {
      const answered: Answered = { number, outcome };
      port.postMessage(answered);
    };
    writer.write(writing).then(
      (result) => answer({ ok: true, result }),
      (error) => answer({ ok: false, refusal: refusalOf(error) }),
    );
  });
  // A process that has nothing else to do may end.
  port.unref();
}

/**
 * A writer that has everything written by the thread at the other end: there is one that writes, and
 * what it has answered is on the disk. Closing ends the port alone.
 */
export function writerElsewhere(port: MessagePort): Writer {
  const waiting = new Map<number, (outcome: Outcome) => void>();
  let number = 0;
  port.on("message", ({ number: of, outcome }: Answered) => {
    waiting.get(of)?.(outcome);
    waiting.delete(of);
  });
  port.unref();
  return {
    write: (writing) =>
      new Promise((resolve, reject) => {
        const asked: Asked = { number: number++, writing };
        waiting.set(asked.number, (outcome) =>
          outcome.ok
            ? resolve(outcome.result as ResultOf<typeof writing>)
            : reject(errorOf(outcome.refusal)),
        );
        port.postMessage(asked);
      }),
    close: async () => port.close(),
  };
}
