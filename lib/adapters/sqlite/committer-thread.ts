import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { openToWrite } from "./gate-file.ts";
import { refusalOf } from "./gate-refusals.ts";
import { commitGroup } from "./group-commit.ts";
import { performer } from "./perform.ts";
import type { Outcome, Writing } from "./writing.ts";

/** The thread that writes: it is given groups one by one and answers each. */

/** What the thread is asked. */
export type Order =
  | { readonly order: "commit"; readonly writings: readonly Writing[] }
  | { readonly order: "end" };

/** What it answers: outcomes, one a writing; none to the last order. */
export type Answer = readonly Outcome[];

const port = parentPort as MessagePort;
const db = openToWrite(String(workerData));
const perform = performer(db);

port.on("message", (order: Order) => {
  if (order.order === "commit") {
    port.postMessage(commitGroup(db, perform, order.writings) satisfies Answer);
    return;
  }
  const outcomes: Outcome[] = [];
  try {
    db.close();
  } catch (error) {
    outcomes.push({ ok: false, refusal: refusalOf(error) });
  }
  port.postMessage(outcomes satisfies Answer);
  port.close();
});
