import { createHash, createPublicKey, type KeyObject, verify } from "node:crypto";
import * as z from "zod";
import { instantField, strictJson, told } from "./strict-json.ts";

/** A public key that verifies, with the time in which it signed. */
export interface VerifyingKey {
  readonly keyId: string;
  readonly algorithm: "Ed25519" | "ES256";
  readonly from: string;
  readonly until?: string;
  readonly compromised?: string;
  /** The key of the list that certified it; absent where it is in the list itself. */
  readonly certifiedBy?: string;
  /** Whose it is, by its certificate: a listed key is of whoever publishes the list. */
  readonly tenant?: string;
  /** Whether these 64 bytes are its signature of the message. Total. */
  verifies(message: Uint8Array, signature: Uint8Array): boolean;
}

/** Keys, or why what was given is no key list. */
export type KeyRing =
  | { readonly ok: true; readonly keys: readonly VerifyingKey[] }
  | { readonly ok: false; readonly problem: string };

/** A key list larger than this is none: a key a day for ten years is a megabyte. */
const keyListSizeMax = 4 * 1024 * 1024;

const coordinate = z.string().regex(/^[A-Za-z0-9_-]{43}$/, "must be 32 bytes in base 64 for URLs");

/** What makes a public key, and nothing besides. */
export const bareJwk = z.discriminatedUnion("kty", [
  z.strictObject({ kty: z.literal("OKP"), crv: z.literal("Ed25519"), x: coordinate }),
  z.strictObject({ kty: z.literal("EC"), crv: z.literal("P-256"), x: coordinate, y: coordinate }),
]);
export type BareJwk = z.output<typeof bareJwk>;

const ours = {
  kid: z.string(),
  use: z.literal("sig").optional(),
  from: instantField,
  until: instantField.optional(),
  compromised: instantField.optional(),
  // Whoever finds this here has found a key that signs, and not one that verifies.
  d: z.never("is a private key: publish the list of the gate, not its key file").optional(),
};

// The algorithm is the key's, never the envelope's: there is nothing to talk a verifier out of.
const keySchema = z.discriminatedUnion("kty", [
  z.object({
    ...ours,
    kty: z.literal("OKP"),
    crv: z.literal("Ed25519"),
    alg: z.enum(["Ed25519", "EdDSA"]).optional(),
    x: coordinate,
  }),
  z.object({
    ...ours,
    kty: z.literal("EC"),
    crv: z.literal("P-256"),
    alg: z.literal("ES256").optional(),
    x: coordinate,
    y: coordinate,
  }),
]);
const keyListSchema = z.object({ keys: z.array(keySchema).min(1).max(4_000) });
type PublicJwk = z.output<typeof keySchema>;

/**
 * Reads a gate's key list (RFC 7517). One key that is not understood spoils the list: it may be the
 * very one that says that another is compromised. Total.
 */
export function keyRingOf(input: Uint8Array | string | object): KeyRing {
  const text =
    typeof input === "string" || input instanceof Uint8Array ? input : JSON.stringify(input);
  const json = strictJson(text, "the key list", keyListSizeMax);
  if (!json.ok) return json;
  const read = keyListSchema.safeParse(json.value);
  if (!read.success) return refused(`the key list is none: ${told(read.error)}`);
  const keys: VerifyingKey[] = [];
  for (const jwk of read.data.keys) {
    const verifier = verifierOf(jwk);
    if (verifier === undefined) return refused(`the key ${jwk.kid} is no point on its curve`);
    if (jwk.kid !== verifier.keyId)
      return refused(`the key ${jwk.kid} is not named by its thumbprint (RFC 7638)`);
    if (keys.some(({ keyId }) => keyId === jwk.kid))
      return refused(`the key ${jwk.kid} is there twice`);
    const { from, until, compromised } = jwk;
    keys.push({
      ...verifier,
      from,
      ...(until !== undefined && { until }),
      ...(compromised !== undefined && { compromised }),
    });
  }
  return { ok: true, keys };
}

const refused = (problem: string): KeyRing => ({ ok: false, problem });

function publicKeyOf({ kty, crv, x, ...more }: BareJwk | PublicJwk): KeyObject | undefined {
  const y = "y" in more ? { y: more.y } : {};
  try {
    return createPublicKey({ key: { kty, crv, x, ...y }, format: "jwk" });
  } catch {
    return undefined;
  }
}

/** SHA-256 over the members that make the key, in order (RFC 7638; RFC 8037 for Ed25519). */
export function thumbprintOf(jwk: {
  readonly crv: string;
  readonly kty: string;
  readonly x: string;
  readonly y?: string;
}): string {
  const { crv, kty, x, y } = jwk;
  const text = JSON.stringify({ crv, kty, x, ...(y !== undefined && { y }) });
  return createHash("sha256").update(text).digest("base64url");
}

/** What of a key does not depend on time; undefined where it is no point on its curve. Total. */
export function verifierOf(
  jwk: BareJwk | PublicJwk,
): Pick<VerifyingKey, "keyId" | "algorithm" | "verifies"> | undefined {
  const key = publicKeyOf(jwk);
  if (key === undefined) return undefined;
  const isEdwards = jwk.kty === "OKP";
  return {
    keyId: thumbprintOf(jwk),
    algorithm: isEdwards ? "Ed25519" : "ES256",
    verifies: (message, signature) =>
      signature.length === 64 &&
      (isEdwards
        ? verify(null, message, key, signature)
        : verify("sha256", message, { key, dsaEncoding: "ieee-p1363" }, signature)),
  };
}
