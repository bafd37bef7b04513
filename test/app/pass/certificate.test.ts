import { generateKeyPairSync } from "node:crypto";
import { base64Of } from "../../../lib/app/pass/base64.ts";
import {
  type Certificate,
  certificateBytes,
  certificatePayloadType,
} from "../../../lib/app/pass/certificate.ts";
import { paeOf, readEnvelope, signersOf } from "../../../lib/app/pass/dsse.ts";
import { keyList } from "../../../lib/app/pass/key-list.ts";
import { keyRingOf, thumbprintOf } from "../../../lib/app/pass/key-ring.ts";
import { checkKeyTime } from "../../../lib/app/pass/key-time.ts";
import type { CertificateEnvelope, Envelope } from "../../../lib/app/pass/pass.ts";
import { memoryKeys, signedBy } from "../../support/pass-keys.ts";

const from = "2026-11-01T00:00:00.000Z";
const notBefore = "2026-11-22T10:00:00.000Z";
const notAfter = "2026-11-23T10:00:00.000Z";
const payload = Buffer.from('{"may":"go out"}');
const payloadType = "application/vnd.in-toto+json";

/** A root that is listed, a key that it certified, and an envelope that this one signed. */
async function certified(change: (certificate: Certificate) => object = (same) => same) {
  const root = memoryKeys(from, "ES256");
  const { keyId: issuer } = (await root.list())[0]!;
  const leaf = generateKeyPairSync("ed25519");
  const { x = "" } = leaf.publicKey.export({ format: "jwk" });
  const key = { kty: "OKP", crv: "Ed25519", x } as const;
  const statement = change({
    schema: "holdpoint/key-certificate/1",
    tenant: "acme",
    issuer,
    key,
    notBefore,
    notAfter,
  }) as Certificate;
  const certificate = certifiedBy(root.privateKeys.get(issuer)!, issuer, statement);
  const envelope: Envelope = {
    payloadType,
    payload: base64Of(payload),
    signatures: [
      {
        keyid: thumbprintOf(key),
        sig: base64Of(signedBy(leaf.privateKey, paeOf(payloadType, payload))),
        extension: { kind: certificatePayloadType, ext: certificate },
      },
    ],
  };
  return { root, leaf, issuer, statement, certificate, envelope };
}

function certifiedBy(
  key: Parameters<typeof signedBy>[0],
  keyid: string,
  statement: Certificate,
  type = certificatePayloadType,
): CertificateEnvelope {
  const bytes = certificateBytes(statement);
  const sig = base64Of(signedBy(key, paeOf(type, bytes)));
  return { payloadType: type, payload: base64Of(bytes), signatures: [{ keyid, sig }] };
}

// biome-ignore lint/suspicious/noExplicitAny: what an attacker writes has no type
type Anything = any;

async function signersOn(root: ReturnType<typeof memoryKeys>, envelope: Anything) {
  const ring = keyRingOf(await keyList({ keys: root }));
  const read = readEnvelope(JSON.stringify(envelope), 20_000);
  if (!ring.ok || !read.ok) throw new Error("neither reads");
  return signersOf(read.envelope, ring.keys);
}

const withCertificate = (envelope: Envelope, ext: Anything, kind = certificatePayloadType) => ({
  ...envelope,
  signatures: [{ ...envelope.signatures[0]!, extension: { kind, ext } }],
});

test("a key signs for the one that certified it, while both are good", async () => {
  const { root, issuer, envelope } = await certified();
  const [signer, ...others] = await signersOn(root, envelope);
  expect(others).toEqual([]);
  expect(signer).toMatchObject({ certifiedBy: issuer, from: notBefore, until: notAfter });
  const at = (instant: string) => checkKeyTime("key_time", [signer!], instant).check.outcome;
  expect([at("2026-11-22T09:59:59.999Z"), at(notBefore), at(notAfter)]).toEqual([
    "failed",
    "ok",
    "ok",
  ]);
  expect(at("2026-11-23T10:00:00.001Z")).toBe("failed");
});

test("a key signs for the tenant of its certificate, and for no other", async () => {
  const { root, envelope } = await certified();
  const signers = await signersOn(root, envelope);
  const of = (tenant: string) => checkKeyTime("key_time", signers, notBefore, tenant).check;
  expect(of("acme").outcome).toBe("ok");
  expect(of("rival")).toMatchObject({
    outcome: "failed",
    message: expect.stringContaining("acme"),
  });
});

test("a certificate is good no longer than its issuer, nor before it", async () => {
  const { root, envelope } = await certified(() => ({}));
  expect(await signersOn(root, envelope)).toEqual([]);
  const whole = await certified();
  await whole.root.rotate("2026-11-22T12:00:00.000Z");
  expect((await signersOn(whole.root, whole.envelope))[0]).toMatchObject({
    from: notBefore,
    until: "2026-11-22T12:00:00.000Z",
  });
  const early = await certified((one) => ({
    ...one,
    notBefore: "2026-10-31T12:00:00.000Z",
    notAfter: "2026-11-01T12:00:00.000Z",
  }));
  expect((await signersOn(early.root, early.envelope))[0]).toMatchObject({ from });
});

