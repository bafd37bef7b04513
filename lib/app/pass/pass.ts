import type { Actor } from "../caller.ts";
import type { Reason } from "../review/case.ts";
import type { SubmissionId } from "../submission-id.ts";

/** `{submission}.{16 hex}` */
export type PassId = string;

/**
 * The signed statement that a submission, or part of it, may go out, as it was given. The envelope
 * is all that downstream needs; this is what the gate remembers of it. Plain JSON.
 */
export interface Pass {
  readonly schema: "holdpoint/pass/1";
  readonly id: PassId;
  readonly version: number;
  readonly submission: SubmissionId;
  readonly gate: string;
  /** The release (its audit entry) that it states. */
  readonly release: string;
  readonly kind: "whole" | "part";
  /** How many records it is for. */
  readonly records: number;
  readonly issuedAt: string;
  readonly validUntil: string;
  readonly keyId: string;
  /** DSSE: payload type, payload in base 64, signatures. */
  readonly envelope: Envelope;
  readonly recalled?: { readonly at: string; readonly by: Actor; readonly reason: Reason };
}

/** https://github.com/secure-systems-lab/dsse/blob/master/envelope.md */
export interface Envelope {
  readonly payloadType: string;
  readonly payload: string;
  readonly signatures: readonly EnvelopeSignature[];
}

export interface EnvelopeSignature {
  /** Of the key that signed: a listed one, or one that a listed one certified. */
  readonly keyid: string;
  readonly sig: string;
  /** The certificate of the key that signed, an envelope of its own; see `certificate.ts`. */
  readonly extension?: { readonly kind: string; readonly ext: CertificateEnvelope };
}

/** As an envelope; its own signatures are of keys of the list, which nobody certifies. */
export interface CertificateEnvelope {
  readonly payloadType: string;
  readonly payload: string;
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[];
}
