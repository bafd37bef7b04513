import { parentPort, workerData } from "node:worker_threads";
import { keepCopy, openToRead } from "./gate-file.ts";
import { refusalOf } from "./gate-refusals.ts";
import type { Refusal } from "./writing.ts";

/** Copies a gate's database while others write, and tells what went wrong, if anything. */

export interface CopyOrder {
  readonly folder: string;
  /** Of the new file. */
  readonly path: string;
}

const { folder, path } = workerData as CopyOrder;
let refusal: Refusal | undefined;
try {
  const db = openToRead(folder);
  try {
    keepCopy(db, path);
  } finally {
    db.close();
  }
} catch (error) {
  refusal = refusalOf(error);
}
parentPort?.postMessage(refusal);
