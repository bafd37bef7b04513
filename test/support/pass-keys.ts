import { createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { thumbprintOf } from "../../lib/app/pass/key-ring.ts";
import { keyTooEarly } from "../../lib/app/pass/key-too-early.ts";
import type { PublicKey } from "../../lib/app/pass/public-key.ts";
import type { SigningKeys } from "../../lib/app/ports.ts";
import type { JsonObject } from "../../lib/core/expression/value.ts";

export type PassAlgorithm = PublicKey["algorithm"];

/** Signing keys in memory, as an adapter keeps them; real ones. */
export function memoryKeys(
  from: string,
  algorithm: PassAlgorithm = "Ed25519",
): SigningKeys & { readonly privateKeys: ReadonlyMap<string, KeyObject> } {
  const privateKeys = new Map<string, KeyObject>();
  let keys: readonly PublicKey[] = [];
  const add = (at: string): PublicKey => {
    const { publicKey, privateKey } =
      algorithm === "Ed25519"
        ? generateKeyPairSync("ed25519")
        : generateKeyPairSync("ec", { namedCurve: "P-256" });
    const jwk = publicKey.export({ format: "jwk" }) as JsonObject;
    const keyId = thumbprintOf(jwk as never);
    privateKeys.set(keyId, privateKey);
    const key = { keyId, algorithm, jwk, from: at };
    keys = [key, ...keys.map((one) => ({ until: at, ...one }))];
    return key;
  };
  add(from);
  return {
    privateKeys,
    list: async () => keys,
    admitRotation: async () => {},
    rotate: async (at, compromised = []) => {
      const [newest] = keys;
      if (newest !== undefined && newest.from > at) throw keyTooEarly(newest.from);
      keys = keys.map((key) =>
        compromised.includes(key.keyId) ? { ...key, compromised: at } : key,
      );
      return keys[0]?.from === at ? (keys[0] as PublicKey) : add(at);
    },
    sign: async (bytes) => {
      const { keyId } = keys[0] as PublicKey;
      return { keyId, bytes: signedBy(privateKeys.get(keyId) as KeyObject, bytes) };
    },
  };
}

/** 64 bytes, as `Signature` has them. */
export const signedBy = (key: KeyObject, bytes: Uint8Array): Uint8Array =>
  key.asymmetricKeyType === "ed25519"
    ? sign(null, bytes, key)
    : sign("sha256", bytes, { key, dsaEncoding: "ieee-p1363" });

export const sha256Bytes = (...parts: readonly Uint8Array[]): Buffer => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
};
