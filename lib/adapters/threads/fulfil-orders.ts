import { parentPort } from "node:worker_threads";
import { failureOf, type News, type Order } from "./messages.ts";

/** Answers the orders that this thread gets from a `threadPool`, one after the other. */
export function fulfilOrders<Work, Given>(work: (task: Work) => Given | Promise<Given>): void {
  const port = parentPort;
  if (!port) throw new Error("this module is the beginning of a worker thread");
  const tell = (news: News<Given>): void => port.postMessage(news);
  port.on("message", async ({ number, task }: Order<Work>) => {
    try {
      tell({ news: "done", number, given: await work(task) });
    } catch (error) {
      tell({ news: "failed", number, failure: failureOf(error) });
    }
  });
}
