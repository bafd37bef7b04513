/** Work that goes on until it is stopped, one piece at a time. */
export interface Loop {
  /** There is something to do: does not wait any longer. */
  wake(): void;
  /** Ends after the piece that is being worked on; idempotent. */
  stop(): Promise<void>;
}

export interface Pace {
  /** How long to wait where there was nothing to do. */
  readonly idleMs: number;
  /** How long to wait after a failure at first; doubled with each further one, up to `idleMs` x 8. */
  readonly failedMs: number;
  readonly onFailure: (error: unknown) => void;
}

/**
 * Does work again and again. A piece says whether there may be more; one that throws is told and
 * done again later, so that no failure ends the loop.
 */
export function loop(piece: () => Promise<"more" | "nothing">, pace: Pace): Loop {
  let isStopped = false;
  let isAwake = false;
  let wakeUp = (): void => {};
  const wait = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
      if (isAwake || isStopped) wakeUp();
    });
  const run = async (): Promise<void> => {
    for (let failures = 0; !isStopped; ) {
      isAwake = false;
      try {
        const left = await piece();
        failures = 0;
        if (left === "nothing" && !isStopped) await wait(pace.idleMs);
      } catch (error) {
        pace.onFailure(error);
        const ms = Math.min(pace.idleMs * 8, pace.failedMs * 2 ** failures++);
        isAwake = false; // what failed is not done again before its time
        if (!isStopped) await wait(ms);
      }
    }
  };
  const ended = run();
  return {
    wake: () => {
      isAwake = true;
      wakeUp();
    },
    stop: async () => {
      isStopped = true;
      wakeUp();
      await ended;
    },
  };
}
