import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { dynamoKeyRows, type KeyRow, type KeyRows } from "../../lib/adapters/dynamodb/key-rows.ts";
import type { RootKeys } from "../../lib/adapters/kms/root-keys.ts";
import { kmsKeys } from "../../lib/adapters/kms/signing-keys.ts";
import { thumbprintOf } from "../../lib/app/pass/key-ring.ts";
import type { SigningKeys } from "../../lib/app/ports.ts";
import type { JsonObject } from "../../lib/core/expression/value.ts";

/** Long before everything that tests do. */
const createdAt = "2026-01-01T00:00:00.000Z";

/** P-256 keys of this process, of any name: what KMS would give, without the way to it. */
function rootsHere(): RootKeys {
  const keys = new Map<string, { readonly jwk: JsonObject; readonly privateKey: KeyObject }>();
  const keyOf = (kms: string) => {
    const known = keys.get(kms);
    if (known !== undefined) return known;
    const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const made = { jwk: publicKey.export({ format: "jwk" }) as JsonObject, privateKey };
    keys.set(kms, made);
    return made;
  };
  return {
    find: async (kms) => {
      const { jwk } = keyOf(kms);
      return { kms, jwk, keyId: thumbprintOf(jwk as never), createdAt };
    },
    sign: async ({ kms }, message) =>
      sign("sha256", message, { key: keyOf(kms).privateKey, dsaEncoding: "ieee-p1363" }),
  };
}

/** Keys as they are deployed, but for KMS and the table: so many root keys of this process. */
export function certifiedKeysHere(count: number, now: () => string): SigningKeys {
  let stored: readonly KeyRow[] = [];
  const rows: KeyRows = {
    read: async () => stored,
    append: async (behind, more) => {
      if (stored.length !== behind) return false;
      stored = [...stored, ...more];
      return true;
    },
  };
  const own = keyIds.slice(0, count);
  return kmsKeys({ roots: rootsHere(), rows, keyIds: own, tenant: "acme", now });
}

/** The same for all who share a table, as a deployment's are. */
const rootsOf = new Map<string, RootKeys>();
const keyIds = Array.from({ length: 100 }, (_, index) => `root-${index}`);

/** The keys of a table as they are deployed, over a hundred root keys of this process. */
export function deployedKeys(
  documents: DynamoDBDocumentClient,
  table: string,
  now: () => string,
): SigningKeys {
  const roots = rootsOf.get(table) ?? rootsHere();
  rootsOf.set(table, roots);
  return kmsKeys({ roots, rows: dynamoKeyRows(documents, table), keyIds, tenant: "acme", now });
}
