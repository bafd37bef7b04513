import * as z from "zod";
import type { SigningKeys } from "../ports.ts";
import { base64Of, bytesOfBase64 } from "./base64.ts";
import { certificatePayloadType, certifiedKey, type OpenCertificate } from "./certificate.ts";
import type { VerifyingKey } from "./key-ring.ts";
import type { Envelope } from "./pass.ts";
import { strictJson, told } from "./strict-json.ts";

/**
 * What is signed: the pre-authentication encoding of DSSE, version 1, by which no payload of one
 * type can be taken for one of another type.
 * https://github.com/secure-systems-lab/dsse/blob/master/protocol.md
 */
export function paeOf(payloadType: string, payload: Uint8Array): Uint8Array {
  const type = Buffer.from(payloadType, "utf8");
  const head = `DSSEv1 ${type.length} ${payloadType} ${payload.length} `;
  return Buffer.concat([Buffer.from(head, "utf8"), payload]);
}

/** An envelope, and the key of the key list that stands behind its signature. */
export interface SignedEnvelope {
  readonly envelope: Envelope;
  readonly keyId: string;
}

/** A payload, signed by the key that signs now, or by one that it certified. */
export async function signed(
  keys: SigningKeys,
  payloadType: string,
  payload: Uint8Array,
): Promise<SignedEnvelope> {
  const { keyId, bytes, certified } = await keys.sign(paeOf(payloadType, payload));
  const sig = base64Of(bytes);
  const signature =
    certified === undefined
      ? { keyid: keyId, sig }
      : {
          keyid: certified.keyId,
          sig,
          extension: { kind: certificatePayloadType, ext: certified.certificate },
        };
  return {
    keyId,
    envelope: { payloadType, payload: base64Of(payload), signatures: [signature] },
  };
}

/** An envelope that was read; nothing of it is believed yet. */
export interface OpenEnvelope {
  readonly payloadType: string;
  readonly payload: Uint8Array;
  readonly signatures: readonly OpenSignature[];
}

interface OpenSignature {
  readonly keyId: string;
  readonly bytes: Uint8Array;
  /** Of the key that signed, where one came with it. */
  readonly certificate?: OpenCertificate;
}

/** An envelope, or why it is none. */
export type ReadEnvelope =
  | { readonly ok: true; readonly envelope: OpenEnvelope }
  | { readonly ok: false; readonly problem: string };

/** Signatures that are looked at; who signs more than this means no pass. */
const signaturesMax = 16;

const base64 = z.string().transform((text, context): Uint8Array => {
  const bytes = bytesOfBase64(text);
  if (bytes === undefined) context.addIssue("must be base 64");
  return bytes ?? z.NEVER;
});

const ofSignature = { keyid: z.string().max(500).default(""), sig: base64 };
const signaturesOf = <Signature extends z.ZodType>(signature: Signature) =>
  z.array(signature).min(1, "must hold a signature").max(signaturesMax);

const certificateEnvelope = z.object({
  payloadType: z.string(),
  payload: base64,
  signatures: signaturesOf(z.object(ofSignature)),
});

// Fields that are not known are ignored, as the specification demands; they are not signed. So is an
// extension that is no certificate: https://github.com/secure-systems-lab/dsse/blob/devel/envelope.proto
const envelopeSchema = z.object({
  payloadType: z.string(),
  payload: base64,
  signatures: signaturesOf(
    z.object({
      ...ofSignature,
      extension: z
        .object({ kind: z.literal(certificatePayloadType), ext: certificateEnvelope })
        .optional()
        .catch(undefined),
    }),
  ),
});

/**
 * Reads an envelope. Total.
 * https://github.com/secure-systems-lab/dsse/blob/master/envelope.md
 */
export function readEnvelope(input: Uint8Array | string, sizeMax: number): ReadEnvelope {
  const json = strictJson(input, "the envelope", sizeMax);
  if (!json.ok) return json;
  const read = envelopeSchema.safeParse(json.value);
  if (!read.success) return { ok: false, problem: `the envelope is none: ${told(read.error)}` };
  const { payloadType, payload, signatures } = read.data;
  const opened = signatures.map(({ keyid, sig, extension }) => ({
    keyId: keyid,
    bytes: sig,
    ...(extension && { certificate: openedCertificate(extension.ext) }),
  }));
  return { ok: true, envelope: { payloadType, payload, signatures: opened } };
}

const openedCertificate = ({
  payloadType,
  payload,
  signatures,
}: z.output<typeof certificateEnvelope>): OpenCertificate => ({
  payloadType,
  payload,
  signatures: signatures.map(({ sig }) => ({ bytes: sig })),
});

/**
 * The keys that signed, each once: keys of the list, and those that they certified. The key id of a
 * signature only says which key to try; without one all are tried.
 */
export function signersOf(
  { payloadType, payload, signatures }: OpenEnvelope,
  keys: readonly VerifyingKey[],
): readonly VerifyingKey[] {
  const pae = paeOf(payloadType, payload);
  const signers = signatures.flatMap(({ keyId, bytes, certificate }) => {
    const certified = certificate && certifiedKey(certificate, keys, paeOf);
    return [...keys, ...(certified ? [certified] : [])].filter(
      (key) => (keyId === "" || keyId === key.keyId) && key.verifies(pae, bytes),
    );
  });
  return [...new Set(signers)];
}
