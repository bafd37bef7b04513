import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from "node:crypto";
import { dsse } from "@sigstore/core";
import { base64Of, bytesOfBase64 } from "../../../lib/app/pass/base64.ts";
import { paeOf, readEnvelope, signed, signersOf } from "../../../lib/app/pass/dsse.ts";
import { keyRingOf, thumbprintOf, type VerifyingKey } from "../../../lib/app/pass/key-ring.ts";
import type { JsonObject } from "../../../lib/core/expression/value.ts";
import fc from "../../support/fast-check.ts";
import { memoryKeys } from "../../support/pass-keys.ts";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const utf8 = (text: string): Uint8Array => Buffer.from(text, "utf8");
const from = "2026-01-01T00:00:00.000Z";

test("the encoding that is signed is that of @sigstore/core, for any type and payload", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "binary" }),
      fc.uint8Array({ maxLength: 300 }),
      (type, payload) => {
        const wellFormed = type.toWellFormed();
        const theirs = dsse.preAuthEncoding(wellFormed, Buffer.from(payload));
        expect(hex(paeOf(wellFormed, payload))).toBe(hex(theirs));
      },
    ),
  );
});

test("no two types and payloads have one encoding", () => {
  expect(hex(paeOf("a", utf8("1 b")))).not.toBe(hex(paeOf("a 3 1", utf8("b"))));
  expect(Buffer.from(paeOf("http://example.com/HelloWorld", utf8("hello world"))).toString()).toBe(
    "DSSEv1 29 http://example.com/HelloWorld 11 hello world",
  );
});

// https://www.rfc-editor.org/rfc/rfc8032#section-7.1, tests 1 to 3 and 1024 is left out: secret, public,
// message, signature.
const rfc8032 = [
  [
    "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
    "",
    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
  ],
  [
    "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
    "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
    "72",
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
  ],
  [
    "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
    "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
    "af82",
    "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
  ],
] as const;

const edwardsJwk = (publicHex: string): JsonObject => {
  const x = Buffer.from(publicHex, "hex").toString("base64url");
  const kid = thumbprintOf({ kty: "OKP", crv: "Ed25519", x });
  return { kty: "OKP", crv: "Ed25519", x, kid, from };
};
const ringOf = (...keys: readonly JsonObject[]): readonly VerifyingKey[] => {
  const ring = keyRingOf({ keys });
  if (!ring.ok) throw new Error(ring.problem);
  return ring.keys;
};

test.each(rfc8032)("RFC 8032: the key %s", (_secret, publicHex, message, signature) => {
  const [key] = ringOf(edwardsJwk(publicHex));
  const bytes = Buffer.from(message, "hex");
  expect(key!.verifies(bytes, Buffer.from(signature, "hex"))).toBe(true);
  expect(key!.verifies(Buffer.concat([bytes, Buffer.of(0)]), Buffer.from(signature, "hex"))).toBe(
    false,
  );
});

test("a signature has one form: S with the group's order added is refused (RFC 8032, 5.1.7)", () => {
  const order = 2n ** 252n + 27742317777372353535851937790883648493n;
  const littleEndian = (bytes: Uint8Array): bigint =>
    BigInt(`0x${Buffer.from(bytes).reverse().toString("hex")}`);
  for (const [, publicHex, message, signature] of rfc8032) {
    const [key] = ringOf(edwardsJwk(publicHex));
    const bytes = Buffer.from(signature, "hex");
    const s = littleEndian(bytes.subarray(32)) + order;
    const other = Buffer.from(s.toString(16).padStart(64, "0"), "hex").reverse();
    const malleated = Buffer.concat([bytes.subarray(0, 32), other]);
    expect(key!.verifies(Buffer.from(message, "hex"), malleated)).toBe(false);
  }
});

