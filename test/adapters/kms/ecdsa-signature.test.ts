import { generateKeyPairSync, sign, verify } from "node:crypto";
import { p1363Of } from "../../../lib/adapters/kms/ecdsa-signature.ts";
import fc from "../../support/fast-check.ts";

const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });

test("a signature in DER is the same in 64 bytes, whatever the length of its numbers", () => {
  const lengths = new Set<number>();
  for (let n = 0; n < 2_000; n++) {
    const message = Buffer.from(`message ${n}`);
    const der = sign("sha256", message, privateKey);
    lengths.add(der.length);
    const bytes = p1363Of(der);
    expect(bytes).toHaveLength(64);
    const key = { key: publicKey, dsaEncoding: "ieee-p1363" } as const;
    expect(verify("sha256", message, key, bytes as Uint8Array)).toBe(true);
  }
  expect(lengths.size).toBeGreaterThan(2); // short numbers were among them
});

test.each([
  ["nothing", ""],
  ["no sequence", "3106020101020101"],
  ["a length that is not its own", "3007020101020101"],
  ["one number", "3003020101"],
  ["three numbers", "3009020101020101020101"],
  ["no number", "3006030101020101"],
  ["an empty number", "30050200020101"],
  ["a negative number", "3006020181020101"],
  ["a number of 33 bytes", `3026022101${"00".repeat(32)}020101`],
  ["a number that goes on", "3006020101020501"],
])("%s is no signature", (_, hex) => {
  expect(p1363Of(Buffer.from(hex, "hex"))).toBeUndefined();
});

test("whatever it is given, it is a signature or none", () => {
  void fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
      const read = p1363Of(bytes);
      expect(read === undefined || read.length === 64).toBe(true);
    }),
  );
});
