import type { JsonObject } from "../../core/expression/value.ts";
import type { CertificateEnvelope } from "./pass.ts";

export interface Signature {
  /** The key of the list that stands behind it. */
  readonly keyId: string;
  /** Where another key signed: its id, and the statement by which the listed one vouches for it. */
  readonly certified?: { readonly keyId: string; readonly certificate: CertificateEnvelope };
  /** 64 bytes: R and S of Ed25519 (RFC 8032), r and s of ES256 (IEEE P1363, not DER). */
  readonly bytes: Uint8Array;
}

export interface PublicKey {
  /** The JWK thumbprint (RFC 7638), base64url of SHA-256. */
  readonly keyId: string;
  readonly algorithm: "Ed25519" | "ES256";
  readonly jwk: JsonObject;
  /** RFC 3339: from when it signed, and until when, where it signs no more. */
  readonly from: string;
  readonly until?: string;
  /** From when on it is known that somebody else may have it; it ended then at the latest. */
  readonly compromised?: string;
}
