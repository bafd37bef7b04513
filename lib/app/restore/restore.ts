import type { ActionEntry, AuditEntry, JudgedEntry } from "../audit-entry.ts";
import type { Dossier } from "../changes.ts";
import { sha256 } from "../digest.ts";
import type { ChangedFields } from "../document-changes.ts";
import { countedIn, loadedIn, type RunFigures } from "../history/earlier-run.ts";
import type { Archive, Audits, EarlierRuns, Plans, ReferenceTables } from "../ports.ts";
import { isDossierOf } from "../review/judged-dossier.ts";
import { entriesPrefix, entryNameIn } from "../seal/archive-names.ts";
import { type IndexedEntry, indexed, inOrder } from "./entry-order.ts";
import { type FullDocuments, fullDocuments } from "./full-documents.ts";
import { dossierIn } from "./kept-dossier.ts";
import { parcelsAgain } from "./parcels-again.ts";
import { restoreObjects } from "./restore-objects.ts";

/** Where a lost store is rebuilt from. */
export interface RestoreSource {
  /** Copies of the entries. */
  readonly archive: Pick<Archive, "read" | "names">;
  /** What lay beside the entries; undefined where it is gone. */
  object(name: string): Promise<Uint8Array | undefined>;
  /** What seals list, where somebody has verified them: of two copies of one entry these are believed. */
  readonly sealed?: ReadonlySet<string>;
}

/** A store that is empty, or was partly restored from the same source. */
export interface RestorePorts {
  readonly audits: Audits;
  /** What judged; by it messages that were never delivered are made again. */
  readonly plans: Plans;
  /** By which it is worked out again what is at stake. */
  readonly references: ReferenceTables;
  /** Of the store itself: what was restored so far. */
  readonly earlierRuns: EarlierRuns;
}

/** What a restore came to. */
export interface Restored {
  readonly entries: number;
  readonly parcels: number;
  /** Entries that could not be taken over, and why. */
  readonly leftOut: readonly { readonly entry: string; readonly why: string }[];
  /** What entries do not say and storage has no more: dossiers, envelopes, messages. */
  readonly lost: readonly { readonly of: string; readonly what: string }[];
}

/**
 * Rebuilds a lost store: appends every archived entry again, each with the documents that it made,
 * its dossier and the messages it gave rise to, in the order of versions. The store refuses what does
 * not fit, as it does always; who is cut short begins again, and what is there already stays.
 *
 * @throws {GateError} `conflict` where the store has something else; `unavailable`.
 */
export async function restore(
  ports: RestorePorts,
  source: RestoreSource,
  onEntry: (entries: number) => void = () => {},
): Promise<Restored> {
  const index = await indexOf(source);
  const { entries, leftOut } = inOrder(index.entries);
  const lost: { of: string; what: string }[] = [];
  const documents = fullDocuments((name) => source.object(name));
  const lastMaker = new Map<string, IndexedEntry>();
  for (const entry of entries)
    for (const { document } of entry.makes) lastMaker.set(document, entry);
  let parcels = 0;
  for (const [place, one] of entries.entries()) {
    const bytes = await source.archive.read(one.name);
    const entry = JSON.parse(Buffer.from(bytes ?? []).toString("utf8")) as AuditEntry;
    const lose = (what: string): void => {
      lost.push({ of: entry.id, what });
    };
    // What a later version takes away on purpose, such as the body of a letter, nobody misses before.
    const loseDocument = (document: string): void => {
      if (lastMaker.get(document) === one) lose(document);
    };
    const made = await changesOf(ports, source, { entry, documents, index, lose, loseDocument });
    parcels += made.outbox?.length ?? 0;
    await ports.audits.append(entry, made);
    for (const { document } of one.makes)
      if (lastMaker.get(document) === one) documents.forget(document);
    onEntry(place + 1);
  }
  return {
    entries: entries.length,
    parcels,
    leftOut: [
      ...index.leftOut,
      ...leftOut.map(({ entry, waitsFor }) => ({
        entry: entry.id,
        why: `it was written over ${waitsFor}, whose entry never reached the archive`,
      })),
    ],
    lost,
  };
}

interface Restoring {
  readonly entry: AuditEntry;
  readonly documents: FullDocuments;
  readonly index: Index;
  readonly lose: (what: string) => void;
  readonly loseDocument: (document: string) => void;
}

