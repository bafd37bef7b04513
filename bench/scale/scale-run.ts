import { chanceOf } from "./chance.ts";
import type { Inputs } from "./inputs.ts";
import { type MessagesTold, playMessages } from "./messages.ts";
import { type OrdersTold, playOrders } from "./orders.ts";
import { quotas } from "./quotas.ts";
import { playRun, type RunTold } from "./runs.ts";

/** All that was played. */
export interface Played {
  readonly runs: readonly RunTold[];
  readonly orders: readonly OrdersTold[];
  readonly throttled: OrdersTold;
  readonly messages: readonly MessagesTold[];
}

/** Write units a second of a table that was warmed for the day it is needed. */
export const warmed = 30_000;

/** Plays every scenario: the same inputs and seed give the same figures. */
export function playAll(inputs: Inputs, seed: number): Played {
  const concurrency = quotas.lambdaConcurrency.value;
  const fresh = quotas.tableWritesFresh.value;
  const run = (invoices: number, failing: number): RunTold =>
    playRun({ invoices, failing, meeting: 0.03 }, inputs, chanceOf(seed));
  const orders = (perSecond: number, tableWrites: number): OrdersTold =>
    playOrders({ perSecond, seconds: 300, tableWrites, concurrency }, inputs, chanceOf(seed));
  const messages = (consumersMax: number, tableWrites: number): MessagesTold =>
    playMessages(
      { messages: 50_000, consumersMax, batch: 10, tableWrites },
      inputs,
      chanceOf(seed),
    );
  return {
    runs: [run(1, 0), run(1_000_000, 0.01), run(10_000_000, 0.01), run(50_000_000, 0.01)],
    orders: [orders(100, fresh), orders(200, fresh), orders(1_000, fresh), orders(1_000, warmed)],
    throttled: playOrders(
      {
        perSecond: 1_000,
        seconds: 1_500,
        tableWrites: warmed,
        concurrency,
        throttled: { fromSecond: 300, toSecond: 900, share: 0.95 },
      },
      inputs,
      chanceOf(seed),
    ),
    messages: [messages(50, fresh), messages(50, warmed)],
  };
}