test.each([0, 1, 63, 65, 128])(
  "a signature of %i bytes is none, and nothing is thrown",
  (length) => {
    for (const algorithm of ["ed25519", "ec"] as const) {
      const { publicKey } =
        algorithm === "ed25519"
          ? generateKeyPairSync("ed25519")
          : generateKeyPairSync("ec", { namedCurve: "P-256" });
      const jwk = publicKey.export({ format: "jwk" }) as JsonObject;
      const [key] = ringOf({ ...jwk, kid: thumbprintOf(jwk as never), from });
      expect(key!.verifies(utf8("x"), new Uint8Array(length))).toBe(false);
    }
  },
);

// The vectors of DSSE itself; A and B are the first two keys of RFC 8032.
// https://github.com/secure-systems-lab/dsse/blob/master/testvectors/vectors.json
const statement = "eyJfdHlwZSI6Imh0dHBzOi8vaW4tdG90by5pby9TdGF0ZW1lbnQvdjEifQ==";
const intoto = "application/vnd.in-toto+json";
const byA =
  "2WAfaHm5jluo0w+0rk8uVkluELJYWjSmU9x7EUzx+AyteDGJ4/nqyJXfmAUVFIAoQafWm7AxBZNw5M9ixNHiCA==";
const byB =
  "c1+67/aT0yqEpwx8PsVY3MLHsj9D0CZ014/Fv/QlG59P+9CobUZ7xECJ/V3USG0Ob9CiE5LjReEZUzNF2l7eBw==";
test.each([
  ["single-signature", statement, intoto, [["A", byA]], "A", 1, true],
  [
    "url-safe-base64",
    "-_-_Pj8=",
    intoto,
    [
      [
        "A",
        "P-_KHICeR7tI6S_YyejJTRtrXhcQyQ2LYPaL8h90KjC9qN8HU_svOQ6TuDOT1HIrsGW886DbWNWcCmX5twLrAw==",
      ],
    ],
    "A",
    1,
    true,
  ],
  [
    "payload-type-swapped",
    statement,
    "application/vnd.example.other+json",
    [["A", byA]],
    "A",
    1,
    false,
  ],
  [
    "non-ascii-payload-type",
    statement,
    "application/vnd.ex\u00e4mple+json",
    [
      [
        "A",
        "xmSk/ug66ysT7ayhkCIjhAq42zgZXSsEWuzUaNL7w2eGAdF/NU6/fRXPtmfN+5DNSAs5/i2lUnHjbbjPsu0tAw==",
      ],
    ],
    "A",
    1,
    true,
  ],
  [
    "empty-payload",
    "",
    intoto,
    [
      [
        "A",
        "gSggCAaTLTYyRH6FIDBem6meyIynsYy8RTHVzwx9tnTb7Bg/1jMWnuVgI/gffqmbsC2VX5/jHfkkDqsj7CDbDg==",
      ],
    ],
    "A",
    1,
    true,
  ],
  // It holds; that no pass has this type is for whoever verifies a pass to say.
  [
    "empty-payload-type",
    statement,
    "",
    [
      [
        "A",
        "iC3q/+3Rm0+lpAJRueDmDh15PnwCfxKmS0NAfKsbv+zgulXQC/WM9trc+j1XEqlwDIg/vf/uNfebeD6sxInrDg==",
      ],
    ],
    "A",
    1,
    true,
  ],
  [
    "threshold-two-distinct-keys",
    statement,
    intoto,
    [
      ["A", byA],
      ["B", byB],
    ],
    "AB",
    2,
    true,
  ],
  [
    "threshold-two-one-key-twice",
    statement,
    intoto,
    [
      ["A", byA],
      ["A", byA],
    ],
    "AB",
    2,
    false,
  ],
  [
    "threshold-two-without-keyids",
    statement,
    intoto,
    [
      ["", byA],
      ["", byB],
    ],
    "AB",
    2,
    true,
  ],
] as const)("DSSE: %s", (_id, payload, payloadType, signatures, trusted, threshold, holds) => {
  const named = { A: edwardsJwk(rfc8032[0][1]), B: edwardsJwk(rfc8032[1][1]) };
  const keys = ringOf(...[...trusted].map((name) => named[name as "A" | "B"]));
  const kidOf = (name: string): string =>
    name === "" ? "" : String(named[name as "A" | "B"]["kid"]);
  const text = JSON.stringify({
    payload,
    payloadType,
    signatures: signatures.map(([name, sig]) =>
      name === "" ? { sig } : { keyid: kidOf(name), sig },
    ),
  });
  const read = readEnvelope(text, 10_000);
  expect(read.ok && signersOf(read.envelope, keys).length >= threshold).toBe(holds);
});

