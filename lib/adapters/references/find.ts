import { closeSync, openSync, readSync, type Stats, statSync } from "node:fs";
import { resolve } from "node:path";
import { businessInstant } from "../../app/business-instant.ts";
import { GateError } from "../../app/errors.ts";
import type { ReferenceLayer, References } from "../../app/reference/source.ts";
import { tablesRead } from "../../app/reference/tables-read.ts";
import type { Plan } from "../../core/plan.ts";
import type { Subject } from "../../core/subject.ts";
import { cannotRead } from "../files/failures.ts";
import { shippedFolder } from "../files/shipped.ts";
import { bytesOf, refuseStrangers, tableFilesIn } from "../files/table-files.ts";
import type { Moment } from "../sqlite/reference-store.ts";
import { spareMemory } from "../system/spare-memory.ts";
import { openReferences } from "./open.ts";

/** What names the reference tables of a run. */
export interface ReferencesNamed {
  /** A folder of table files, or a store; only what ships with the gate when absent. */
  readonly reference?: string;
  /** As of when a store is read: an instant, a day, or the number of a load; the latest when absent. */
  readonly referenceAt?: string;
  /** Where paths begin. */
  readonly cwd: string;
  /** In which days end. */
  readonly zone: string;
  /** Told what takes long, and what would be quicker. */
  readonly tell?: (text: string) => void;
  /** Told how to take away what is made for this run alone, before it is: a process may be ended. */
  readonly onTemporary?: (remove: () => void) => void;
}

/**
 * Files that are larger together are put into a temporary store instead of memory: as objects they
 * take ten times that, and each thread has its own.
 */
export const memoryBytesMax = 4 * 1024 * 1024;

/**
 * Finds and opens the reference tables that a plan reads: those that ship with the gate, and over
 * them, table by table, what is named. Call `close` when the run is done.
 *
 * @throws {GateError} `not_found`, `unavailable` or `invalid`, with every mistake in the tables.
 */
export async function findReferences(named: ReferencesNamed, plan: Plan): Promise<References> {
  const { subject } = plan;
  const own = await ownLayer(named, subject);
  const layers = [shippedLayer(subject), ...(own ? [own.layer] : [])];
  try {
    const opened = await openReferences({ layers }, subject, tablesRead(plan), own?.checked);
    return own?.remove ? closingBoth(opened, own.remove) : opened;
  } catch (error) {
    own?.remove?.();
    throw error;
  }
}

/** The tables of public facts that ship with the gate, those that a subject has. */
export function shippedLayer({ tables }: Subject): ReferenceLayer {
  const files = tableFilesIn("reference", shippedFolder("."));
  return { kind: "files", files: files.filter(({ table }) => Object.hasOwn(tables, table)) };
}

interface OwnLayer {
  readonly layer: ReferenceLayer;
  /** Tables that are opened whether or not a rule reads them, to find what is wrong. */
  readonly checked: readonly string[];
  /** Takes away what was made for this run alone. */
  readonly remove?: () => void;
}

function closingBoth(references: References, remove: () => void): References {
  return {
    ...references,
    close: () => {
      references.close();
      remove();
    },
  };
}

async function ownLayer(named: ReferencesNamed, subject: Subject): Promise<OwnLayer | undefined> {
  const { reference, referenceAt, cwd, zone } = named;
  if (reference === undefined) {
    if (referenceAt !== undefined) throw needsStore("name one by --reference");
    return undefined;
  }
  const path = resolve(cwd, reference);
  if (statsOf(path, reference).isDirectory()) {
    if (referenceAt !== undefined) throw needsStore(`${reference} is a folder of files`);
    return folderLayer(named, reference, subject);
  }
  if (!isDatabase(path, reference))
    throw new GateError(
      "invalid",
      `${reference} is neither a folder of table files nor a store: name the folder that ` +
        "products.csv is in, or what `holdpoint reference load` has made",
    );
  const at = referenceAt === undefined ? undefined : momentOf(referenceAt, zone);
  return { layer: await storedLayer(path, reference, subject, at), checked: [] };
}

const needsStore = (why: string): GateError =>
  new GateError("invalid", `--reference-at needs a store, which keeps what was: ${why}`);

function statsOf(path: string, name: string): Stats {
  try {
    return statSync(path);
  } catch (cause) {
    throw cannotRead(name, cause);
  }
}

const databaseMark = "SQLite format 3\0";

/** Whether a file is a database, by its first bytes. */
export function isDatabase(path: string, name: string): boolean {
  try {
    const file = openSync(path, "r");
    try {
      const head = Buffer.alloc(databaseMark.length);
      return readSync(file, head) === head.length && head.toString("latin1") === databaseMark;
    } finally {
      closeSync(file);
    }
  } catch (cause) {
    throw cannotRead(name, cause);
  }
}

/** `17`, `2026-11-30` or `2026-11-30T12:00:00+02:00`. */
export function momentOf(text: string, zone: string): Moment {
  if (/^\d{1,15}$/.test(text)) return { load: Number(text) };
  return { instant: new Date(businessInstant(text, zone)).toISOString() };
}

async function storedLayer(
  path: string,
  name: string,
  { kind }: Subject,
  at: Moment | undefined,
): Promise<ReferenceLayer> {
  const { openStore } = await import("../sqlite/reference-store.ts");
  const store = openStore(path, name, { readOnly: true });
  try {
    const pins = store.pins(kind, at);
    if (Object.keys(pins).length === 0) throw nothingOf(kind, name, at);
    const tables = Object.entries(pins).map(([table, { load, digest }]) => [
      table,
      { load, digest },
    ]);
    return { kind: "store", path, name, tables: Object.fromEntries(tables) };
  } finally {
    store.close();
  }
}

/** A store that was mistaken for another one would silently switch rules off. */
function nothingOf(kind: string, name: string, at: Moment | undefined): GateError {
  const when = at === undefined ? "" : "load" in at ? ` at load ${at.load}` : ` at ${at.instant}`;
  return new GateError(
    "invalid",
    `${name} has no table of ${kind}${when}: \`holdpoint reference list --store ${name}\` shows ` +
      "what it has",
  );
}

async function folderLayer(
  { cwd, tell, onTemporary }: ReferencesNamed,
  name: string,
  subject: Subject,
): Promise<OwnLayer> {
  const files = tableFilesIn(name, cwd);
  refuseStrangers(name, files, subject);
  const checked = files.map(({ table }) => table);
  if (bytesOf(files) <= memoryBytesMax) return { layer: { kind: "files", files }, checked };
  tell?.(
    `The tables in ${name} are large and are put into a temporary store; a store made once by ` +
      "`holdpoint reference load` starts at once.\n",
  );
  // What loading leaves behind would stand beside the threads that judge.
  spareMemory();
  const { temporaryStore } = await import("./temporary-store.ts");
  return { ...(await temporaryStore({ files, name, subject, onTemporary })), checked };
}
