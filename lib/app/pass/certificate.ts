import * as z from "zod";
import type { Json } from "../../core/expression/value.ts";
import { canonicalJson } from "../digest.ts";
import { isBefore, millisecondsOf } from "../instant.ts";
import { bareJwk, type VerifyingKey, verifierOf } from "./key-ring.ts";
import { instantField, strictJson } from "./strict-json.ts";

/** What a certificate is signed as: nothing else that its key signs can be taken for one. */
export const certificatePayloadType = "application/vnd.holdpoint.key-certificate+json";

/** No certificate is believed for longer: a key that leaks is worth nothing soon. */
export const certificateHoursMax = 24;
const certificateSizeMax = 4_000;

const certificateSchema = z.strictObject({
  schema: z.literal("holdpoint/key-certificate/1"),
  tenant: z.string().min(1).max(200),
  /** The key of the key list that signs this statement. */
  issuer: z.string(),
  /** The public half of the key that it is about. */
  key: bareJwk,
  notBefore: instantField,
  notAfter: instantField,
});

/** That a key signs for a listed one between two instants. */
export type Certificate = z.output<typeof certificateSchema>;

/** The bytes that are signed: equal certificates give equal bytes. */
export const certificateBytes = (certificate: Certificate): Uint8Array =>
  Buffer.from(canonicalJson(certificate as unknown as Json), "utf8");

/** A signed certificate; nothing of it is believed yet. */
export interface OpenCertificate {
  readonly payloadType: string;
  readonly payload: Uint8Array;
  readonly signatures: readonly { readonly bytes: Uint8Array }[];
}

/**
 * The key that a certificate is about, as a key of the ring whose key issued it: it signed while both
 * were good, and is compromised as soon as its issuer is. Undefined where no key of the ring issued
 * it. Total.
 */
export function certifiedKey(
  { payloadType, payload, signatures }: OpenCertificate,
  ring: readonly VerifyingKey[],
  paeOf: (payloadType: string, payload: Uint8Array) => Uint8Array,
): VerifyingKey | undefined {
  if (payloadType !== certificatePayloadType) return undefined;
  const certificate = certificateIn(payload);
  if (certificate === undefined) return undefined;
  const { issuer: issuerId, key: jwk, notBefore, notAfter, tenant } = certificate;
  const issuer = ring.find(({ keyId }) => keyId === issuerId);
  const message = paeOf(payloadType, payload);
  if (!issuer || !signatures.some(({ bytes }) => issuer.verifies(message, bytes))) return undefined;
  const verifier = verifierOf(jwk);
  if (verifier === undefined) return undefined;
  const { from, until, compromised } = issuer;
  return {
    ...verifier,
    certifiedBy: issuer.keyId,
    tenant,
    from: isBefore(notBefore, from) ? from : notBefore,
    until: until !== undefined && isBefore(until, notAfter) ? until : notAfter,
    ...(compromised !== undefined && { compromised }),
  };
}

function certificateIn(payload: Uint8Array): Certificate | undefined {
  const json = strictJson(payload, "the certificate", certificateSizeMax);
  const read = json.ok ? certificateSchema.safeParse(json.value) : undefined;
  if (read?.success !== true) return undefined;
  const { notBefore, notAfter } = read.data;
  const hours = (millisecondsOf(notAfter) - millisecondsOf(notBefore)) / 3_600_000;
  return hours > 0 && hours <= certificateHoursMax ? read.data : undefined;
}
