import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createHandler as archiveHandler } from "../../lambdas/archive/handler.ts";
import { createHandler as sealHandler } from "../../lambdas/seal/handler.ts";
import { folderArchive } from "../adapters/files/archive-folder.ts";
import { folderObjects } from "../adapters/objects-folder/objects.ts";
import type { EntryRow } from "../adapters/sqlite/entry-rows.ts";
import type { GateStore } from "../adapters/sqlite/gate-store.ts";
import { systemClock } from "../adapters/system/clock.ts";
import type { Archive, Events, Seals } from "../app/ports.ts";
import { usualSealing } from "../app/seal/seal-archived.ts";
import { sealsOver } from "../app/seal/seals-over-archive.ts";
import { writePrivately } from "./data-folder.ts";
import { auditStreamEvent, contextOf } from "./lambda-events.ts";
import { loop } from "./loop.ts";

/** Where copies of entries and seals lie, in the data folder of a gate. */
export const archiveIn = (folder: string): string => join(folder, "archive");

export interface Archiving {
  readonly archive: Archive;
  readonly seals: Seals;
  /** Archives and seals what is there, then ends; idempotent. What fails is told. */
  stop(): Promise<void>;
}

export interface ArchivingSettings {
  readonly folder: string;
  readonly store: GateStore;
  readonly tenant: string;
  readonly onFailure: (what: string, error: unknown) => void;
}

/** How far entries are archived, in the data folder of a gate. */
export const archivedFileName = "archived.json";

const entriesMax = 100;
const sealEveryMs = 300_000;
/** Who dies between two seals leaves entries unsealed until the next start, when this has passed. */
const firstSealMs = 5_000;

/**
 * Does what AWS does with the table's second stream, and the timer of seals: copies each entry into a
 * folder and seals it. How far it is stands in a file; without it everything is copied once more,
 * which changes nothing.
 */
export function startArchiving({ folder, store, tenant, onFailure }: ArchivingSettings): Archiving {
  const archive = folderArchive(archiveIn(folder));
  const seals = sealsOver(archive);
  const copy = archiveHandler({
    ...{ archive, seals, clock: systemClock, objects: folderObjects(folder) },
    events: nobody,
    ...{ passes: store.passes, runs: store.runs, letters: store.letters },
    ...{ earlierRuns: store.earlierRuns, dossier: store.audits.dossier },
    // A row that does not fit its digest never will.
    storedEntry: async () => undefined,
  });
  const place = placeIn(folder, store);
  const copyOnce = async (): Promise<"more" | "nothing"> => {
    const rows = await store.entries.after(await place.read(), entriesMax);
    if (rows.length === 0) return "nothing";
    const context = contextOf("archive", randomUUID());
    const { batchItemFailures } = await copy(auditStreamEvent(rows), context);
    if (batchItemFailures.length > 0)
      throw new Error(`${batchItemFailures.length} entries were not archived`);
    place.write(rows.at(-1) as EntryRow);
    return "more";
  };
  const seal = (lagMs: number): Promise<unknown> => {
    const handler = sealHandler(
      { archive, seals, keys: store.keys, clock: systemClock },
      { ...usualSealing, lagMs, tenant },
    );
    return handler({}, contextOf("seal", randomUUID()));
  };
  const copier = loop(copyOnce, {
    // Nobody waits for a copy: what is stored within a second is copied together.
    ...{ idleMs: 1_000, failedMs: 500 },
    onFailure: (error) => onFailure("archive", error),
  });
  const sealer = sealEvery(() => seal(usualSealing.lagMs), onFailure);
  let stopped: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    sealer.stop();
    await Promise.all([copier.stop(), sealer.ended()]);
    try {
      while ((await copyOnce()) === "more");
      await seal(0); // nobody writes any more, so that nothing is late
    } catch (error) {
      onFailure("seal", error);
    }
  };
  return {
    archive,
    seals,
    stop: () => {
      stopped ??= stop();
      return stopped;
    },
  };
}

/** On one machine nobody subscribes: what happened is asked for. */
const nobody: Events = { send: async () => [] };

/** The first time soon after the start, then at its pace. */
function sealEvery(seal: () => Promise<unknown>, onFailure: ArchivingSettings["onFailure"]) {
  let sealing: Promise<unknown> = Promise.resolve();
  const once = (): void => {
    sealing = seal().catch((error) => onFailure("seal", error));
  };
  const first = setTimeout(once, firstSealMs);
  const timer = setInterval(once, sealEveryMs);
  return {
    stop: () => {
      clearTimeout(first);
      clearInterval(timer);
    },
    ended: () => sealing,
  };
}

/** How far entries are archived: the last one, by its number and digest. */
function placeIn(folder: string, { entries }: Pick<GateStore, "entries">) {
  const path = join(folder, archivedFileName);
  let known: number | undefined;
  return {
    /** 0 where the row is not the one that was: another database was put there. */
    read: async (): Promise<number> => {
      if (known !== undefined) return known;
      const place = placeAt(path);
      const row = place && (await entries.at(place.number));
      known = row !== undefined && row.digest === place?.digest ? row.number : 0;
      return known;
    },
    write: ({ number, digest }: EntryRow): void => {
      writePrivately(path, JSON.stringify({ number, digest }));
      known = number;
    },
  };
}

function placeAt(path: string): Pick<EntryRow, "number" | "digest"> | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Pick<EntryRow, "number" | "digest">;
  } catch {
    return undefined;
  }
}
