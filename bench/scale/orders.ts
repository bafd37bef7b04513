import type { Chance } from "./chance.ts";
import { percentile } from "./chance.ts";
import type { Inputs } from "./inputs.ts";
import { quotas } from "./quotas.ts";
import { accountOf, bucket, pool } from "./resources.ts";
import { type Simulation, simulation } from "./simulation.ts";

export interface OrdersPlan {
  readonly perSecond: number;
  readonly seconds: number;
  /** Write units a second that the table takes. */
  readonly tableWrites: number;
  readonly concurrency: number;
  /** From when to when the region turns so many of the table's writes away. */
  readonly throttled?: {
    readonly fromSecond: number;
    readonly toSecond: number;
    readonly share: number;
  };
}

export interface OrdersTold {
  readonly plan: OrdersPlan;
  readonly sent: number;
  readonly answered: number;
  /** Tries that were turned away or failed, and came again with the same key. */
  readonly tries: number;
  readonly turnedAway: number;
  readonly tableRefusals: number;
  readonly concurrencyMost: number;
  readonly coldStarts: number;
  /** From the first try to the answer, in milliseconds, over those that came in steady times. */
  readonly p50: number;
  readonly p99: number;
  readonly slowestSeconds: number;
  /** Most orders that waited for an answer at once, and seconds after the disturbance until few did. */
  readonly backlogMost: number;
  readonly drainedAfterSeconds?: number;
  readonly lambdaGbSeconds: number;
  readonly writeUnits: number;
}

/** Environments have this much memory: one whole vCPU. */
const memoryGb = 1_769 / 1_024;
/** Share of orders that are held. */
const heldShare = 0.03;
/** Tries of the function itself before it answers `unavailable`. */
const ownTriesMax = 8;

/**
 * Orders that come at random moments, each with its own key: whoever is turned away, by Lambda or by
 * the table, tries again until there is an answer. Tells how long that took and what it used.
 */
export function playOrders(plan: OrdersPlan, inputs: Inputs, chance: Chance): OrdersTold {
  const sim = simulation();
  const account = accountOf(plan.concurrency);
  const growth = {
    perSecond: quotas.lambdaGrowth.value / 10,
    burst: quotas.lambdaGrowth.value,
  };
  const { measured, assumed } = inputs;
  const submit = pool(sim, {
    account,
    growth,
    coldMs: measured.coldMs.submit + assumed.environmentMs.median,
  });
  // A second's worth may come at once: DynamoDB keeps up to five minutes of what was not used.
  const table = bucket(sim, { perSecond: plan.tableWrites, burst: plan.tableWrites * 300 });
  const told = { sent: 0, answered: 0, tries: 0, refused: 0, waiting: 0, most: 0 };
  const steady: number[] = [];
  let [slowest, drained] = [0, undefined as number | undefined];

  const isThrottled = (): boolean => {
    const second = sim.now() / 1000;
    const { throttled: t } = plan;
    return (
      t !== undefined && second >= t.fromSecond && second < t.toSecond && chance.share() < t.share
    );
  };
  const begin = (): void => {
    told.sent++;
    told.most = Math.max(told.most, ++told.waiting);
    attempt(sim.now(), chance.share() < heldShare, 1);
  };
  const attempt = (from: number, isHeld: boolean, tries: number): void => {
    told.tries++;
    const { writeUnits } = isHeld ? measured.held : measured.passing;
    const taken = submit.invoke((end) => {
      const judged = chance.around(assumed.read.median, assumed.read.p99) + measured.submitCpuMs;
      const stored = chance.around(assumed.put.median, assumed.put.p99);
      sim.after(judged + stored, () => write(1));
      const write = (ownTries: number): void => {
        if (!isThrottled() && table.take(writeUnits)) {
          sim.after(chance.around(assumed.transact.median, assumed.transact.p99), () => {
            end();
            answered(from);
          });
          return;
        }
        told.refused++;
        if (ownTries < ownTriesMax)
          sim.after(chance.share() * Math.min(1_500, 10 * 2 ** ownTries), () =>
            write(ownTries + 1),
          );
        else {
          end();
          again(from, isHeld, tries);
        }
      };
    });
    if (!taken) again(from, isHeld, tries);
  };
  const again = (from: number, isHeld: boolean, tries: number): void => {
    const { firstMs, mostMs } = assumed.clientRetry;
    const most = Math.min(mostMs, firstMs * 2 ** tries);
    sim.after(chance.share() * most, () => attempt(from, isHeld, tries + 1));
  };
  const answered = (from: number): void => {
    told.answered++;
    told.waiting--;
    const took = sim.now() - from;
    slowest = Math.max(slowest, took);
    const { throttled: t } = plan;
    if (t === undefined || from < t.fromSecond * 1000) steady.push(took);
    if (t !== undefined && sim.now() > t.toSecond * 1000 && told.waiting < plan.perSecond)
      drained ??= sim.now() / 1000 - t.toSecond;
  };

  arrivals(sim, plan, chance, begin);
  sim.run();
  steady.sort((a, b) => a - b);
  const figures = submit.told();
  return {
    plan,
    sent: told.sent,
    answered: told.answered,
    tries: told.tries,
    turnedAway: figures.throttled,
    tableRefusals: told.refused,
    concurrencyMost: figures.most,
    coldStarts: figures.cold,
    p50: percentile(steady, 0.5),
    p99: percentile(steady, 0.99),
    slowestSeconds: slowest / 1000,
    backlogMost: told.most,
    ...(drained !== undefined && { drainedAfterSeconds: drained }),
    lambdaGbSeconds: (figures.busyMs / 1000) * memoryGb,
    writeUnits: table.taken(),
  };
}

function arrivals(
  sim: Simulation,
  { perSecond, seconds }: OrdersPlan,
  chance: Chance,
  begin: () => void,
): void {
  const next = (): void => {
    if (sim.now() >= seconds * 1000) return;
    begin();
    sim.after(chance.gapMs(perSecond), next);
  };
  next();
}
