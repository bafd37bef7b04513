import * as z from "zod";
import type { Json } from "../../core/expression/value.ts";
import { canonicalJson, sha256 } from "../digest.ts";
import { base64Of, bytesOfBase64 } from "../pass/base64.ts";
import { certificatePayloadType } from "../pass/certificate.ts";
import { instantField, strictJson, told } from "../pass/strict-json.ts";
import type { Seal, SealStatement } from "./seal.ts";

/** Of its own, so that no pass and no recall list can ever be taken for a seal. */
export const sealPayloadType = "application/vnd.holdpoint.seal.v1+json";

const sealSizeMax = 64 * 1024;
const hex64 = z.string().regex(/^[0-9a-f]{64}$/, "must be 64 hex digits");
const count = z.number().int().min(0);

const statementSchema = z.strictObject({
  schema: z.literal("holdpoint/seal/1"),
  tenant: z.string(),
  number: z.number().int().min(1),
  previous: hex64.optional(),
  sealedAt: instantField,
  from: instantField.optional(),
  through: instantField,
  entries: count,
  entriesInAll: count,
  late: count,
  list: hex64,
  root: hex64,
});

// Stricter than DSSE: what is not signed must not be there, so that whatever is changed is found.
const base64Field = z.string().refine((text) => {
  const bytes = bytesOfBase64(text);
  return bytes !== undefined && base64Of(bytes) === text;
}, "must be base 64 as the gate writes it");
const signature = { keyid: z.string().min(1), sig: base64Field };
const certificate = z.strictObject({
  payloadType: z.string(),
  payload: base64Field,
  signatures: z.array(z.strictObject(signature)).length(1),
});
const envelopeSchema = z.strictObject({
  payloadType: z.string(),
  payload: base64Field,
  signatures: z
    .array(
      z.strictObject({
        ...signature,
        extension: z
          .strictObject({ kind: z.literal(certificatePayloadType), ext: certificate })
          .optional(),
      }),
    )
    .length(1),
});
const sealSchema = z.strictObject({
  number: z.number().int().min(1),
  through: instantField,
  envelope: envelopeSchema,
});

/** The bytes that are signed: equal statements give equal bytes. */
export const statementBytes = (statement: SealStatement): Uint8Array =>
  Buffer.from(canonicalJson(statement as unknown as Json));

/** A seal as it is kept: equal seals give equal bytes. */
export const sealBytes = (seal: Seal): Uint8Array =>
  Buffer.from(canonicalJson(seal as unknown as Json));

/** Something that was read, or why it is none. */
export type Read<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problem: string };

/** Reads a seal; nothing in it is believed yet. Total. */
export function readSeal(bytes: Uint8Array): Read<Seal> {
  const json = strictJson(bytes, "the seal", sealSizeMax);
  if (!json.ok) return json;
  const read = sealSchema.safeParse(json.value);
  if (!read.success) return { ok: false, problem: `the seal is none: ${told(read.error)}` };
  const seal = json.value as unknown as Seal;
  if (Buffer.compare(sealBytes(seal), bytes) === 0) return { ok: true, value: seal };
  return { ok: false, problem: "the seal is not written as the gate writes it" };
}

/** Reads what was signed. Total. */
export function readStatement(payload: Uint8Array): Read<SealStatement> {
  const json = strictJson(payload, "the statement", sealSizeMax);
  if (!json.ok) return json;
  const read = statementSchema.safeParse(json.value);
  if (!read.success) return { ok: false, problem: `the statement is none: ${told(read.error)}` };
  return { ok: true, value: json.value as unknown as SealStatement };
}

/** What a seal of our own chain says, and the digest by which the next one names it. */
export function statementOf(seal: Seal): {
  readonly statement: SealStatement;
  readonly digest: string;
} {
  const payload = bytesOfBase64(seal.envelope.payload) ?? new Uint8Array();
  const read = readStatement(payload);
  if (!read.ok) throw new Error(`seal ${seal.number}: ${read.problem}`);
  return { statement: read.value, digest: sha256(payload) };
}
