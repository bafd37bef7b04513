import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { ActionEntry, ActionId, AuditEntry, JudgedEntry } from "../../app/audit-entry.ts";
import type { Changes, Dossier } from "../../app/changes.ts";
import { GateError, movedReason } from "../../app/errors.ts";
import { earlierRunsIn } from "../../app/history/earlier-run.ts";
import type { Parcel } from "../../app/message.ts";
import type { Audits, Objects } from "../../app/ports.ts";
import type { SubmissionId } from "../../app/submission-id.ts";
import { bytesOf, type Item, itemsOf } from "./documents.ts";
import { dossierItem, findDossier } from "./dossiers.ts";
import { earlierRunItems, figuresItems, loadedMarks } from "./earlier-runs.ts";
import { actionKeyOf, actionSkPrefix, auditPk, type Key, outboxKeyOf } from "./keys.ts";
import { itemAt, itemsUnder } from "./query.ts";
import { checkOf, type Kept, keptOf, refuseLarge, writesOf } from "./review-items.ts";
import { onlyNew, transact, type Write } from "./transaction.ts";

/** A document that moves in its list while we write is met at most so often. */
const relistingsMax = 3;

/**
 * Audit entries in DynamoDB: entry, documents, lists, outbox and the item of the dossier are one
 * `TransactWriteItems`. What is large of a dossier is written among the objects before.
 */
export function dynamoAudits(
  documents: DynamoDBDocumentClient,
  table: string,
  objects: Objects,
): Audits {
  return {
    find: (id) => findJudged(documents, table, id),
    dossier: (id) => findDossier(documents, table, objects, id),
    action: (id) => findAction(documents, table, id),
    trail: (id) => trailOf(documents, table, id),
    append: async (entry, changes) => {
      const [head, ...rest] = await entryItems(entry);
      const figures = await Promise.all((changes.figures ?? []).map(figuresItems));
      const dossier = await dossierItems(objects, entry, changes.dossier);
      const around = [...rest, ...dossier, ...figures.flat()];
      await store(documents, table, head as Item, around, changes);
    },
  };
}

async function findJudged(
  documents: DynamoDBDocumentClient,
  table: string,
  id: SubmissionId,
): Promise<JudgedEntry | undefined> {
  const items = await itemsUnder(documents, table, auditPk(id), { before: actionSkPrefix });
  if (items.length === 0) return undefined;
  const entry = fromJson(await bytesOf(items)) as JudgedEntry;
  if (entry.id === id) return entry;
  throw misplaced(auditPk(id));
}

/**
 * The bytes of an entry as they were stored; undefined where it is not there, or its items do not fit
 * the digest that they came with.
 */
export async function storedEntry(
  documents: DynamoDBDocumentClient,
  table: string,
  id: SubmissionId | ActionId,
): Promise<Uint8Array | undefined> {
  const isAction = id.includes(".");
  const action = isAction ? await itemAt(documents, table, actionKeyOf(id)) : undefined;
  const items = isAction
    ? action && [action]
    : await itemsUnder(documents, table, auditPk(id), { before: actionSkPrefix });
  if (items === undefined || items.length === 0) return undefined;
  // What damages an item damages it for good: nobody waits for it to be whole again.
  return bytesOf(items).catch(() => undefined);
}

async function findAction(
  documents: DynamoDBDocumentClient,
  table: string,
  id: ActionId,
): Promise<ActionEntry | undefined> {
  const item = await itemAt(documents, table, actionKeyOf(id));
  return item && actionFrom(item);
}

/** Actions on one submission that are shown: each is a person's doing, so that there are not many. */
const trailMax = 100_000;

async function trailOf(
  documents: DynamoDBDocumentClient,
  table: string,
  id: SubmissionId,
): Promise<readonly ActionEntry[]> {
  const range = { prefix: actionSkPrefix, itemsMax: trailMax };
  const items = await itemsUnder(documents, table, auditPk(id), range);
  return (await Promise.all(items.map(actionFrom))).sort(byTime);
}

/** An entry is given where it was put, or not at all. */
async function actionFrom(item: Item): Promise<ActionEntry> {
  const entry = fromJson(await bytesOf([item])) as ActionEntry;
  if (item.sk === actionSkPrefix + entry.id) return entry;
  throw misplaced(`${item.pk} ${item.sk}`);
}

