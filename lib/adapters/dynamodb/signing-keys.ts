import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { calculateJwkThumbprint } from "jose";
import { GateError } from "../../app/errors.ts";
import { keyTooEarly } from "../../app/pass/key-too-early.ts";
import type { PublicKey, SigningKeys } from "../../app/ports.ts";
import type { JsonObject } from "../../core/expression/value.ts";
import type { Item } from "./documents.ts";
import { partSk, signingKeyPk, signingKeysPk } from "./keys.ts";
import { itemAt, itemsUnder } from "./query.ts";
import { onlyNew, transact } from "./transaction.ts";

/** What is stored of a key: rows are only ever appended, the rest is told from those behind it. */
interface KeyRow {
  readonly keyId: string;
  readonly jwk: JsonObject;
  readonly from: string;
  /** Earlier keys that somebody else may have, known when this one was made. */
  readonly compromised: readonly string[];
}

/** Functions that rotate at once, each of which waits for the others. */
const rotationsMax = 10;

/**
 * Ed25519 keys in the table: public halves in one list, each private half under a leading key of its
 * own, which the API's function alone may read. The first key is made when one is first asked for.
 * Which key signs is read each time, so that none signs after it has ended.
 */
export function dynamoKeys(
  documents: DynamoDBDocumentClient,
  table: string,
  now: () => string,
): SigningKeys {
  const privateKeys = new Map<string, KeyObject>();
  const rows = () => rowsIn(documents, table);
  const rotate = async (at: string, compromised: readonly string[] = []) => {
    for (let tries = 1; tries <= rotationsMax; tries++) {
      const earlier = await rows();
      const newest = earlier.at(-1)?.from;
      if (newest === at) return publicKeys(earlier)[0] as PublicKey;
      if (newest !== undefined && newest > at) throw keyTooEarly(newest);
      const made = await newKey(at, compromised);
      if (!(await add(documents, table, earlier.length, made))) continue;
      privateKeys.set(made.row.keyId, made.privateKey);
      return publicKeys([...earlier, made.row])[0] as PublicKey;
    }
    throw new GateError("unavailable", "others rotate the keys: try again");
  };
  const list = async (): Promise<readonly PublicKey[]> => {
    const known = publicKeys(await rows());
    return known.length > 0 ? known : [await rotate(now())];
  };
  return {
    list,
    rotate,
    sign: async (bytes) => {
      const { keyId } = (await list())[0] as PublicKey;
      const key = privateKeys.get(keyId) ?? (await privateKeyOf(documents, table, keyId));
      privateKeys.set(keyId, key);
      return { keyId, bytes: sign(null, bytes, key) };
    },
  };
}

/** The newest first; a key ends where the next one begins. */
function publicKeys(rows: readonly KeyRow[]): readonly PublicKey[] {
  const keys = rows.map(({ keyId, jwk, from }, index): PublicKey => {
    const until = rows[index + 1]?.from;
    const compromised = rows.find((later) => later.compromised.includes(keyId))?.from;
    return {
      keyId,
      algorithm: "Ed25519",
      jwk,
      from,
      ...(until !== undefined && { until }),
      ...(compromised !== undefined && { compromised }),
    };
  });
  return keys.reverse();
}

async function rowsIn(
  documents: DynamoDBDocumentClient,
  table: string,
): Promise<readonly KeyRow[]> {
  const items = await itemsUnder(documents, table, signingKeysPk);
  return items.map((item) => JSON.parse(item["key"] as string) as KeyRow);
}

interface NewKey {
  readonly row: KeyRow;
  readonly privateKey: KeyObject;
}

async function newKey(from: string, compromised: readonly string[]): Promise<NewKey> {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const jwk = publicKey.export({ format: "jwk" }) as JsonObject;
  const keyId = await calculateJwkThumbprint(jwk as never);
  return { row: { keyId, jwk, from, compromised }, privateKey };
}

/** Whether it was added: at its number there is one key, whoever makes it first. */
async function add(
  documents: DynamoDBDocumentClient,
  table: string,
  number: number,
  { row, privateKey }: NewKey,
): Promise<boolean> {
  const pem = privateKey.export({ format: "pem", type: "pkcs8" }) as string;
  const items: readonly Item[] = [
    { pk: signingKeysPk, sk: partSk(number), key: JSON.stringify(row) },
    { ...privateKeyAt(row.keyId), pem },
  ];
  const writes = items.map((item) => ({ kind: "put", item, only: onlyNew }) as const);
  return (await transact(documents, table, writes)).length === 0;
}

async function privateKeyOf(
  documents: DynamoDBDocumentClient,
  table: string,
  keyId: string,
): Promise<KeyObject> {
  const item = await itemAt(documents, table, privateKeyAt(keyId));
  if (item === undefined)
    throw new GateError("unavailable", `the private half of the key ${keyId} is gone: rotate`);
  return createPrivateKey(item["pem"] as string);
}

const privateKeyAt = (keyId: string) => ({ pk: signingKeyPk(keyId), sk: "PRIVATE" });