test("ES256 by 64 bytes verifies, and by DER does not", () => {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const jwk = publicKey.export({ format: "jwk" }) as JsonObject;
  const [key] = ringOf({ ...jwk, kid: thumbprintOf(jwk as never), from });
  const message = paeOf("t", utf8("m"));
  const raw = sign("sha256", message, { key: privateKey, dsaEncoding: "ieee-p1363" });
  expect(key!.verifies(message, raw)).toBe(true);
  expect(key!.verifies(message, sign("sha256", message, privateKey))).toBe(false);
});

// Numbers that no signature holds: RFC 8032, 5.1.7, and FIPS 186-5, 6.4.2.
test.each([
  ["zeros", 0x00],
  ["ones", 0xff],
])("64 bytes of %s are no signature by either algorithm", (_what, byte) => {
  for (const algorithm of ["ed25519", "ec"] as const) {
    const { publicKey } =
      algorithm === "ed25519"
        ? generateKeyPairSync("ed25519")
        : generateKeyPairSync("ec", { namedCurve: "P-256" });
    const jwk = publicKey.export({ format: "jwk" }) as JsonObject;
    const [key] = ringOf({ ...jwk, kid: thumbprintOf(jwk as never), from });
    expect(key!.verifies(utf8("x"), new Uint8Array(64).fill(byte))).toBe(false);
  }
});

test("a key of one kind is not tried as one of the other", () => {
  // The x of an Edwards key under the name of the other curve.
  const x = Buffer.from(rfc8032[0][1], "hex").toString("base64url");
  const wrong = keyRingOf({ keys: [{ kty: "EC", crv: "P-256", x, y: x, kid: "k", from }] });
  expect(wrong).toMatchObject({ ok: false, problem: "the key k is no point on its curve" });
});

test("what the gate signs verifies with its list, and with @sigstore/core beside it", async () => {
  for (const algorithm of ["Ed25519", "ES256"] as const) {
    const keys = memoryKeys(from, algorithm);
    const { envelope } = await signed(keys, intoto, utf8('{"a":1}'));
    const read = readEnvelope(JSON.stringify(envelope), 10_000);
    const [{ jwk, keyId } = { jwk: {}, keyId: "" }] = await keys.list();
    expect(read.ok && signersOf(read.envelope, ringOf({ ...jwk, kid: keyId, from })).length).toBe(
      1,
    );
    const pae = dsse.preAuthEncoding(intoto, Buffer.from('{"a":1}'));
    const ours = Buffer.from(paeOf(intoto, utf8('{"a":1}')));
    expect(ours.equals(pae)).toBe(true);
    expect(
      createPublicKey(
        createPrivateKey(keys.privateKeys.get(keyId)!.export({ format: "pem", type: "pkcs8" })),
      ).export({ format: "jwk" }),
    ).toMatchObject(jwk);
  }
});

// Base 64 that two readers could read in two ways is read by none.
test.each([
  ["", ""],
  ["AA==", "00"],
  ["AA", "00"],
  ["AAA=", "0000"],
  ["+/+/", "fbffbf"],
  ["-_-_", "fbffbf"],
  ["AB==", undefined], // stray bits
  ["A", undefined],
  ["AA=", undefined],
  ["AA===", undefined],
  ["AAAA====", undefined],
  ["=AAA", undefined],
  ["AA==AA==", undefined],
  ["+_+_", undefined], // two alphabets
  [" AAAA", undefined],
  ["AAAA\n", undefined],
  ["AAA\u0141", undefined], // its low byte is an A
])("base 64 %j is %s", (text, expected) => {
  const bytes = bytesOfBase64(text);
  expect(bytes && hex(bytes)).toBe(expected);
});

