import type { Objects } from "../ports.ts";
import type { RunId } from "./run.ts";
import { runObjects } from "./run-objects.ts";

/** Why a task failed the last time. It holds nothing of a person. */
export interface FailureNote {
  /** What whoever did it called the failure. */
  readonly code: string;
  readonly message: string;
}

/** Where those who do a run's tasks leave word of what went wrong, for whoever gives a task up. */
export interface FailureNotes {
  /** Of a task by its name, such as `judge-12`. The last one stands. */
  write(task: string, note: FailureNote): Promise<void>;
  find(task: string): Promise<FailureNote | undefined>;
  /** Before a task is tried again: what ends without a word must not be told by an earlier one. */
  forget(task: string): Promise<void>;
  /** One of them all, where there is any. */
  any(): Promise<FailureNote | undefined>;
}

/** Notes as objects of the run, which go with what its steps leave each other. */
export function failureNotes(objects: Objects, run: RunId): FailureNotes {
  const prefix = runObjects.work(run, "failed/");
  const read = async (name: string): Promise<FailureNote | undefined> => {
    if ((await objects.find(name)) === undefined) return undefined;
    const bytes: Uint8Array[] = [];
    for await (const some of objects.read(name)) bytes.push(some);
    return JSON.parse(Buffer.concat(bytes).toString()) as FailureNote;
  };
  return {
    write: async (task, note) => {
      await objects.write(`${prefix}${task}.json`, Buffer.from(JSON.stringify(note)));
    },
    find: (task) => read(`${prefix}${task}.json`),
    forget: async (task) => {
      const name = `${prefix}${task}.json`;
      // A bucket with versions keeps a mark of each removal, even of what was never there.
      if ((await objects.find(name)) !== undefined) await objects.remove([name]);
    },
    any: async () => {
      for await (const { name } of objects.list(prefix)) return read(name);
      return undefined;
    },
  };
}
