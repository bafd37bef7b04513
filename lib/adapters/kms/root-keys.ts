import { createHash, createPublicKey, verify } from "node:crypto";
import {
  DescribeKeyCommand,
  GetPublicKeyCommand,
  KMSClient,
  type KMSClientConfig,
  SignCommand,
} from "@aws-sdk/client-kms";
import { thumbprintOf } from "../../app/pass/key-ring.ts";
import type { JsonObject } from "../../core/expression/value.ts";
import { clientSettings } from "../aws/client-settings.ts";
import { reaching, unavailable } from "../aws/reaching.ts";
import { p1363Of } from "./ecdsa-signature.ts";

/** A client whose calls end; see `clientSettings`. */
export const kmsClient = (config: KMSClientConfig = {}): KMSClient =>
  new KMSClient({ ...clientSettings, ...config });

/** A P-256 key of KMS, whose private half nobody ever has. */
export interface RootKey {
  readonly kms: string;
  readonly keyId: string;
  readonly jwk: JsonObject;
  /** RFC 3339: nothing was signed by it before. */
  readonly createdAt: string;
}

/** Keys of KMS by name; what is public of them never changes, and is asked for once. */
export interface RootKeys {
  find(kms: string): Promise<RootKey>;
  /** 64 bytes (r and s) over the SHA-256 of a message; verified before they are given. */
  sign(key: Pick<RootKey, "kms" | "jwk">, message: Uint8Array): Promise<Uint8Array>;
}

export function kmsRootKeys(client: KMSClient): RootKeys {
  const found = new Map<string, Promise<RootKey>>();
  return {
    find: (kms) => {
      const key = found.get(kms) ?? describe(client, kms);
      found.set(kms, key);
      key.catch(() => found.delete(kms));
      return key;
    },
    sign: (key, message) => sign(client, key, message),
  };
}

async function describe(client: KMSClient, kms: string): Promise<RootKey> {
  const [described, { PublicKey }] = await reaching(
    "KMS",
    Promise.all([
      client.send(new DescribeKeyCommand({ KeyId: kms })),
      client.send(new GetPublicKeyCommand({ KeyId: kms })),
    ]),
  );
  const { KeySpec, KeyUsage, CreationDate } = described.KeyMetadata ?? {};
  if (KeySpec !== "ECC_NIST_P256" || KeyUsage !== "SIGN_VERIFY" || CreationDate === undefined)
    throw new Error(`the KMS key ${kms} is ${KeySpec} for ${KeyUsage}: it must sign with P-256`);
  const der = Buffer.from(PublicKey as Uint8Array);
  const jwk = createPublicKey({ key: der, format: "der", type: "spki" }).export({ format: "jwk" });
  return {
    kms,
    keyId: thumbprintOf(jwk as never),
    jwk: jwk as JsonObject,
    createdAt: CreationDate.toISOString(),
  };
}

async function sign(
  client: KMSClient,
  { kms, jwk }: Pick<RootKey, "kms" | "jwk">,
  message: Uint8Array,
): Promise<Uint8Array> {
  const { Signature } = await reaching(
    "KMS",
    client.send(
      new SignCommand({
        KeyId: kms,
        Message: createHash("sha256").update(message).digest(),
        MessageType: "DIGEST",
        SigningAlgorithm: "ECDSA_SHA_256",
      }),
    ),
  );
  const signature = p1363Of(Signature ?? new Uint8Array());
  const key = createPublicKey({ key: jwk as never, format: "jwk" });
  const isGood =
    signature !== undefined &&
    verify("sha256", message, { key, dsaEncoding: "ieee-p1363" }, signature);
  if (!isGood) throw unavailable("KMS", new Error(`${kms} gave a signature that is not its own`));
  return signature;
}
