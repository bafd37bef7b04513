import type { Simulation } from "./simulation.ts";

/** So much a second, and so much at once where nothing was taken for a while. */
export interface Bucket {
  /** Whether there was enough; nothing is taken where there was not. */
  take(amount: number): boolean;
  readonly refused: () => number;
  readonly taken: () => number;
}

export function bucket(
  { now }: Simulation,
  { perSecond, burst }: { readonly perSecond: number; readonly burst: number },
): Bucket {
  let [level, at, refused, taken] = [burst, 0, 0, 0];
  return {
    take: (amount) => {
      level = Math.min(burst, level + ((now() - at) / 1000) * perSecond);
      at = now();
      if (amount > level) {
        refused++;
        return false;
      }
      level -= amount;
      taken += amount;
      return true;
    },
    refused: () => refused,
    taken: () => taken,
  };
}

/** What all functions of an account may run at the same time. */
export interface Account {
  readonly concurrencyMax: number;
  busy: number;
  most: number;
}

export const accountOf = (concurrencyMax: number): Account => ({
  concurrencyMax,
  busy: 0,
  most: 0,
});

/** A function of Lambda: environments that are warm, cold starts, and the rate at which it grows. */
export interface Pool {
  /**
   * Runs `work`, which calls `end` when it is over; false where it is turned away. `isCold` says
   * that an environment had to be made, which took `coldMs`.
   */
  invoke(work: (end: () => void, isCold: boolean) => void): boolean;
  readonly told: () => PoolFigures;
}

export interface PoolFigures {
  readonly calls: number;
  readonly cold: number;
  readonly throttled: number;
  readonly most: number;
  /** Milliseconds, over all environments. */
  readonly busyMs: number;
}

export interface PoolProps {
  readonly account: Account;
  /** Reserved concurrency: no more than this, whatever the account has left. */
  readonly most?: number;
  readonly coldMs: number;
  /** Environments made within ten seconds: a function's scaling rate. */
  readonly growth: { readonly perSecond: number; readonly burst: number };
}

export function pool(sim: Simulation, props: PoolProps): Pool {
  const { account, coldMs, most: mostAllowed = Number.POSITIVE_INFINITY } = props;
  const growing = bucket(sim, props.growth);
  let [warm, busy, most, calls, cold, throttled, busyMs] = [0, 0, 0, 0, 0, 0, 0];
  return {
    invoke: (work) => {
      const isCold = warm === 0;
      const isFull = busy >= mostAllowed || account.busy >= account.concurrencyMax;
      if (isFull || (isCold && !growing.take(1))) {
        throttled++;
        return false;
      }
      if (isCold) cold++;
      else warm--;
      calls++;
      most = Math.max(most, ++busy);
      account.most = Math.max(account.most, ++account.busy);
      const from = sim.now();
      sim.after(isCold ? coldMs : 0, () =>
        work(() => {
          busyMs += sim.now() - from;
          busy--;
          account.busy--;
          warm++;
        }, isCold),
      );
      return true;
    },
    told: () => ({ calls, cold, throttled, most, busyMs }),
  };
}
