import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { instantText, isBefore, millisecondsOf } from "../../app/instant.ts";
import { base64Of } from "../../app/pass/base64.ts";
import {
  type Certificate,
  certificateBytes,
  certificateHoursMax,
  certificatePayloadType,
} from "../../app/pass/certificate.ts";
import { paeOf } from "../../app/pass/dsse.ts";
import { type BareJwk, thumbprintOf } from "../../app/pass/key-ring.ts";
import type { CertificateEnvelope } from "../../app/pass/pass.ts";
import type { RootKey, RootKeys } from "./root-keys.ts";

/** A key in the memory of this process, and the statement of a root key that vouches for it. */
export interface CertifiedKey {
  readonly keyId: string;
  readonly privateKey: KeyObject;
  readonly certificate: CertificateEnvelope;
  readonly notBefore: string;
  readonly notAfter: string;
}

/** What was asked for just before its key was certified, by a clock that is a little behind. */
const backMs = 5 * 60_000;

/** A new key, good for a day from now on. It is never written anywhere. */
export async function certifyKey(
  roots: RootKeys,
  root: Pick<RootKey, "kms" | "jwk" | "keyId"> & { readonly from: string },
  { tenant, now }: { readonly tenant: string; readonly now: string },
): Promise<CertifiedKey> {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const key = bareOf(publicKey);
  const early = instantText(millisecondsOf(now) - backMs);
  const notBefore = isBefore(early, root.from) ? root.from : early;
  const notAfter = instantText(millisecondsOf(notBefore) + certificateHoursMax * 3_600_000);
  const certificate: Certificate = {
    schema: "holdpoint/key-certificate/1",
    tenant,
    issuer: root.keyId,
    key,
    notBefore,
    notAfter,
  };
  const payload = certificateBytes(certificate);
  const signature = await roots.sign(root, paeOf(certificatePayloadType, payload));
  return {
    keyId: thumbprintOf(key),
    privateKey,
    notBefore,
    notAfter,
    certificate: {
      payloadType: certificatePayloadType,
      payload: base64Of(payload),
      signatures: [{ keyid: root.keyId, sig: base64Of(signature) }],
    },
  };
}

function bareOf(publicKey: KeyObject): BareJwk {
  const { x = "" } = publicKey.export({ format: "jwk" });
  return { kty: "OKP", crv: "Ed25519", x };
}
