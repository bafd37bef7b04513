import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { backup as copyDatabase, DatabaseSync } from "node:sqlite";
import { shippedTables } from "../adapters/files/shipped-tables.ts";
import { syncFile } from "../adapters/sqlite/gate-file.ts";
import { openStore, type ReferenceStore } from "../adapters/sqlite/reference-store.ts";
import type { StoreRows } from "../adapters/sqlite/store-rows.ts";
import { GateError } from "../app/errors.ts";
import type { ReferenceTables } from "../app/ports.ts";
import { layeredRows } from "../app/reference/layered-rows.ts";
import { kindsSharing } from "../app/reference/shared-kinds.ts";
import type { PinnedTable } from "../app/reference/source.ts";
import { rowsAsTables, tablesOver } from "../app/reference/tables-port.ts";
import type { PastReferences } from "../app/replay.ts";
import type { Subject } from "../core/subject.ts";

/** The reference tables of a local gate. */
export interface LocalReferences {
  readonly tables: ReferenceTables;
  /** As they were, for a replay; what ships is as it is. */
  readonly past: PastReferences;
  /** Which version of each table of a kind is the latest now: see `pinnedReferences`. */
  pins(kind: string): TablePins;
  close(): void;
}

/** Versions of tables, by name: plain JSON. */
export type TablePins = Readonly<Record<string, PinnedTable>>;

/**
 * The tables that ship, and over them those of a store, at their latest versions: one that is loaded
 * while the gate runs is read from the next submission on.
 *
 * @param subjects the kinds whose gates read them.
 * @throws {GateError} `invalid` when two kinds describe a table differently, `unavailable` when the
 * store cannot be read.
 */
export async function openLocalReferences(
  path: string,
  subjects: readonly Subject[],
): Promise<LocalReferences> {
  refuseContested(subjects);
  const shipped = await shippedTables(subjects);
  // Opened to be written once, so that it is there.
  const store = openStore(path, path, { readOnly: false });
  const latest = latestRows(path, store, subjects);
  return {
    tables: tablesOver(shipped, {
      loaded: async (tables) => rowsAsTables(latest()).loaded(tables),
      rows: async (keys) => rowsAsTables(latest()).rows(keys),
    }),
    past: {
      at: async (kind, instant) => {
        const own = subjects.filter((subject) => subject.kind === kind);
        return tablesOver(shipped, rowsAsTables(layeredRows(rowsAt(store, own, { instant }))));
      },
    },
    pins: (kind) => store.pins(kind),
    close: () => store.close(),
  };
}

/**
 * The tables of a kind at versions that were pinned: what is loaded afterwards changes nothing of
 * them. Any thread may open them.
 *
 * @throws {GateError} `unavailable` when a version is not there, or is another one.
 */
export async function pinnedReferences(
  path: string,
  subject: Subject,
  pins: TablePins,
): Promise<{ readonly tables: ReferenceTables; close(): void }> {
  const shipped = await shippedTables([subject]);
  const store = openStore(path, path, { readOnly: true });
  const own = rowsAsTables(layeredRows([store.rows(pins, subject)]));
  return { tables: tablesOver(shipped, own), close: () => store.close() };
}

/** The file of a data folder that keeps every version of the reference tables. */
export const referenceStore = (folder: string): string => join(folder, "reference.sqlite");

/** Copies the reference tables of a data folder into another one, while they are read. */
export async function backUpReferences(folder: string, into: string): Promise<void> {
  if (!existsSync(referenceStore(folder))) return;
  const db = new DatabaseSync(referenceStore(folder), { readOnly: true });
  try {
    await copyDatabase(db, referenceStore(into));
    syncFile(referenceStore(into));
  } finally {
    db.close();
  }
}

function refuseContested(subjects: readonly Subject[]): void {
  const byKind = Object.fromEntries(subjects.map((subject) => [subject.kind, subject]));
  for (const table of new Set(subjects.flatMap(({ tables }) => Object.keys(tables)))) {
    const groups = kindsSharing(table, byKind);
    if (groups.length < 2) continue;
    throw new GateError(
      "invalid",
      `the table '${table}' is another one for ${groups.map((kinds) => kinds.join(" and ")).join(" than for ")}: ` +
        "serve their gates from two data folders, each with --gate",
    );
  }
}

/** Looks at the files before each answer, and pins anew what was loaded since. */
function latestRows(path: string, store: ReferenceStore, subjects: readonly Subject[]) {
  let seen = "";
  let rows = layeredRows([]);
  return () => {
    const stamp = [path, `${path}-wal`].map(stampOf).join(" ");
    if (stamp !== seen) {
      rows = layeredRows(rowsAt(store, subjects));
      seen = stamp;
    }
    return rows;
  };
}

function stampOf(path: string): string {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stats === undefined ? "-" : `${stats.mtimeNs} ${stats.size} ${stats.ino}`;
}

const rowsAt = (
  store: ReferenceStore,
  subjects: readonly Subject[],
  at?: { readonly instant: string },
): readonly StoreRows[] =>
  subjects.map((subject) => store.rows(store.pins(subject.kind, at), subject));
