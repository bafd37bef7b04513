import { MetricUnit } from "@aws-lambda-powertools/metrics";
import type { Context } from "aws-lambda";
import * as z from "zod";
import { GateError, isGateError } from "../../lib/app/errors.ts";
import type { RunTask } from "../../lib/app/large-run/run-work.ts";
import type { Objects } from "../../lib/app/ports.ts";
import type { Observer } from "./observed.ts";
import { traceOf } from "./trace-of.ts";

/** Which run a step is of. Step Functions sends what the definition says; anything else is a bug. */
export const runField = z.string().min(1).max(100);
/** Tasks as they were arranged: their own functions know what is in them. */
export const tasksField = z.array(z.looseObject({ do: z.string() })).min(1) as unknown as z.ZodType<
  readonly RunTask[]
>;

/** What of Lambda's context a step asks. */
export type StepContext = Pick<Context, "getRemainingTimeInMillis">;

/** What a step throws: the machine's retries go by the name, a person reads the message. */
export class StepError extends Error {
  constructor(name: StepErrorName, message: string, cause: unknown) {
    super(message, { cause });
    this.name = name;
  }
}

/**
 * `Unavailable`: the world's fault, which passes. `OutOfTime`: it would not have ended in its time.
 * `Refused`: it can not be done. `Broken`: a mistake of ours.
 */
export type StepErrorName = "Unavailable" | "OutOfTime" | "Refused" | "Broken";

/** Time that is kept for telling that there is none left. */
const lastMs = 10_000;

/**
 * Does each task, one after the other: one that fails keeps no other from being done. What is begun
 * when the time is over is given up, so that it is told; what was not begun fails with it.
 *
 * @throws {StepError} when any failed: of all of them, what the machine should do about it.
 */
export async function doEachTask(
  observer: Observer,
  context: StepContext,
  tasks: readonly RunTask[],
  doTask: (task: RunTask) => Promise<unknown>,
  onFailure: (task: RunTask, error: StepError) => Promise<void> = async () => {},
): Promise<{ readonly done: number }> {
  const errors: StepError[] = [];
  for (const task of tasks) {
    try {
      await inTime(context, () => doTask(task));
    } catch (error) {
      const failure = stepErrorOf(error);
      errors.push(failure);
      observer.logger.warn("task.failed", { task: labelOf(task), error: traceOf(error) });
      await onFailure(task, failure);
    }
  }
  observer.metrics.addMetric("RunTasks", MetricUnit.Count, tasks.length);
  observer.metrics.addMetric("RunTasksFailed", MetricUnit.Count, errors.length);
  const [worst] = errors.toSorted((a, b) => rank.indexOf(b.name) - rank.indexOf(a.name));
  if (worst !== undefined) throw worst;
  return { done: tasks.length };
}

/** What lasts is tried as long as what lasts longest needs. */
const rank: readonly string[] = ["Refused", "Broken", "OutOfTime", "Unavailable"];

/** Which task of its phase it is, as objects and logs call it. */
export function labelOf(task: RunTask): string {
  const { part, partition, level, group } = task as {
    readonly part?: { readonly number: number };
    readonly partition?: number;
    readonly level?: number;
    readonly group?: number;
  };
  const place = part ? [part.number] : partition !== undefined ? [partition] : [level, group];
  return [task.do, ...place].join("-");
}

/**
 * What comes of some work, if it comes before the function's time is over.
 *
 * @throws {StepError} `OutOfTime`. What is still under way then meets objects that are closed to it.
 */
export async function inTime<Given>(
  context: StepContext,
  work: () => Promise<Given>,
): Promise<Given> {
  const leftMs = context.getRemainingTimeInMillis() - lastMs;
  if (leftMs <= 0) throw outOfTime();
  const { promise: over, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(outOfTime()), leftMs);
  try {
    return await Promise.race([work(), over]);
  } finally {
    clearTimeout(timer);
  }
}

const outOfTime = (): StepError =>
  new StepError(
    "OutOfTime",
    "it would not have ended in the time that a function has: the part is too large, or the machine " +
      "too slow",
    undefined,
  );

/** What the machine and a person are told of an error. Messages of bugs may hold data: they stay. */
export function stepErrorOf(error: unknown): StepError {
  if (error instanceof StepError) return error;
  if (isGateError(error, "unavailable")) return new StepError("Unavailable", error.message, error);
  if (error instanceof GateError) return new StepError("Refused", refusalOf(error), error);
  const name = error instanceof Error ? error.name : typeof error;
  return new StepError("Broken", `a mistake of the gate's own (${name}): see its log`, error);
}

/** With the first mistakes: nobody else hears of them. */
function refusalOf({ code, message, mistakes }: GateError): string {
  const told = mistakes
    .slice(0, mistakesMax)
    .map(({ pointer = "", message: what }) => `; ${pointer} ${what}`);
  return `${code}: ${message}${told.join("")}`;
}

const mistakesMax = 5;

/**
 * Objects that nobody reads or writes any more once a call has ended: work that was given up would
 * otherwise go on in the next call of the same process.
 */
export function objectsOfCall(objects: Objects): { readonly objects: Objects; end(): void } {
  let isOver = false;
  const assertOpen = (): void => {
    if (isOver) throw outOfTime();
  };
  return {
    end: () => {
      isOver = true;
    },
    objects: {
      find: async (name) => {
        assertOpen();
        return objects.find(name);
      },
      read: async function* (name, range) {
        assertOpen();
        for await (const bytes of objects.read(name, range)) {
          assertOpen();
          yield bytes;
        }
      },
      write: async (name, bytes, options) => {
        assertOpen();
        return objects.write(name, bytes, options);
      },
      list: async function* (prefix) {
        assertOpen();
        yield* objects.list(prefix);
      },
      remove: async (names) => {
        assertOpen();
        return objects.remove(names);
      },
    },
  };
}
