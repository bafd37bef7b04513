import { createHmac, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { createLocalJWKSet } from "jose";
import type { TrustedIssuer } from "../../lib/http/tokens.ts";

/** An issuer of tests: it signs as a real one does, and its keys are published as a real one's. */
export interface TestIssuer {
  readonly trusted: TrustedIssuer;
  readonly publicKey: KeyObject;
  /** A token with these claims beside those that every token needs; valid from 2020 to 2999. */
  token(
    claims?: Readonly<Record<string, unknown>>,
    header?: Readonly<Record<string, unknown>>,
  ): string;
}

/** An issuer with an Ed25519 key of its own. */
export function testIssuer(issuer = "https://login", kid = "key-1"): TestIssuer {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const audience = "holdpoint";
  const jwk = { ...publicKey.export({ format: "jwk" }), kid, alg: "EdDSA", use: "sig" };
  return {
    trusted: { issuer, audience, keys: createLocalJWKSet({ keys: [jwk as never] }) },
    publicKey,
    token: (claims = {}, header = {}) => {
      const common = { iss: issuer, aud: audience, sub: "shop", nbf: 1_577_836_800, exp: farAway };
      return signedToken(
        { alg: "EdDSA", typ: "JWT", kid, ...header },
        { ...common, ...claims },
        (text) => sign(null, Buffer.from(text), privateKey),
      );
    },
  };
}

/** A token as one writes it by hand, whatever its header says. */
export function signedToken(
  header: Readonly<Record<string, unknown>>,
  claims: Readonly<Record<string, unknown>>,
  signature: (text: string) => Uint8Array,
): string {
  const text = [header, claims].map(encoded).join(".");
  return `${text}.${Buffer.from(signature(text)).toString("base64url")}`;
}

/** The signature of an attacker who takes a public key for a shared secret. */
export const hmacWith =
  (key: KeyObject) =>
  (text: string): Uint8Array =>
    createHmac("sha256", key.export({ format: "pem", type: "spki" }))
      .update(text)
      .digest();

const encoded = (value: unknown): string =>
  Buffer.from(JSON.stringify(value)).toString("base64url");

const farAway = 32_472_144_000;