const misplaced = (key: string): GateError =>
  new GateError(
    "unavailable",
    `what is stored under ${key} is another entry: somebody put it there`,
  );

function byTime(a: ActionEntry, b: ActionEntry): number {
  const [first, second] = [Date.parse(a.at), Date.parse(b.at)];
  return first - second || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/** The first item is the entry's: it is there, or the entry is not. */
async function entryItems(entry: AuditEntry): Promise<readonly Item[]> {
  if (entry.action === "submission.judged") {
    const { id, gate, verdict, receivedAt } = entry;
    return itemsOf(auditPk(id), toJson(entry), { gate, verdict, receivedAt });
  }
  const { pk, sk } = actionKeyOf(entry.id);
  const glance = { action: entry.action, at: entry.at };
  const [item, ...more] = await itemsOf(pk, toJson(entry), glance);
  if (more.length > 0)
    throw new GateError("too_large", "what would be kept of this action is too large: write less");
  return [{ ...(item as Item), sk }];
}

async function dossierItems(
  objects: Objects,
  entry: AuditEntry,
  dossier?: Dossier,
): Promise<readonly Item[]> {
  if (dossier === undefined) return [];
  if (entry.action !== "submission.judged") throw new Error("only what was judged has a dossier");
  return [await dossierItem(objects, entry, dossier)];
}

async function store(
  documents: DynamoDBDocumentClient,
  table: string,
  head: Item,
  around: readonly Item[],
  changes: Changes,
): Promise<void> {
  const kept = keptOf(changes);
  const parcels = (changes.outbox ?? []).map(parcelItem);
  const earlier = earlierRunsIn(changes);
  const marks = loadedMarks(earlier).map((item): Write => ({ kind: "put", item }));
  const fresh = [head, ...around, ...earlierRunItems(earlier), ...parcels].map(
    (item): Write => ({ kind: "put", item, only: onlyNew }),
  );
  const checks = (changes.unchanged ?? []).map(checkOf);
  const elsewhere = new Map<Kept, Key>();
  for (let relisting = 0; relisting <= relistingsMax; relisting++) {
    const written = kept.flatMap((one) => writesOf(one, elsewhere.get(one)));
    const refused = await transact(documents, table, [...fresh, ...marks, ...written, ...checks]);
    if (refused.length === 0 || (await stands(documents, table, head))) return;
    if (!(await relisted(documents, table, kept, elsewhere))) throw moved();
  }
  throw moved();
}

function parcelItem(parcel: Parcel): Item {
  const key = outboxKeyOf(parcel);
  const text = JSON.stringify(parcel);
  refuseLarge(key.sk, text);
  return { ...key, parcel: text };
}

/**
 * Whether an equal entry stands already: then what was asked for is done, whatever has changed since.
 *
 * @throws {GateError} `conflict` when a different one does.
 */
async function stands(
  documents: DynamoDBDocumentClient,
  table: string,
  head: Item,
): Promise<boolean> {
  const stored = await itemAt(documents, table, head);
  if (stored === undefined) return false;
  if (stored["digest"] === head["digest"]) return true;
  throw new GateError("conflict", "a different entry stands under the same id");
}

/**
 * Whether documents are at the version that they should be, and only stand elsewhere in their lists
 * than where they will: then `elsewhere` says where, and trying again takes them out there.
 */
async function relisted(
  documents: DynamoDBDocumentClient,
  table: string,
  kept: readonly Kept[],
  elsewhere: Map<Kept, Key>,
): Promise<boolean> {
  const earlier = kept.filter(({ version }) => version > 1);
  const stored = await Promise.all(earlier.map(({ key }) => itemAt(documents, table, key)));
  const found = earlier.flatMap((one, index) => {
    const [version, listed] = [stored[index]?.["version"], stored[index]?.["listed"]];
    if (version !== one.version - 1 || listed === undefined || listed === one.place.sk) return [];
    return [[one, { ...one.place, sk: listed as string }] as const];
  });
  const told = found.filter(([one, { sk }]) => elsewhere.get(one)?.sk !== sk);
  for (const [one, key] of found) elsewhere.set(one, key);
  return told.length > 0;
}

const moved = (): GateError =>
  new GateError("conflict", "what this would change has changed meanwhile: read it again", {
    reason: movedReason,
  });

const toJson = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));
const fromJson = (bytes: Uint8Array): unknown => JSON.parse(Buffer.from(bytes).toString("utf8"));