test("whatever a compromised key certified is compromised", async () => {
  const { root, issuer, envelope } = await certified();
  await root.rotate("2026-11-22T12:00:00.000Z", [issuer]);
  const signers = await signersOn(root, envelope);
  expect(checkKeyTime("key_time", signers, notBefore).check).toMatchObject({
    outcome: "failed",
    message: expect.stringContaining("somebody else may have the key"),
  });
});

test.each<readonly [string, (certificate: Certificate) => object]>([
  ["is good for longer than a day", (one) => ({ ...one, notAfter: "2026-11-23T10:00:00.001Z" })],
  ["ends before it begins", (one) => ({ ...one, notAfter: "2026-11-21T10:00:00.000Z" })],
  ["ends when it begins", (one) => ({ ...one, notAfter: notBefore })],
  ["names another issuer", (one) => ({ ...one, issuer: "somebody" })],
  ["is of another kind", (one) => ({ ...one, schema: "holdpoint/key-certificate/2" })],
  ["says more than it may", (one) => ({ ...one, until: notAfter })],
  ["holds a private key", (one) => ({ ...one, key: { ...one.key, d: one.key.x } })],
  ["holds no point of its curve", (one) => ({ ...one, key: { ...one.key, x: "A".repeat(42) } })],
  ["says no time", ({ notBefore: _, ...one }) => one],
  [
    "is of another key",
    (one) => ({ ...one, key: { kty: "OKP", crv: "Ed25519", x: "A".repeat(43) } }),
  ],
])("a certificate that %s certifies nothing, though it is signed", async (_, change) => {
  const { root, envelope } = await certified(change);
  expect(await signersOn(root, envelope)).toEqual([]);
});

test("a stranger's certificate certifies nothing, whatever it says of its issuer", async () => {
  const { root, issuer, statement, envelope } = await certified();
  const stranger = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
  const forged = certifiedBy(stranger, issuer, statement);
  expect(await signersOn(root, withCertificate(envelope, forged))).toEqual([]);
});

test("a certified key certifies nobody", async () => {
  const { root, leaf, statement, envelope } = await certified();
  const { x = "" } = leaf.publicKey.export({ format: "jwk" });
  const leafId = thumbprintOf({ kty: "OKP", crv: "Ed25519", x });
  const own = certifiedBy(leaf.privateKey, leafId, { ...statement, issuer: leafId });
  expect(await signersOn(root, withCertificate(envelope, own))).toEqual([]);
});

test("what was signed as something else is no certificate, nor is a certificate anything else", async () => {
  const { root, issuer, statement, certificate, envelope } = await certified();
  const key = root.privateKeys.get(issuer)!;
  const asPass = certifiedBy(key, issuer, statement, payloadType);
  expect(await signersOn(root, withCertificate(envelope, asPass))).toEqual([]);
  const relabelled = { ...asPass, payloadType: certificatePayloadType };
  expect(await signersOn(root, withCertificate(envelope, relabelled))).toEqual([]);
  const passOfCertificate = { ...certificate, payloadType };
  expect(await signersOn(root, passOfCertificate)).toEqual([]);
});

test("of every byte that is changed in the certificate, none leaves it good", async () => {
  const { root, certificate, envelope } = await certified();
  const bytes = Buffer.from(certificate.payload, "base64");
  for (let at = 0; at < bytes.length; at++) {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] as number) ^ 1;
    const forged = { ...certificate, payload: base64Of(changed) };
    expect(await signersOn(root, withCertificate(envelope, forged))).toEqual([]);
  }
});

test("an extension that is not understood is ignored, and takes nothing from a good signature", async () => {
  const { root, issuer, certificate, envelope } = await certified();
  expect(await signersOn(root, withCertificate(envelope, certificate, "another/kind"))).toEqual([]);
  const signature = {
    keyid: issuer,
    sig: base64Of(signedBy(root.privateKeys.get(issuer)!, paeOf(payloadType, payload))),
  };
  const others: readonly Anything[] = [
    undefined,
    { kind: "another/kind", ext: { certificate: "x" } },
    { kind: certificatePayloadType, ext: "no certificate" },
    { kind: certificatePayloadType, ext: certificate },
    "no extension",
  ];
  for (const extension of others) {
    const signers = await signersOn(root, {
      ...envelope,
      signatures: [{ ...signature, extension }],
    });
    expect(signers.map(({ keyId }) => keyId)).toEqual([issuer]);
  }
});

test("without a key id the certified key is tried as well", async () => {
  const { root, issuer, envelope } = await certified();
  const nameless = { ...envelope, signatures: [{ ...envelope.signatures[0]!, keyid: "" }] };
  expect((await signersOn(root, nameless)).map(({ certifiedBy }) => certifiedBy)).toEqual([issuer]);
  const misnamed = { ...envelope, signatures: [{ ...envelope.signatures[0]!, keyid: issuer }] };
  expect(await signersOn(root, misnamed)).toEqual([]);
});
