import { sign } from "node:crypto";
import { GateError } from "../../app/errors.ts";
import { isBefore, millisecondsOf } from "../../app/instant.ts";
import { keyTooEarly } from "../../app/pass/key-too-early.ts";
import type { PublicKey } from "../../app/pass/public-key.ts";
import type { SigningKeys } from "../../app/ports.ts";
import type { KeyRow, KeyRows } from "../dynamodb/key-rows.ts";
import { type CertifiedKey, certifyKey } from "./certified-key.ts";
import type { RootKeys } from "./root-keys.ts";

export interface KmsKeysParts {
  readonly roots: RootKeys;
  readonly rows: KeyRows;
  /** KMS's names of the deployment's keys, in the order in which they take over. */
  readonly keyIds: readonly string[];
  readonly tenant: string;
  readonly now: () => string;
}

/** Functions that rotate at once, each of which waits for the others. */
const rotationsMax = 10;

/**
 * P-256 keys of KMS, in whose name short-lived keys of this process's memory sign (ADR 23). The first
 * key signs until a rotation puts the next one in its place; which one signs is read each time, so
 * that none signs after it has ended.
 */
export function kmsKeys(parts: KmsKeysParts): SigningKeys {
  const { rows, now } = parts;
  const certified = certifiedKeys(parts);
  const read = async (): Promise<readonly KeyRow[]> => {
    const known = await rows.read();
    return known.length > 0 ? known : [await firstRow(parts)];
  };
  return {
    list: async () => publicKeys(await read()),
    admitRotation: async () => {
      nextOf(parts, await read());
    },
    rotate: (at, compromised = []) => rotate(parts, at, compromised),
    sign: async (bytes) => {
      const root = (await read()).at(-1) as KeyRow;
      const { keyId, privateKey, certificate } = await certified(root, now());
      const signature = sign(null, bytes, privateKey);
      return { keyId: root.keyId, bytes: signature, certified: { keyId, certificate } };
    },
  };
}

/** Nobody rotated yet: the first key signs since it was made. */
async function firstRow({ roots, keyIds }: KmsKeysParts): Promise<KeyRow> {
  const { kms, keyId, jwk, createdAt } = await roots.find(keyIds[0] as string);
  return { kms, keyId, jwk, from: createdAt, compromised: [] };
}

/** The newest first; a key ends where the next one begins. */
function publicKeys(rows: readonly KeyRow[]): readonly PublicKey[] {
  const keys = rows.map(({ keyId, jwk, from }, index): PublicKey => {
    const until = rows[index + 1]?.from;
    const compromised = rows.find((later) => later.compromised.includes(keyId))?.from;
    return {
      keyId,
      algorithm: "ES256",
      jwk,
      from,
      ...(until !== undefined && { until }),
      ...(compromised !== undefined && { compromised }),
    };
  });
  return keys.reverse();
}

/** The name of the key that comes next: one that never signed. */
function nextOf({ keyIds }: KmsKeysParts, rows: readonly KeyRow[]): string {
  const next = keyIds.find((kms) => rows.every((row) => row.kms !== kms));
  if (next !== undefined) return next;
  throw new GateError(
    "conflict",
    `all ${keyIds.length} keys of the deployment have signed: deploy it with one more, ` +
      `-c signing-keys=${keyIds.length + 1}, then rotate`,
    { reason: "no_next_key" },
  );
}

async function rotate(
  parts: KmsKeysParts,
  at: string,
  compromised: readonly string[],
): Promise<PublicKey> {
  for (let tries = 1; tries <= rotationsMax; tries++) {
    const stored = await parts.rows.read();
    // The first key has no row before the first rotation, which writes both.
    const earlier = stored.length > 0 ? stored : [await firstRow(parts)];
    const newest = earlier.at(-1) as KeyRow;
    if (newest.from === at) return publicKeys(earlier)[0] as PublicKey;
    if (isBefore(at, newest.from)) throw keyTooEarly(newest.from);
    const { kms, keyId, jwk } = await parts.roots.find(nextOf(parts, earlier));
    const made: KeyRow = { kms, keyId, jwk, from: at, compromised };
    const all = [...earlier, made];
    if (await parts.rows.append(stored.length, all.slice(stored.length)))
      return publicKeys(all)[0] as PublicKey;
  }
  throw new GateError("unavailable", "others rotate the keys: try again");
}

/** A certified key is followed by another when half of its time is over. */
const renewedAfterMs = 12 * 3_600_000;

/**
 * The key of this process under a root key, made when it is first asked for. The next one is made
 * while it still signs, so that nobody waits for KMS, nor notices that it is away for some hours.
 */
function certifiedKeys({ roots, tenant }: KmsKeysParts) {
  let kept: { readonly root: string; readonly key: Promise<CertifiedKey> } | undefined;
  let renewing: Promise<void> | undefined;
  const make = (root: KeyRow, now: string): Promise<CertifiedKey> => {
    const made = { root: root.keyId, key: certifyKey(roots, root, { tenant, now }) };
    kept = made;
    made.key.catch(() => {
      if (kept === made) kept = undefined;
    });
    return made.key;
  };
  const renew = async (root: KeyRow, now: string): Promise<void> => {
    const key = await certifyKey(roots, root, { tenant, now });
    if (kept?.root === root.keyId) kept = { root: root.keyId, key: Promise.resolve(key) };
  };
  return async (root: KeyRow, now: string): Promise<CertifiedKey> => {
    if (kept?.root !== root.keyId) return make(root, now);
    const known = kept;
    const key = await known.key;
    const ageMs = millisecondsOf(now) - millisecondsOf(key.notBefore);
    if (ageMs < 0 || !isBefore(now, key.notAfter))
      return kept === known ? make(root, now) : kept.key;
    if (ageMs >= renewedAfterMs && renewing === undefined)
      renewing = renew(root, now)
        .catch(() => undefined) // asked for again with the next signature
        .finally(() => {
          renewing = undefined;
        });
    return key;
  };
}
