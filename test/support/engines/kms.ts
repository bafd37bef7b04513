import { createECDH, generateKeyPairSync, type KeyObject } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Engine } from "./process.ts";

/** Long before everything that tests do, in seconds. */
const createdAtSeconds = Date.parse("2026-01-01T00:00:00.000Z") / 1_000;

interface Key {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

/** A server that speaks as much KMS as our functions do: P-256 keys of any name, made when asked for. */
export async function startKms(): Promise<Engine> {
  const keys = new Map<string, Key>();
  const keyOf = (id: string): Key => {
    const key = keys.get(id) ?? generateKeyPairSync("ec", { namedCurve: "P-256" });
    keys.set(id, key);
    return key;
  };
  const operations: Readonly<Record<string, (input: Record<string, string>) => object>> = {
    DescribeKey: ({ KeyId }) => ({
      KeyMetadata: {
        KeyId,
        ...{ KeySpec: "ECC_NIST_P256", KeyUsage: "SIGN_VERIFY", CreationDate: createdAtSeconds },
      },
    }),
    GetPublicKey: ({ KeyId = "" }) => ({
      KeyId,
      PublicKey: keyOf(KeyId).publicKey.export({ format: "der", type: "spki" }).toString("base64"),
    }),
    Sign: ({ KeyId = "", Message = "" }) => ({
      KeyId,
      Signature: signedDigest(keyOf(KeyId).privateKey, Buffer.from(Message, "base64")),
    }),
  };
  const server = createServer(async (incoming, response) => {
    const parts: Buffer[] = [];
    for await (const part of incoming) parts.push(part);
    const operation = String(incoming.headers["x-amz-target"]).replace(/^.*\./, "");
    const answer = operations[operation]?.(JSON.parse(Buffer.concat(parts).toString() || "{}"));
    response.writeHead(answer === undefined ? 400 : 200, {
      "content-type": "application/x-amz-json-1.1",
    });
    response.end(JSON.stringify(answer ?? { __type: "UnknownOperationException" }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The order of P-256's group. */
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** ECDSA over a digest as it is, in base 64 of DER: Node's own `sign` would digest it once more. */
function signedDigest(privateKey: KeyObject, digest: Buffer): string {
  const { d = "" } = privateKey.export({ format: "jwk" });
  const once = createECDH("prime256v1");
  const point = once.generateKeys();
  const r = numberOf(point.subarray(1, 33)) % order;
  const inverse = inverseOf(numberOf(once.getPrivateKey()));
  const s = (inverse * (numberOf(digest) + r * numberOf(Buffer.from(d, "base64url")))) % order;
  const both = [r, s].map(derInteger);
  return Buffer.concat([Buffer.from([0x30, Buffer.concat(both).length]), ...both]).toString(
    "base64",
  );
}

const numberOf = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString("hex")}`);

/** By Fermat: the order is prime. */
function inverseOf(value: bigint): bigint {
  let [result, base] = [1n, value % order];
  for (let left = order - 2n; left > 0n; left >>= 1n) {
    if (left & 1n) result = (result * base) % order;
    base = (base * base) % order;
  }
  return result;
}

function derInteger(value: bigint): Buffer {
  const hex = value.toString(16);
  const bytes = Buffer.from(hex.length % 2 === 1 ? `0${hex}` : hex, "hex");
  const positive = bytes[0]! >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes;
  return Buffer.concat([Buffer.from([0x02, positive.length]), positive]);
}
