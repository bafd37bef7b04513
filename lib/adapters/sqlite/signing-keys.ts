import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { calculateJwkThumbprint, type JWK } from "jose";
import { GateError, isGateError } from "../../app/errors.ts";
import type { PublicKey } from "../../app/pass/public-key.ts";
import type { SigningKeys } from "../../app/ports.ts";
import type { JsonObject } from "../../core/expression/value.ts";
import { toldOf } from "./gate-refusals.ts";
import { parsed, type Reader } from "./reader.ts";
import { syncNames, writeWhole } from "./whole-file.ts";
import type { Writer } from "./writer.ts";

/**
 * Ed25519 keys: the public halves are rows, each private half is a file of its own that only its
 * owner reads, so that a copy of the database signs nothing.
 *
 * `sign` throws `unavailable` where the private half of the newest key is not there, as after a
 * backup was restored elsewhere: rotating makes a new one, and what was signed still verifies.
 */
export async function sqliteSigningKeys(
  reader: Reader,
  writer: Writer,
  folder: string,
  now: () => string,
): Promise<SigningKeys> {
  let kept: SigningKey | undefined;
  const list = () =>
    reader.rows("SELECT * FROM signing_keys ORDER BY number DESC").map(
      ({ id, jwk, from_at, until_at, compromised_at }): PublicKey => ({
        keyId: String(id),
        algorithm: "Ed25519",
        jwk: parsed<JsonObject>(jwk, `the key ${id}`),
        from: String(from_at),
        ...(until_at !== null && { until: String(until_at) }),
        ...(compromised_at !== null && { compromised: String(compromised_at) }),
      }),
    );
  const rotate = async (at: string, compromised: readonly string[] = []): Promise<PublicKey> => {
    const { publicKey, privateKey } = generateKeyPairSync("ed25519");
    const jwk = publicKey.export({ format: "jwk" }) as JsonObject;
    const id = await calculateJwkThumbprint(jwk as JWK);
    // The private half first: a row never names a key that could not sign.
    await writePrivate(folder, id, privateKey);
    const writing = { kind: "rotate-keys", id, jwk: JSON.stringify(jwk), at, compromised } as const;
    const forget = () => rm(keyPath(folder, id), { force: true });
    const isNew = await writer.write(writing).catch(async (error) => {
      if (isGateError(error, "conflict")) await forget();
      throw error;
    });
    if (!isNew) await forget();
    await removeEnded(folder, list());
    return list()[0] as PublicKey;
  };
  /** The newest key, also while another one is just being made. */
  const signing = async (): Promise<SigningKey> => {
    const keyId = list()[0]?.keyId ?? "";
    if (kept?.keyId === keyId) return kept;
    try {
      kept = { keyId, key: createPrivateKey(await readFile(keyPath(folder, keyId))) };
      return kept;
    } catch (cause) {
      if (list()[0]?.keyId !== keyId) return signing();
      throw cannotSign(keyId, cause);
    }
  };
  await removeUnfinished(folder);
  if (list().length === 0) await rotate(now());
  await removeEnded(folder, list());
  return {
    list: async () => list(),
    admitRotation: async () => {}, // it makes the next one itself
    rotate,
    sign: async (bytes) => {
      const { keyId, key } = await signing();
      return { keyId, bytes: sign(null, bytes, key) };
    },
  };
}

const keyPath = (folder: string, keyId: string): string => join(folder, "keys", `${keyId}.pem`);

async function writePrivate(folder: string, keyId: string, key: KeyObject): Promise<void> {
  try {
    await mkdir(join(folder, "keys"), { recursive: true, mode: 0o700 });
    await writeWhole(keyPath(folder, keyId), key.export({ format: "pem", type: "pkcs8" }));
    await syncNames(folder);
  } catch (error) {
    throw toldOf(error);
  }
}

/** What a crash left of a key that never was one. */
async function removeUnfinished(folder: string): Promise<void> {
  const names = await readdir(join(folder, "keys")).catch(() => []);
  for (const name of names)
    if (name.endsWith(".unfinished")) await rm(join(folder, "keys", name), { force: true });
}

/** A key that signs no more is nobody's to steal; its public half still verifies. */
async function removeEnded(folder: string, keys: readonly PublicKey[]): Promise<void> {
  for (const { keyId, until } of keys)
    if (until !== undefined) await rm(keyPath(folder, keyId), { force: true });
}

interface SigningKey {
  readonly keyId: string;
  readonly key: KeyObject;
}

const cannotSign = (keyId: string, cause: unknown): GateError =>
  new GateError(
    "unavailable",
    `the private half of the key ${keyId} cannot be read from the folder 'keys': put it back, or ` +
      "rotate the keys",
    { cause },
  );
