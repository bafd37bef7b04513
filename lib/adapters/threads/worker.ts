import { setImmediate as othersTurn } from "node:timers/promises";
import { parentPort, workerData } from "node:worker_threads";
import { noTables } from "../../app/loaded-tables.ts";
import type { References } from "../../app/reference/source.ts";
import { tablesRead } from "../../app/reference/tables-read.ts";
import { doTask } from "../../app/run/do-task.ts";
import { partReader } from "../../app/run/read-part.ts";
import type { Workshop } from "../../app/run/workshop.ts";
import { readSource } from "../files/input-source.ts";
import { folderScratch } from "../files/spill-folder.ts";
import { failureOf, type News, type Order } from "./messages.ts";
import type { WorkerSetup } from "./worker-setup.ts";

/** Does tasks of one run in a thread of its own, one after the other: see `threadCrew`. */
const port = parentPort;
if (!port) throw new Error("this module is the beginning of a worker thread");
const setup = workerData as WorkerSetup;
const tell = (news: News): void => port.postMessage(news);

const ready = prepare();
// What cannot be prepared is told with the first task.
ready.catch(() => {});
port.on("message", (order: Order) => void fulfil(order));

async function fulfil({ number, task }: Order): Promise<void> {
  try {
    const { workshop, references } = await ready;
    await doTask(workshop, task);
    references?.settle();
    tell({ news: "done", number });
  } catch (error) {
    tell({ news: "failed", number, failure: failureOf(error) });
  }
}

async function prepare() {
  const { plan, context, mapping, scratch, bounds, partitions } = setup;
  const references = await openedReferences();
  const locate = setup.locatesEInvoices ? await locator() : undefined;
  const inputs = setup.inputs.map(({ source, ...told }) => ({
    ...told,
    name: source.name,
    open: (range?: Parameters<typeof readSource>[1]) => readSource(source, range),
  }));
  let bytes = 0;
  const workshop: Workshop = {
    plan,
    context: { ...context, rows: references?.rows ?? noTables, ...(locate && { locate }) },
    read: partReader({
      inputs,
      subject: plan.subject,
      ...(mapping && { mapping }),
      othersTurn,
      onBytes: (count) => {
        bytes += count;
      },
    }),
    scratch: folderScratch(scratch),
    bounds,
    partitions,
    ...(references && { settle: references.settle }),
    onRecords: (records) => {
      tell({ news: "progress", records, bytes });
      bytes = 0;
    },
  };
  return { workshop, references };
}

/** A function cannot be sent to another thread: the worker takes its own. */
async function locator() {
  return (await import("../../subjects/e-invoice/locate.ts")).locateInEInvoice;
}

async function openedReferences(): Promise<References | undefined> {
  const { references, plan } = setup;
  if (!references) return undefined;
  const { openReferences } = await import("../references/open.ts");
  return openReferences(references, plan.subject, tablesRead(plan));
}
