import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { JudgedEntry } from "../../app/audit-entry.ts";
import type { Dossier } from "../../app/changes.ts";
import { saltedDigest } from "../../app/digest.ts";
import { GateError, isGateError } from "../../app/errors.ts";
import type { Objects } from "../../app/ports.ts";
import { reportText } from "../../app/report-text.ts";
import type { SubmissionId } from "../../app/submission-id.ts";
import {
  dossierInlineMaxBytes,
  dossierTextMaxBytes,
  dossierTooLarge,
} from "../transaction-bounds.ts";
import { digestOf, type Item } from "./documents.ts";
import { dossierPk, headSk } from "./keys.ts";
import { itemAt } from "./query.ts";

/** All objects of a dossier begin so: whoever erases it removes them all. */
export const dossierObjects = (id: SubmissionId): string => `dossiers/${id}/`;

const none = (): never => {
  throw new Error("this function keeps no dossiers");
};
/** For a function that appends and reads no dossiers: it has no bucket for them. */
export const noDossiers: Objects = {
  find: none,
  read: none,
  write: none,
  list: none,
  remove: none,
};

/** Payload or report, as the item tells of it. */
interface Kept {
  /** Of the text as it was. */
  readonly sizeBytes: number;
  readonly sha256: string;
  /** Compressed: in the item, or in the object of this name. */
  readonly body: Uint8Array | { readonly object: string };
}

const packed = promisify(gzip);
const unpacked = promisify<Uint8Array, { maxOutputLength: number }, Buffer>(gunzip);

/**
 * The one item of a dossier, after its objects have been written. What is small lies in the item: it
 * then costs no further call, and is written in the same transaction.
 */
export async function dossierItem(
  objects: Objects,
  { id, gate, receivedAt }: JudgedEntry,
  { salt, report, payload, ...more }: Dossier,
): Promise<Item> {
  const texts = [Buffer.from(reportText(report)), payload] as const;
  for (const text of texts) refuseLarge(text);
  const bodies = await Promise.all(texts.map((text) => packed(text)));
  const isSmall = bodies.reduce((sum, body) => sum + body.length, 0) <= dossierInlineMaxBytes;
  const keep = async (name: string, text: Uint8Array, body: Uint8Array): Promise<Kept> => {
    const facts = { sizeBytes: text.length, sha256: digestOf(text) };
    if (isSmall) return { ...facts, body };
    // By the salt, which no other try has: none can write over what another one's item names.
    const object = `${dossierObjects(id)}${name}.${saltedDigest(salt, facts.sha256)}.gz`;
    await objects.write(object, body, { mediaType: "application/gzip" });
    return { ...facts, body: { object } };
  };
  const [reportKept, payloadKept] = await Promise.all([
    keep("report", texts[0], bodies[0] as Uint8Array),
    keep("payload", texts[1], bodies[1] as Uint8Array),
  ]);
  return {
    pk: dossierPk(id),
    sk: headSk,
    gate,
    receivedAt,
    salt,
    ...attributesOf("report", reportKept),
    ...attributesOf("payload", payloadKept),
    ...(more.run && { run: JSON.stringify(more.run) }),
  };
}

const attributesOf = (name: string, { sizeBytes, sha256, body }: Kept) => ({
  [`${name}SizeBytes`]: sizeBytes,
  [`${name}Sha256`]: sha256,
  ...(body instanceof Uint8Array ? { [name]: body } : { [`${name}Object`]: body.object }),
});

function refuseLarge({ length }: Uint8Array): void {
  if (length <= dossierTextMaxBytes) return;
  throw new GateError("too_large", dossierTooLarge(length));
}

/** The dossier that an item tells of: every byte of it is held against its digest. */
export async function findDossier(
  documents: DynamoDBDocumentClient,
  table: string,
  objects: Objects,
  id: SubmissionId,
): Promise<Dossier | undefined> {
  const item = await itemAt(documents, table, { pk: dossierPk(id), sk: headSk });
  if (item === undefined) return undefined;
  const [report, payload] = await Promise.all([
    textOf(objects, item, "report"),
    textOf(objects, item, "payload"),
  ]);
  const run = item["run"] as string | undefined;
  return {
    salt: item["salt"] as string,
    report: JSON.parse(report.toString("utf8")) as Dossier["report"],
    payload,
    ...(run !== undefined && { run: JSON.parse(run) as NonNullable<Dossier["run"]> }),
  };
}

async function textOf(objects: Objects, item: Item, name: string): Promise<Buffer> {
  const object = item[`${name}Object`] as string | undefined;
  const sizeBytes = item[`${name}SizeBytes`] as number;
  try {
    const body =
      object === undefined ? (item[name] as Uint8Array) : await bytesIn(objects, object, sizeBytes);
    const text = await unpacked(body, { maxOutputLength: Math.max(1, sizeBytes) });
    if (text.length === sizeBytes && digestOf(text) === item[`${name}Sha256`]) return text;
  } catch (error) {
    if (isGateError(error, "unavailable")) throw error;
    throw damaged(item, name, error);
  }
  throw damaged(item, name);
}

async function bytesIn(objects: Objects, name: string, sizeBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let readBytes = 0;
  for await (const chunk of objects.read(name)) {
    chunks.push(chunk);
    readBytes += chunk.length;
    // What hardly compresses grows by some bytes; more is not what was written.
    if (readBytes > sizeBytes * 1.01 + 1_000) throw new Error("the object is larger than its text");
  }
  return Buffer.concat(chunks);
}

const damaged = ({ pk }: Item, what: string, cause?: unknown): GateError =>
  new GateError(
    "unavailable",
    `the ${what} under ${pk} is missing or no longer as it was stored: restore it from a backup`,
    { cause },
  );
