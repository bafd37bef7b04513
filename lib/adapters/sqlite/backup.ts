import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, renameSync, statSync } from "node:fs";
import { mkdir, readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Worker } from "node:worker_threads";
import { GateError } from "../../app/errors.ts";
import { codeOf } from "../files/failures.ts";
import type { CopyOrder } from "./backup-thread.ts";
import { gateFileName, hasGateFile, syncFolder } from "./gate-file.ts";
import { errorOf, toldOf } from "./gate-refusals.ts";
import { payloadPath } from "./payload-files.ts";
import { syncNames, writeWhole } from "./whole-file.ts";
import type { Refusal } from "./writing.ts";

/** What else is put into a backup: it is there only with that, under the name of all. */
export interface Beside {
  /** Before the database is copied. */
  before?(copy: string): Promise<void>;
  /** @param has whether the database that was copied has anything of a submission. */
  after?(copy: string, has: (submission: string) => boolean): Promise<void>;
}

/**
 * Copies a gate's folder as it is at one instant into a folder that is not there yet, while the gate
 * runs, here or in another process: the database and each payload that the copy names. It is there
 * whole or not at all, and is itself a folder that a gate can run on. Private keys are left out:
 * whoever reads a backup signs nothing.
 *
 * @throws {GateError} `invalid` where something is at the path or no gate is in the folder,
 * `unavailable` when it cannot be written or the store cannot be read.
 */
export async function backUp(folder: string, path: string, beside: Beside = {}): Promise<void> {
  if (!hasGateFile(folder))
    throw new GateError("invalid", `${folder} has no gate.db: name the folder of a gate`);
  if (isTaken(path))
    throw new GateError("invalid", `${path} is there already: name a folder that is not`);
  const unfinished = `${path}.unfinished`;
  try {
    await rm(unfinished, { recursive: true, force: true });
    mkdirSync(unfinished, { recursive: true, mode: 0o700 });
    await beside.before?.(unfinished);
    await copyDatabase({ folder, path: join(unfinished, gateFileName) });
    // A payload is on the disk before its row, and stays: the copy's rows have their files.
    for (const name of payloadsNamedIn(unfinished)) await copyPayload(folder, unfinished, name);
    await syncNames(payloadPath(unfinished, "")).catch(ignoreMissing);
    if (beside.after !== undefined) await withRowsIn(unfinished, beside.after);
    await syncNames(unfinished);
    renameSync(unfinished, path);
    syncFolder(dirname(path));
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true }).catch(() => undefined);
    throw toldOf(error);
  }
}

/** Whether something is at a path that is no empty folder. */
export const isTaken = (path: string): boolean =>
  existsSync(path) && (!statSync(path).isDirectory() || readdirSync(path).length > 0);

/** A gate without large payloads has no folder of them. */
function ignoreMissing(error: unknown): void {
  if (codeOf(error) !== "ENOENT") throw error;
}

/** In a thread of its own: it takes as long as the database is large. */
async function copyDatabase(order: CopyOrder): Promise<void> {
  const worker = new Worker(threadEntry(), { workerData: order });
  const [refusal] = (await once(worker, "message")) as [Refusal | undefined];
  if (refusal !== undefined) throw errorOf(refusal);
}

/** In the packed package the modules are JavaScript. */
const threadEntry = (): URL =>
  new URL(
    import.meta.url.endsWith(".ts") ? "./backup-thread.ts" : "./backup-thread.js",
    import.meta.url,
  );

function payloadsNamedIn(folder: string): readonly string[] {
  const db = new DatabaseSync(join(folder, gateFileName), { readOnly: true });
  try {
    return db
      .prepare("SELECT payload_file AS name FROM dossiers WHERE payload_file IS NOT NULL")
      .all()
      .map(({ name }) => String(name));
  } finally {
    db.close();
  }
}

async function withRowsIn(folder: string, act: NonNullable<Beside["after"]>): Promise<void> {
  const db = new DatabaseSync(join(folder, gateFileName), { readOnly: true });
  try {
    const rows = db.prepare(
      "SELECT 1 FROM entries WHERE id = :id UNION ALL SELECT 1 FROM runs WHERE id = :id",
    );
    // What is under no submission is of the deployment itself.
    await act(folder, (id) => id === "deployment" || rows.get({ id }) !== undefined);
  } finally {
    db.close();
  }
}

async function copyPayload(from: string, to: string, name: string): Promise<void> {
  const path = payloadPath(to, name);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeWhole(path, await readFile(payloadPath(from, name)));
}
