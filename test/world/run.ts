import { setImmediate } from "node:timers/promises";
import { DiedError, lifeUntil, mortal } from "../support/life.ts";

/** One run of a handler, which goes on by one call of a port at a time, as the schedule lets it. */
export interface Run {
  readonly name: string;
  isOver(): boolean;
  /** Goes on to the next call, or to the end. */
  step(): Promise<void>;
  /** What it came to, once it is over. */
  outcome(): Outcome;
}

export type Outcome =
  | { readonly kind: "done"; readonly value: unknown }
  | { readonly kind: "failed"; readonly error: unknown }
  /** The process is gone; what it had in mind is unknown. */
  | { readonly kind: "died" };

interface Parked {
  readonly go: () => void;
  /** When the call that it waits to make is over. */
  readonly called: Promise<unknown>;
}

/**
 * A run that has not begun.
 *
 * @param deathAt the point of its life at which it dies, see `lifeUntil`.
 * @param body is handed what makes ports wait for their turn.
 */
export function runOf(
  name: string,
  deathAt: number | undefined,
  body: (through: <Ports extends object>(ports: Ports) => Ports) => Promise<unknown>,
): Run {
  const life = lifeUntil(deathAt);
  const parked: Parked[] = [];
  let begun = false;
  let outcome: Outcome | undefined;

  const inTurn = async (call: () => unknown): Promise<unknown> => {
    let over = (): void => {};
    const called = new Promise<void>((resolve) => {
      over = resolve;
    });
    await new Promise<void>((go) => parked.push({ go, called }));
    try {
      return await call();
    } finally {
      over();
    }
  };
  const begin = (): void => {
    begun = true;
    body((ports) => waiting(mortal(ports, life), inTurn)).then(
      (value) => {
        outcome = life.isOver() ? { kind: "died" } : { kind: "done", value };
      },
      (error: unknown) => {
        const died = life.isOver() || error instanceof DiedError;
        outcome = died ? { kind: "died" } : { kind: "failed", error };
      },
    );
  };
  return {
    name,
    isOver: () => outcome !== undefined,
    outcome: () => {
      if (outcome === undefined) throw new Error(`${name} is not over`);
      return outcome;
    },
    step: async () => {
      const next = parked.shift();
      if (next !== undefined) {
        next.go();
        await next.called;
      } else if (!begun) begin();
      else if (outcome === undefined) throw new Error(`${name} waits for nothing that is known`);
      // Whatever follows from the call follows now, up to the next one.
      await setImmediate();
    },
  };
}

/** What gives its answer at once need not wait. */
const immediate: ReadonlySet<string> = new Set(["clock", "salts"]);

function waiting<Ports extends object>(
  ports: Ports,
  inTurn: (call: () => unknown) => Promise<unknown>,
): Ports {
  const wrapped = Object.entries(ports).map(([port, methods]) => {
    if (immediate.has(port)) return [port, methods];
    const calls = Object.entries(methods as object).map(([method, call]) => [
      method,
      (...args: readonly unknown[]) => inTurn(() => call(...args)),
    ]);
    return [port, Object.fromEntries(calls)];
  });
  return Object.fromEntries(wrapped) as Ports;
}
