import { threadPool } from "./thread-pool.ts";

export interface OneOrder<Work> {
  /** A module that answers with `fulfilOrders`. */
  readonly entry: URL;
  /** What can be sent to another thread. */
  readonly work: Work;
  /** Names the work for people, should threads die over it. */
  readonly name: string;
  readonly advice: string;
}

/**
 * Does one piece of work in a thread that ends with it: the heap that the work needed is the system's
 * again, where this thread's would stay as large as it once was.
 *
 * @throws what the work throws, and {GateError} `unavailable` when threads died over it.
 */
export async function inThread<Work, Given>(order: OneOrder<Work>): Promise<Given> {
  const { entry, work, name, advice } = order;
  const pool = threadPool<Work, Given>({
    size: 1,
    entry,
    setup: () => ({}),
    nameOf: () => name,
    advice,
  });
  try {
    return await pool.do(work);
  } finally {
    await pool.end();
  }
}
