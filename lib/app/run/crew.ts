import { doTask } from "./do-task.ts";
import type { Task, Workshop } from "./workshop.ts";

/** Those who do a run's tasks: this thread, or several others. */
export interface Crew {
  /** Tasks that it does at the same time; more may be given, and wait. */
  readonly size: number;
  /** @throws what the task throws, and {GateError} `unavailable` when nobody can do it. */
  do(task: Task): Promise<void>;
  /** Lets everybody go; what is not done by then never is. */
  end(): Promise<void>;
}

/** Does tasks in this thread, one after the other. */
export function ownCrew(workshop: Workshop): Crew {
  return { size: 1, do: (task) => doTask(workshop, task), end: async () => {} };
}

/** Has tasks done, as many at a time as the crew can. The first that fails ends it. */
export async function doAll(crew: Crew, tasks: Iterable<Task>): Promise<void> {
  const begun: Promise<void>[] = [];
  for (const task of tasks) {
    const done = crew.do(task);
    // It is awaited later: until then nobody else listens to what it throws.
    done.catch(() => {});
    begun.push(done);
    if (begun.length >= aheadMax(crew)) await begun.shift();
  }
  await Promise.all(begun);
}

/** Nobody waits for work while others are given. */
const aheadMax = ({ size }: Crew): number => (size === 1 ? 1 : 2 * size);
