import { setTimeout as sleep } from "node:timers/promises";
import { GateError } from "../../lib/app/errors.ts";

const triesMax = 60;

/**
 * The same ports as their callers use them: what is `unavailable` is asked again, with the same
 * arguments, until it is answered.
 */
export function persistent<Ports extends object>(ports: Ports): Ports {
  const wrapped = Object.entries(ports).map(([port, methods]) => [port, persistentPort(methods)]);
  return Object.fromEntries(wrapped) as Ports;
}

/** One port, used so. What gives a sequence is read to its end before any of it is given. */
export function persistentPort<Port extends object>(port: Port): Port {
  const calls = Object.entries(port).map(([method, call]) => [
    method,
    (...args: readonly unknown[]) => {
      const first = call(...args);
      if (isSequence(first)) return wholeOf(() => call(...args));
      if (!(first instanceof Promise)) return first;
      return untilAnswered(first, () => call(...args));
    },
  ]);
  return Object.fromEntries(calls) as Port;
}

const isSequence = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === "object" && value !== null && Symbol.asyncIterator in value;

async function* wholeOf(call: () => AsyncIterable<unknown>): AsyncGenerator<unknown> {
  const collect = async (): Promise<readonly unknown[]> => {
    const all: unknown[] = [];
    for await (const one of call()) all.push(one);
    return all;
  };
  for (const one of await untilAnswered(collect(), collect)) yield one;
}

async function untilAnswered<T>(first: Promise<T>, again: () => Promise<T>): Promise<T> {
  for (let tries = 1, call = first; ; tries++, call = again()) {
    try {
      return await call;
    } catch (error) {
      const isPassing = error instanceof GateError && error.code === "unavailable";
      if (!isPassing || tries === triesMax) throw error;
      await sleep(5);
    }
  }
}
