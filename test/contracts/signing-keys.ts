import { calculateJwkThumbprint, type JWK } from "jose";
import { readEnvelope, signed, signersOf } from "../../lib/app/pass/dsse.ts";
import { keyList } from "../../lib/app/pass/key-list.ts";
import { keyRingOf } from "../../lib/app/pass/key-ring.ts";
import type { Envelope } from "../../lib/app/pass/pass.ts";
import type { SigningKeys } from "../../lib/app/ports.ts";

/**
 * What every adapter of `SigningKeys` keeps to. The tests go on from each other's keys, and rotate
 * at instants after 2030.
 */
export function signingKeysContract(keys: () => SigningKeys): void {
  const type = "application/vnd.holdpoint.test+json";
  const payload = Buffer.from('{"what":"is signed"}');

  /** The listed keys that stand behind an envelope, by what the key list alone tells. */
  async function behind(envelope: Envelope): Promise<readonly string[]> {
    const ring = keyRingOf(await keyList({ keys: keys() }));
    if (!ring.ok) throw new Error(ring.problem);
    const read = readEnvelope(JSON.stringify(envelope), 10_000);
    if (!read.ok) throw new Error(read.problem);
    const signers = signersOf(read.envelope, ring.keys);
    return signers.map(({ keyId, certifiedBy }) => certifiedBy ?? keyId);
  }

  const year = (n: number) => `${n}-01-01T00:00:00.000Z`;

  test("the newest key signs, and its public half verifies", async () => {
    await keys().admitRotation();
    const made = await keys().rotate(year(2031));
    const [newest] = await keys().list();
    expect(newest).toEqual(made);
    const { envelope, keyId } = await signed(keys(), type, payload);
    expect(keyId).toBe(made.keyId);
    expect(Buffer.from(envelope.signatures[0]!.sig, "base64")).toHaveLength(64);
    expect(await behind(envelope)).toEqual([made.keyId]);
    const other = Buffer.from('{"what":"is signee"}').toString("base64");
    expect(await behind({ ...envelope, payload: other })).toEqual([]);
    expect(await behind({ ...envelope, payloadType: `${type}s` })).toEqual([]);
  });

  test("a key is named by its thumbprint, and tells nothing that is private", async () => {
    for (const { keyId, jwk } of await keys().list()) {
      expect(keyId).toBe(await calculateJwkThumbprint(jwk as JWK));
      expect(jwk).not.toHaveProperty("d");
    }
  });

  test("after a rotation what was signed before still verifies, and the old key has ended", async () => {
    const before = await signed(keys(), type, payload);
    const made = await keys().rotate(year(2032));
    const after = await signed(keys(), type, payload);
    expect(after.keyId).toBe(made.keyId);
    expect(after.keyId).not.toBe(before.keyId);
    const [newest, old] = await keys().list();
    expect([newest!.keyId, old!.keyId]).toEqual([after.keyId, before.keyId]);
    expect(newest!.until).toBeUndefined();
    expect(newest!.from).toBe(year(2032));
    expect(old!.until).toBe(year(2032));
    expect(await behind(before.envelope)).toEqual([old!.keyId]);
    expect(await behind(after.envelope)).toEqual([newest!.keyId]);
  });

  test("rotating at the same instant again makes no other key", async () => {
    const made = await keys().rotate(year(2033));
    const count = (await keys().list()).length;
    expect(await keys().rotate(year(2033))).toEqual(made);
    expect(await keys().list()).toHaveLength(count);
    expect((await keys().sign(payload)).keyId).toBe(made.keyId);
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