async function changesOf(
  ports: RestorePorts,
  source: RestoreSource,
  { entry, documents, index, lose, loseDocument }: Restoring,
) {
  const changed = (entry.after ?? {}) as ChangedFields;
  const after = await documents.after(changed, loseDocument);
  const dossier =
    entry.action === "submission.judged" ? await dossierOf(source, entry, lose) : undefined;
  const outbox = await parcelsAgain(ports, {
    entry,
    changed,
    dossier,
    told: index.told,
    lose,
  });
  const figures = await figuresOf(source, entry, lose);
  const loaded = loadedIn(entry);
  return {
    ...after,
    ...(dossier && { dossier }),
    ...(figures.length > 0 && { figures }),
    ...(loaded.length > 0 && { earlierRuns: loaded }),
    ...(outbox.length > 0 && { outbox }),
  };
}

/** Only what the entry says that it is. */
async function dossierOf(
  { object }: RestoreSource,
  { id, payload, report }: JudgedEntry,
  lose: (what: string) => void,
): Promise<Dossier | undefined> {
  const bytes = await object(restoreObjects.dossier(id));
  const dossier = bytes && readOrNothing(bytes);
  if (dossier !== undefined && isDossierOf({ payload, report }, dossier)) return dossier;
  lose(bytes === undefined ? "payload, report and salt" : "payload and report, which were changed");
  return undefined;
}

/** What was counted of the runs that an entry names, where it is what was counted then. */
async function figuresOf(
  { object }: RestoreSource,
  entry: AuditEntry,
  lose: (what: string) => void,
): Promise<readonly RunFigures[]> {
  const found: RunFigures[] = [];
  for (const { run, digest } of countedIn(entry)) {
    const bytes = await object(restoreObjects.figures(run));
    const isThen = bytes !== undefined && sha256(bytes) === digest;
    if (isThen) found.push({ run, digest, text: Buffer.from(bytes).toString("utf8") });
    else lose("the figures by which later runs are compared with it");
  }
  return found;
}

function readOrNothing(bytes: Uint8Array): Dossier | undefined {
  try {
    return dossierIn(bytes);
  } catch {
    return undefined;
  }
}

interface Index {
  readonly entries: readonly IndexedEntry[];
  /** Messages of which an entry says that they came, or that a person discarded them. */
  readonly told: ReadonlySet<string>;
  readonly leftOut: readonly { readonly entry: string; readonly why: string }[];
}

/** Reads every copy once; holds in memory their names and what they change. */
async function indexOf({ archive, sealed }: RestoreSource): Promise<Index> {
  const byId = new Map<string, IndexedEntry>();
  const told = new Set<string>();
  const discarded = discardedLetters();
  const leftOut: { entry: string; why: string }[] = [];
  for await (const name of archive.names(entriesPrefix)) {
    const bytes = await archive.read(name);
    const digest = entryNameIn(name)?.digest;
    if (bytes === undefined || sha256(bytes) !== digest) {
      leftOut.push({ entry: entryNameIn(name)?.id ?? name, why: "its copy was changed" });
      continue;
    }
    const entry = JSON.parse(Buffer.from(bytes).toString("utf8")) as AuditEntry;
    const other = byId.get(entry.id);
    const isPreferred = other === undefined || (!sealed?.has(other.name) && sealed?.has(name));
    if (other !== undefined)
      leftOut.push({ entry: entry.id, why: "the archive has another copy of it, sealed before" });
    if (!isPreferred) continue;
    byId.set(entry.id, indexed(name, entry));
    const message = messageTold(entry);
    if (message !== undefined) told.add(message);
    discarded.add(entry);
  }
  for (const message of discarded.messages()) told.add(message);
  return { entries: [...byId.values()], told, leftOut };
}

function messageTold(entry: AuditEntry): string | undefined {
  if (entry.action !== "case.opened") return undefined;
  const { message } = (entry as ActionEntry).facts;
  return typeof message === "string" ? message : undefined;
}

/** Messages of dead letters that somebody has discarded last, whatever the order of entries. */
function discardedLetters() {
  const letters = new Map<string, { version: number; state?: unknown; message?: string }>();
  return {
    add: ({ after }: AuditEntry): void => {
      for (const [id, fields] of Object.entries((after as ChangedFields)?.letters ?? {})) {
        const letter = letters.get(id) ?? { version: 0 };
        const version = Number(fields["version"]);
        if (typeof fields["message"] === "string") letter.message = fields["message"];
        if (version > letter.version) Object.assign(letter, { version, state: fields["state"] });
        letters.set(id, letter);
      }
    },
    messages: (): readonly string[] =>
      [...letters.values()].flatMap(({ state, message }) =>
        state === "discarded" && message !== undefined ? [message] : [],
      ),
  };
}
