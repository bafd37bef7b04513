import type { Chance } from "./chance.ts";
import type { Inputs } from "./inputs.ts";
import { quotas } from "./quotas.ts";
import { accountOf, bucket, pool } from "./resources.ts";
import { simulation } from "./simulation.ts";

export interface MessagesPlan {
  readonly messages: number;
  /** Batches of the queue that are consumed at the same time. */
  readonly consumersMax: number;
  readonly batch: number;
  readonly tableWrites: number;
}

export interface MessagesTold {
  readonly plan: MessagesPlan;
  readonly opened: number;
  readonly seconds: number;
  readonly perSecond: number;
  readonly tableRefusals: number;
  readonly repeated: number;
  readonly coldStarts: number;
  readonly lambdaGbSeconds: number;
  readonly writeUnits: number;
}

const memoryGb = 1;
/** What opening a case writes: entry, case, list, and the submission as it must still stand. */
const caseWriteUnits = 14;
const visibilityMs = 180_000;
const ownTriesMax = 8;

/** Messages that wait in the queue all at once, until a case is open for each. */
export function playMessages(plan: MessagesPlan, inputs: Inputs, chance: Chance): MessagesTold {
  const sim = simulation();
  const { measured, assumed } = inputs;
  const consumer = pool(sim, {
    account: accountOf(quotas.lambdaConcurrency.value),
    most: plan.consumersMax,
    coldMs: measured.coldMs.submit + assumed.environmentMs.median,
    growth: { perSecond: quotas.lambdaGrowth.value / 10, burst: quotas.lambdaGrowth.value },
  });
  const table = bucket(sim, { perSecond: plan.tableWrites, burst: plan.tableWrites * 300 });
  let [waiting, opened, refused, repeated, last] = [plan.messages, 0, 0, 0, 0];

  const poll = (): void => {
    if (waiting === 0) return;
    const taken = Math.min(plan.batch, waiting);
    waiting -= taken;
    const isTaken = consumer.invoke((end) => {
      open(taken, () => {
        end();
        sim.after(chance.around(assumed.queueDelay.median, assumed.queueDelay.p99), poll);
      });
    });
    if (!isTaken) {
      waiting += taken;
      sim.after(1_000, poll);
    }
  };
  /** One after the other, as the function does. */
  const open = (left: number, done: () => void): void => {
    if (left === 0) {
      done();
      return;
    }
    const reads = 3 * chance.around(assumed.read.median, assumed.read.p99);
    sim.after(reads + measured.openCaseCpuMs, () => write(1));
    const write = (tries: number): void => {
      if (table.take(caseWriteUnits)) {
        sim.after(chance.around(assumed.transact.median, assumed.transact.p99), () => {
          opened++;
          last = sim.now();
          open(left - 1, done);
        });
        return;
      }
      refused++;
      if (tries < ownTriesMax) {
        sim.after(chance.share() * Math.min(1_500, 10 * 2 ** tries), () => write(tries + 1));
        return;
      }
      repeated++;
      sim.after(visibilityMs, () => {
        waiting++;
        poll();
      });
      open(left - 1, done);
    };
  };
  for (let i = 0; i < plan.consumersMax; i++) poll();
  sim.run();
  const { cold, busyMs } = consumer.told();
  return {
    plan,
    opened,
    seconds: last / 1000,
    perSecond: opened / (last / 1000),
    tableRefusals: refused,
    repeated,
    coldStarts: cold,
    lambdaGbSeconds: (busyMs / 1000) * memoryGb,
    writeUnits: table.taken(),
  };
}
