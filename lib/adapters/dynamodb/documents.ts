import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { GateError } from "../../app/errors.ts";
import { partSizeMaxBytes } from "../transaction-bounds.ts";
import { type Key, partSk } from "./keys.ts";

/** An item as it is stored: its key and flat attributes. */
export type Item = Key & Readonly<Record<string, string | number | Uint8Array>>;

/** What a stored document may grow to when it is unpacked; more means that it was tampered with. */
const unpackedSizeMaxBytes = 64 * 1024 * 1024;

const packed = promisify(gzip);
const unpacked = promisify<Uint8Array, { maxOutputLength: number }, Buffer>(gunzip);

/** SHA-256, hex, of a document's bytes: kept with its first item. */
export const digestOf = (bytes: Uint8Array): string =>
  createHash("sha256").update(bytes).digest("hex");

/**
 * Bytes as items under one leading key, compressed and cut to size; the first also carries how many
 * there are, the digest and what an operator wants to see at a glance.
 */
export async function itemsOf(
  pk: string,
  bytes: Uint8Array,
  glance: Readonly<Record<string, string | number>>,
  first = 0,
): Promise<readonly Item[]> {
  const body = await packed(bytes);
  const items: Item[] = [];
  for (let from = 0; from === 0 || from < body.length; from += partSizeMaxBytes)
    items.push({
      pk,
      sk: partSk(first + items.length),
      body: body.subarray(from, from + partSizeMaxBytes),
    });
  const head = { ...(items[0] as Item), ...glance, digest: digestOf(bytes), parts: items.length };
  return [head, ...items.slice(1)];
}

/**
 * The bytes that `itemsOf` cut up. They are checked against the digest.
 *
 * @throws {GateError} `unavailable` when items are missing or do not fit their digest: a reader met
 * a transaction half way, since a query sees each item alone, or the store has been damaged.
 */
export async function bytesOf(items: readonly Item[]): Promise<Uint8Array> {
  const head = items[0];
  if (head === undefined || items.length !== head["parts"])
    throw damaged(head, `has ${items.length} of its ${head?.["parts"]} items`);
  const body = Buffer.concat(items.map((item) => item["body"] as Uint8Array));
  const bytes = await unpacked(body, { maxOutputLength: unpackedSizeMaxBytes });
  if (digestOf(bytes) !== head["digest"]) throw damaged(head, "does not fit its digest");
  return bytes;
}

const damaged = (head: Item | undefined, what: string): GateError =>
  new GateError("unavailable", `what is stored under ${head?.pk} ${what}: try again`);

/** What an item weighs, as DynamoDB counts: the UTF-8 of names and texts, the bytes of binaries. */
export function sizeOf(item: Item): number {
  return Object.entries(item).reduce((sum, [name, value]) => sum + name.length + weigh(value), 0);
}

function weigh(value: string | number | Uint8Array): number {
  if (typeof value === "string") return Buffer.byteLength(value);
  return typeof value === "number" ? 21 : value.length;
}