test("what is written in base 64 is read again", () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect(hex(bytesOfBase64(base64Of(bytes))!)).toBe(hex(bytes));
    }),
  );
});

const good = `{"payload":"","payloadType":"t","signatures":[{"keyid":"k","sig":"AA=="}]}`;
test.each([
  ["nothing", "", "found the end"],
  ["text after it", `${good}{}`, "is no JSON"],
  ["a name twice", good.replace('"payloadType"', '"payload":"AAAA","payloadType"'), "twice"],
  [
    "a name twice, once escaped",
    good.replace('"payloadType"', '"p\\u0061yload":"AAAA","payloadType"'),
    "twice",
  ],
  ["a list", `[${good}]`, "object"],
  ["no signature", good.replace('{"keyid":"k","sig":"AA=="}', ""), "must hold a signature"],
  ["a signature without bytes", good.replace(',"sig":"AA=="', ""), "signatures.0.sig"],
  ["base 64 with stray bits", good.replace("AA==", "AB=="), "signatures.0.sig: must be base 64"],
  ["a payload that is no text", good.replace('"payload":""', '"payload":{}'), "payload"],
  [
    "seventeen signatures",
    good.replace(/\[.*\]/, JSON.stringify(Array(17).fill({ sig: "AA==" }))),
    "signatures",
  ],
  ["more bytes than are read", " ".repeat(1001) + good, "at most 1000 are read"],
  ["no UTF-8", Buffer.from([0x7b, 0xff, 0x7d]), "UTF-8"],
])("an envelope that is %s is refused in words", (_name, input, message) => {
  const read = readEnvelope(input, 1_000);
  expect(read.ok ? "" : read.problem).toContain(message);
});

test("fields that nobody knows are ignored, and a key id that is not there is none", () => {
  const text = `{"x":1,"payload":"","payloadType":"t","signatures":[{"sig":"AA==","cert":"c"}]}`;
  expect(readEnvelope(text, 1_000)).toMatchObject({
    ok: true,
    envelope: { payloadType: "t", signatures: [{ keyId: "" }] },
  });
});

test("any bytes at all are read or refused, and never thrown at", () => {
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array(), fc.json().map(utf8)), (bytes) => {
      expect(typeof readEnvelope(bytes, 100_000).ok).toBe("boolean");
      expect(typeof keyRingOf(bytes).ok).toBe("boolean");
    }),
  );
});

// A list that could be meant otherwise is no list.
const edwards = edwardsJwk(rfc8032[0][1]);
test.each([
  [
    "a private key",
    { ...edwards, d: "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A" },
    "private key",
  ],
  ["a name that is not its thumbprint", { ...edwards, kid: "mine" }, "not named by its thumbprint"],
  ["another algorithm", { ...edwards, alg: "HS256" }, "alg"],
  ["a key for encryption", { ...edwards, use: "enc" }, "use"],
  ["no time", { ...edwards, from: undefined }, "from"],
  ["a time that is none", { ...edwards, from: "2026-02-30T00:00:00.000Z" }, "from"],
  ["a shared secret", { kty: "oct", k: "AAAA", kid: "k", from }, "kty"],
  [
    "a curve that is not used",
    { kty: "EC", crv: "P-384", x: edwards["x"]!, y: edwards["x"]!, kid: "k", from },
    "crv",
  ],
] as const)("a key list with %s is refused", (_name, key, message) => {
  const ring = keyRingOf({ keys: [key] });
  expect(ring.ok ? "" : ring.problem).toContain(message);
});

test("a key list with one key twice, or with none, is refused", () => {
  expect(keyRingOf({ keys: [edwards, edwards] })).toMatchObject({ ok: false });
  expect(keyRingOf({ keys: [] })).toMatchObject({ ok: false });
});
