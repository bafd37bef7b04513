import { randomUUID } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import type { Context } from "aws-lambda";
import { createHandler as concludeHandler } from "../../../lambdas/conclude/handler.ts";
import { createHandler as judgeChunkHandler } from "../../../lambdas/judge-chunk/handler.ts";
import { createHandler as judgeKeysHandler } from "../../../lambdas/judge-keys/handler.ts";
import { createHandler as splitHandler } from "../../../lambdas/split/handler.ts";
import { folderScratch } from "../../adapters/files/spill-folder.ts";
import { folderObjects } from "../../adapters/objects-folder/objects.ts";
import { openStoreElsewhere } from "../../adapters/sqlite/gate-store.ts";
import { systemClock } from "../../adapters/system/clock.ts";
import { systemSalts } from "../../adapters/system/salts.ts";
import { failureOf, type News, type Order } from "../../adapters/threads/messages.ts";
import { GateError } from "../../app/errors.ts";
import type { RunId } from "../../app/large-run/run.ts";
import { bytesIn } from "../../app/large-run/run-uploads.ts";
import type { WorkFolder } from "../../app/large-run/run-work.ts";
import type { ReferenceTables } from "../../app/ports.ts";
import { contextOf } from "../lambda-events.ts";
import { pinnedReferences, referenceStore, type TablePins } from "../references.ts";
import {
  pinsObject,
  type RunCall,
  type RunFunctions,
  type RunThreadSetup,
  tasksIn,
} from "./run-calls.ts";

/** Answers calls of the functions that judge runs, in a thread of its own, one after the other. */
const port = parentPort;
if (!port) throw new Error("this module is the beginning of a worker thread");
const { folder, store: lent } = workerData as RunThreadSetup;
const store = openStoreElsewhere(folder, lent);
const objects = folderObjects(folder);

/** What is kept of a run while its tasks come: some megabytes each, for the last few runs. */
interface Known {
  readonly functions: RunFunctions;
  close(): void;
}
const known = new Map<RunId, Promise<Known>>();
const knownMax = 4;

port.on("message", (order: Order<RunCall>) => void fulfil(order));

async function fulfil({ number, task: { run, of, event } }: Order<RunCall>): Promise<void> {
  const tell = (news: News<unknown>): void => port?.postMessage(news);
  try {
    const { functions } = await knownOf(run);
    const call = functions[of] as (event: unknown, context: Context) => Promise<unknown>;
    tell({ news: "done", number, given: await call(event, patientContext(of)) });
  } catch (error) {
    tell({ news: "failed", number, failure: failureOf(error) });
  }
}

/** No bound of Lambda's holds here: the run as a whole has one. */
const patientContext = (name: string): Context => ({
  ...contextOf(name, randomUUID()),
  getRemainingTimeInMillis: () => 24 * 3_600_000,
});

async function knownOf(run: RunId): Promise<Known> {
  const found = known.get(run) ?? prepare(run);
  known.delete(run);
  known.set(run, found);
  // What could not be prepared is tried again the next time.
  found.catch(() => known.delete(run));
  for (const [other, one] of known) {
    if (known.size <= knownMax) break;
    known.delete(other);
    (await one).close();
  }
  return found;
}

async function prepare(id: RunId): Promise<Known> {
  const references = await tablesOf(id);
  const ports = {
    ...store,
    objects,
    references: references.tables,
    clock: systemClock,
    salts: systemSalts,
    workFolder,
  };
  return {
    functions: {
      split: splitHandler(ports),
      "judge-chunk": judgeChunkHandler(ports),
      "judge-keys": judgeKeysHandler(ports),
      conclude: concludeHandler(ports),
    },
    close: references.close,
  };
}

/** The tables as they were when the run was first looked at, whatever is loaded meanwhile (law 3). */
async function tablesOf(id: RunId): Promise<{ readonly tables: ReferenceTables; close(): void }> {
  const run = await store.runs.find(id);
  const { judging, gate } = run ?? {};
  const active =
    judging && gate && (await store.plans.past(gate, judging.revision, judging.gateVersion));
  if (!active)
    throw new GateError("unavailable", "the rules by which the run is judged are not there", {
      reason: "revision_not_there",
    });
  const pins: TablePins = JSON.parse((await bytesIn(objects, pinsObject(id))).toString("utf8"));
  return pinnedReferences(referenceStore(folder), active.plan.subject, pins);
}

function workFolder(): WorkFolder {
  const path = join(tasksIn(folder), randomUUID());
  mkdirSync(path, { recursive: true, mode: 0o700 });
  return {
    scratch: folderScratch(path),
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}
