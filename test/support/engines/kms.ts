import {
  createECDH,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  randomUUID,
} from "node:crypto";
import { type JsonService, ServiceRefusal, startJsonService } from "./json-service.ts";

/** A server that speaks as much of KMS as the product asks of it, over node's own cryptography. */
export interface KmsEngine extends JsonService {
  /** Makes a key to sign with, of P-256 unless told otherwise, and gives its id. */
  createKey(createdAt: string, curve?: string): string;
}

interface Key {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
  readonly createdAt: string;
  readonly spec: string;
}

export async function startKms(): Promise<KmsEngine> {
  const keys = new Map<string, Key>();
  const keyOf = (id: string): Key => {
    const key = keys.get(id);
    if (key === undefined) throw new ServiceRefusal("NotFoundException", `no key ${id}`);
    return key;
  };
  const service = await startJsonService({
    DescribeKey: ({ KeyId }) => {
      const { createdAt, spec } = keyOf(KeyId);
      const CreationDate = Date.parse(createdAt) / 1_000;
      return { KeyMetadata: { KeyId, KeySpec: spec, KeyUsage: "SIGN_VERIFY", CreationDate } };
    },
    GetPublicKey: ({ KeyId }) => ({
      KeyId,
      PublicKey: keyOf(KeyId).publicKey.export({ format: "der", type: "spki" }).toString("base64"),
    }),
    Sign: ({ KeyId, Message, MessageType, SigningAlgorithm }) => {
      if (MessageType !== "DIGEST" || SigningAlgorithm !== "ECDSA_SHA_256")
        throw new ServiceRefusal("ValidationException", "only digests, by ECDSA_SHA_256");
      const digest = Buffer.from(Message, "base64");
      if (digest.length !== 32) throw new ServiceRefusal("ValidationException", "no SHA-256");
      const Signature = signDigest(keyOf(KeyId).privateKey, digest).toString("base64");
      return { KeyId, Signature, SigningAlgorithm };
    },
  });
  return Object.assign(service, {
    createKey: (createdAt: string, curve = "P-256") => {
      const id = randomUUID();
      const spec = curve === "P-256" ? "ECC_NIST_P256" : `ECC_${curve}`;
      keys.set(id, { ...generateKeyPairSync("ec", { namedCurve: curve }), createdAt, spec });
      return id;
    },
  });
}

/** The order of P-256. */
const n = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** ECDSA of a digest, in DER: node signs messages alone, and so has no call for it (FIPS 186-5). */
function signDigest(privateKey: KeyObject, digest: Buffer): Buffer {
  const d = numberOf(Buffer.from(privateKey.export({ format: "jwk" }).d as string, "base64url"));
  for (;;) {
    const k = numberOf(randomBytes(32));
    if (k === 0n || k >= n) continue;
    const point = createECDH("prime256v1");
    point.setPrivateKey(bytesOf(k));
    const r = numberOf(point.getPublicKey().subarray(1, 33)) % n;
    const s = (inverseOf(k) * (numberOf(digest) + r * d)) % n;
    if (r !== 0n && s !== 0n) return sequenceOf(integerOf(r), integerOf(s));
  }
}

const numberOf = (bytes: Buffer): bigint => BigInt(`0x${bytes.toString("hex")}`);
const bytesOf = (number: bigint): Buffer =>
  Buffer.from(number.toString(16).padStart(64, "0"), "hex");

/** By Fermat: n is a prime. */
function inverseOf(k: bigint): bigint {
  let [result, base] = [1n, k];
  for (let exponent = n - 2n; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) result = (result * base) % n;
    base = (base * base) % n;
  }
  return result;
}

/** As few bytes as there may be, with a zero before a first bit that is set. */
function integerOf(number: bigint): Buffer {
  const hex = number.toString(16);
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, "hex");
  const signed = ((bytes[0] as number) & 0x80) === 0 ? bytes : Buffer.concat([Buffer.of(0), bytes]);
  return Buffer.concat([Buffer.of(0x02, signed.length), signed]);
}

function sequenceOf(...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.of(0x30, content.length), content]);
}
