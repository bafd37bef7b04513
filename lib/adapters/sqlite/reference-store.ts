import type { DatabaseSync } from "node:sqlite";
import { GateError } from "../../app/errors.ts";
import type { PinnedTable } from "../../app/reference/source.ts";
import type { Subject } from "../../core/subject.ts";
import { openDatabase, reaching, refusalOf } from "./database.ts";
import { type LoadCommand, type LoadResult, loadTable } from "./load-table.ts";
import { type StoreRows, storeRows } from "./store-rows.ts";
import { storeSchema } from "./store-schema.ts";

/** A version of a table. */
export interface StoredVersion extends PinnedTable {
  readonly table: string;
  /** Of the table, from 1. */
  readonly number: number;
  readonly kinds: readonly string[];
  readonly rows: number;
  readonly added: number;
  readonly removed: number;
  /** RFC 3339. */
  readonly loadedAt: string;
  readonly sources: readonly string[];
}

/** As of when a store is read: after a load, or at an instant (RFC 3339). */
export type Moment = { readonly load: number } | { readonly instant: string };

/**
 * A store of reference tables: one file. Versions are only ever added, and every one stays readable;
 * readers go on while another is loaded.
 */
export interface ReferenceStore {
  /** Every version, in the order of the loads. */
  versions(): readonly StoredVersion[];
  /** The version of each table of a kind that held at a moment: the latest when none is given. */
  pins(kind: string, at?: Moment): Readonly<Record<string, StoredVersion>>;
  /** @throws {GateError} `unavailable` when a pinned version is not there, or is another one. */
  rows(pins: Readonly<Record<string, PinnedTable>>, subject: Subject): StoreRows;
  load(command: LoadCommand): Promise<LoadResult>;
  close(): void;
}

/**
 * Opens a store; where it may be written, a new one is made when none is there.
 *
 * @throws {GateError} `unavailable` or `invalid`.
 */
export function openStore(
  path: string,
  name: string,
  { readOnly }: { readonly readOnly: boolean },
): ReferenceStore {
  const db = openDatabase(path, name, { readOnly, schema: storeSchema });
  return {
    versions: () => reaching(name, () => versionsIn(db)),
    pins: (kind, at) => reaching(name, () => pinsAt(db, kind, at)),
    rows: (pins, subject) =>
      reaching(name, () => {
        refuseOthers(db, name, pins);
        return storeRows(db, name, pins, subject);
      }),
    load: async (command) => {
      try {
        const result = await loadTable(db, command);
        // Waits for nobody: what readers still need stays beside the file until they are done.
        db.exec("PRAGMA wal_checkpoint(PASSIVE)");
        return result;
      } catch (error) {
        throw refusalOf(error, name);
      }
    },
    close: () => {
      if (db.isOpen) db.close();
    },
  };
}

interface LoadRow {
  readonly id: number;
  readonly name: string;
  readonly number: number;
  readonly digest: string;
  readonly rows: number;
  readonly added: number;
  readonly removed: number;
  readonly loaded_at: string;
  readonly sources: string;
  readonly kinds: string;
}

const versionColumns = `
  loads.*, tables.name,
  (SELECT json_group_array(kind) FROM load_kinds WHERE load_id = loads.id) AS kinds`;

function versionsIn(db: DatabaseSync): readonly StoredVersion[] {
  const all = db.prepare(`
    SELECT ${versionColumns} FROM loads JOIN tables ON tables.id = table_id ORDER BY loads.id`);
  return (all.all() as unknown as readonly LoadRow[]).map(versionOf);
}

function versionOf(row: LoadRow): StoredVersion {
  const { id, name, number, digest, rows, added, removed } = row;
  return {
    table: name,
    load: id,
    number,
    digest,
    rows,
    added,
    removed,
    kinds: (JSON.parse(row.kinds) as readonly string[]).toSorted(),
    loadedAt: row.loaded_at,
    sources: JSON.parse(row.sources) as readonly string[],
  };
}

function pinsAt(
  db: DatabaseSync,
  kind: string,
  at: Moment = { load: Number.MAX_SAFE_INTEGER },
): Readonly<Record<string, StoredVersion>> {
  const before = "load" in at ? "loads.id <= :at" : "loaded_at <= :at";
  const latest = db.prepare(`
    SELECT ${versionColumns} FROM loads JOIN tables ON tables.id = table_id
    WHERE loads.id IN (
      SELECT max(loads.id) FROM load_kinds JOIN loads ON loads.id = load_id
        JOIN tables ON tables.id = table_id
      WHERE kind = :kind AND ${before} GROUP BY tables.name)
    ORDER BY tables.name`);
  const found = latest.all({ kind, at: "load" in at ? at.load : at.instant });
  const versions = (found as unknown as readonly LoadRow[]).map(versionOf);
  return Object.fromEntries(versions.map((version) => [version.table, version]));
}

/** A store that took the place of another one has other loads under the same numbers. */
function refuseOthers(
  db: DatabaseSync,
  name: string,
  pins: Readonly<Record<string, PinnedTable>>,
): void {
  const digestOf = db.prepare("SELECT digest FROM loads WHERE id = ?");
  for (const [table, { load, digest }] of Object.entries(pins)) {
    const found = digestOf.get(load) as { readonly digest: string } | undefined;
    if (found?.digest === digest) continue;
    throw new GateError(
      "unavailable",
      `${name} no longer has the version of ${table} that this run began with: begin it again`,
    );
  }
}
