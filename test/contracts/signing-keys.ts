import { createPublicKey, verify } from "node:crypto";
import { calculateJwkThumbprint, type JWK } from "jose";
import type { PublicKey, SigningKeys } from "../../lib/app/ports.ts";

/**
 * What every adapter of `SigningKeys` keeps to. The tests go on from each other's keys, and rotate
 * at instants after 2030.
 */
export function signingKeysContract(keys: () => SigningKeys): void {
  const bytes = Buffer.from("what is signed");
  const verifies = (key: PublicKey, signature: Uint8Array) => {
    const publicKey = createPublicKey({ key: key.jwk as JWK, format: "jwk" });
    return key.algorithm === "Ed25519"
      ? verify(null, bytes, publicKey, signature)
      : verify("sha256", bytes, { key: publicKey, dsaEncoding: "ieee-p1363" }, signature);
  };
  const year = (n: number) => `${n}-01-01T00:00:00.000Z`;

  test("the newest key signs, and its public half verifies", async () => {
    const made = await keys().rotate(year(2031));
    const [newest] = await keys().list();
    expect(newest).toEqual(made);
    const signature = await keys().sign(bytes);
    expect(signature.keyId).toBe(made.keyId);
    expect(signature.bytes).toHaveLength(64);
    expect(verifies(made, signature.bytes)).toBe(true);
    const other = Uint8Array.from(signature.bytes, (byte, n) => (n === 3 ? byte ^ 1 : byte));
    expect(verifies(made, other)).toBe(false);
  });

  test("a key is named by its thumbprint, and tells nothing that is private", async () => {
    for (const { keyId, jwk } of await keys().list()) {
      expect(keyId).toBe(await calculateJwkThumbprint(jwk as JWK));
      expect(jwk).not.toHaveProperty("d");
    }
  });

  test("after a rotation what was signed before still verifies, and the old key has ended", async () => {
    const before = await keys().sign(bytes);
    const made = await keys().rotate(year(2032));
    const after = await keys().sign(bytes);
    expect(after.keyId).toBe(made.keyId);
    expect(after.keyId).not.toBe(before.keyId);
    const [newest, old] = await keys().list();
    expect([newest!.keyId, old!.keyId]).toEqual([after.keyId, before.keyId]);
    expect(newest!.until).toBeUndefined();
    expect(newest!.from).toBe(year(2032));
    expect(old!.until).toBe(year(2032));
    expect(verifies(old!, before.bytes)).toBe(true);
    expect(verifies(newest!, before.bytes)).toBe(false);
  });

  test("rotating at the same instant again makes no other key", async () => {
    const made = await keys().rotate(year(2033));
    const count = (await keys().list()).length;
    expect(await keys().rotate(year(2033))).toEqual(made);
    expect(await keys().list()).toHaveLength(count);
    expect((await keys().sign(bytes)).keyId).toBe(made.keyId);
  });

  test("no key begins before the newest one", async () => {
    const list = await keys().list();
    await expect(keys().rotate(year(2030), [list[0]!.keyId])).rejects.toMatchObject({
      code: "conflict",
      reason: "moved",
    });
    expect(await keys().list()).toEqual(list);
  });

  test("keys that somebody else may have are told as such, and stay listed", async () => {
    const taken = (await keys().list())[0]!.keyId;
    const made = await keys().rotate(year(2034), [taken]);
    const find = async () => (await keys().list()).find(({ keyId }) => keyId === taken);
    expect(await find()).toMatchObject({ until: year(2034), compromised: year(2034) });
    await keys().rotate(year(2035), [taken, "no-such-key"]);
    expect(await find()).toMatchObject({ until: year(2034), compromised: year(2034) });
    const list = await keys().list();
    expect(list.find(({ keyId }) => keyId === made.keyId)).not.toHaveProperty("compromised");
  });
}
