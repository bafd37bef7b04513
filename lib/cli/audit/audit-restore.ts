import { existsSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { folderArchive } from "../../adapters/files/archive-folder.ts";
import { folderObjects } from "../../adapters/objects-folder/objects.ts";
import { openGateStore } from "../../adapters/sqlite/gate-store.ts";
import { GateError, isGateError } from "../../app/errors.ts";
import type { Objects } from "../../app/ports.ts";
import { type Restored, restore } from "../../app/restore/restore.ts";
import { verifyArchive } from "../../app/seal/verify/verify-archive.ts";
import { archiveIn } from "../../local/archiving.ts";
import { openLocalReferences, referenceStore } from "../../local/references.ts";
import { counted } from "../counted.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { namedBytes } from "../named-bytes.ts";
import { tell } from "../remote/tell.ts";
import { loadGates } from "../serve/load-gates.ts";

export interface RestoreFlags {
  readonly data: string;
  readonly keys: string;
  readonly gate?: readonly string[];
  readonly json?: boolean;
}

/** Before everything that a gate may have judged. */
const inForceFrom = "2000-01-01T00:00:00.000Z";

/** `holdpoint audit restore`: makes the database of a data folder again, from what lies beside it. */
export async function restoreAudit(io: Io, flags: RestoreFlags): Promise<ExitCode> {
  const folder = resolve(io.cwd, flags.data);
  refuseDatabase(folder, flags.data);
  const active = await loadGates(io, flags.gate);
  const archive = folderArchive(archiveIn(folder));
  const sealed = new Set<string>();
  const { verdict, findings, through } = await verifyArchive({
    source: archive,
    keys: await namedBytes(io, flags.keys),
    isArchive: true,
    onEntry: (_, name) => sealed.add(name),
  });
  if (verdict === "broken")
    throw new GateError(
      "unavailable",
      `the archive is not as it was sealed (${counted(findings.length, "finding")}): look at them by ` +
        "`holdpoint audit verify FOLDER --archive`, and restore from a copy of it that is whole",
    );
  const restored = await intoDatabase(folder, async (store) => {
    for (const one of active) await store.plans.put(one, inForceFrom);
    const subjects = [...new Set(active.map(({ plan }) => plan.subject))];
    const references = await openLocalReferences(referenceStore(folder), subjects);
    const object = (name: string) => objectOrNothing(folderObjects(folder), name);
    try {
      const { audits, plans, earlierRuns } = store;
      const ports = { audits, plans, earlierRuns, references: references.tables };
      return await restore(ports, { archive, object, sealed });
    } finally {
      await references.close();
    }
  });
  await tell(io, flags, { ...restored, ...(through && { through }) }, () => linesOf(restored));
  const isWhole = restored.leftOut.length === 0 && restored.lost.length === 0;
  return isWhole ? exitCodes.clear : exitCodes.held;
}

function refuseDatabase(folder: string, named: string): void {
  if (!existsSync(archiveIn(folder)))
    throw new GateError("not_found", `there is no archive in ${named}: name the data folder`);
  if (existsSync(join(folder, "gate.db")))
    throw new GateError(
      "invalid",
      `${named}/gate.db is there: move it away first, with the gate.db-wal beside it`,
    );
}

type Store = Awaited<ReturnType<typeof openGateStore>>;

/** A database that is cut short is taken away again: its archive is whole. */
async function intoDatabase<Result>(
  folder: string,
  fill: (store: Store) => Promise<Result>,
): Promise<Result> {
  const store = await openGateStore(folder);
  try {
    const result = await fill(store);
    await store.close();
    return result;
  } catch (error) {
    await store.close();
    for (const end of ["", "-wal", "-shm"]) rmSync(join(folder, `gate.db${end}`), { force: true });
    throw error;
  }
}

async function objectOrNothing(objects: Objects, name: string): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of objects.read(name)) chunks.push(chunk);
  } catch (error) {
    if (isGateError(error, "not_found")) return undefined;
    throw error;
  }
  return Buffer.concat(chunks);
}

const toldMax = 20;

function linesOf({ entries, parcels, leftOut, lost }: Restored): readonly string[] {
  const told = [
    ...leftOut.map(({ entry, why }) => `  left out: ${entry}: ${why}`),
    ...lost.map(({ of, what }) => `  lost: ${of}: ${what}`),
  ];
  return [
    `${counted(entries, "entry", "entries")} restored; ${counted(parcels, "parcel")} of messages wait to be delivered`,
    ...told.slice(0, toldMax),
    ...(told.length > toldMax ? [`  and ${told.length - toldMax} more: see --json`] : []),
  ];
}
