import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { KeyRow, KeyRows } from "../../../lib/adapters/dynamodb/key-rows.ts";
import { kmsClient, kmsRootKeys } from "../../../lib/adapters/kms/root-keys.ts";
import { kmsKeys } from "../../../lib/adapters/kms/signing-keys.ts";
import { readEnvelope, signed, signersOf } from "../../../lib/app/pass/dsse.ts";
import { keyList } from "../../../lib/app/pass/key-list.ts";
import { keyRingOf } from "../../../lib/app/pass/key-ring.ts";
import { checkKeyTime } from "../../../lib/app/pass/key-time.ts";
import type { Envelope } from "../../../lib/app/pass/pass.ts";
import { signedNow } from "../../../lib/app/pass/signed-now.ts";
import type { SigningKeys } from "../../../lib/app/ports.ts";
import { signingKeysContract } from "../../contracts/signing-keys.ts";
import { ServiceRefusal } from "../../support/engines/json-service.ts";
import { type KmsEngine, startKms } from "../../support/engines/kms.ts";

const createdAt = "2026-01-01T00:00:00.000Z";
const day = 24 * 3_600_000;
const later = (from: string, milliseconds: number) =>
  new Date(Date.parse(from) + milliseconds).toISOString();

let kms: KmsEngine;
let kmsOf: ReturnType<typeof kmsClient>;
const client = () => kmsOf;
beforeAll(async () => {
  kms = await startKms();
  kmsOf = kmsClient(kms.config);
});
afterAll(() => {
  kmsOf?.destroy();
  return kms?.stop();
});

/** What the table does: a row has its number once. */
function rowsHere(): KeyRows {
  let rows: readonly KeyRow[] = [];
  return {
    read: async () => rows,
    append: async (behind, more) => {
      if (rows.length !== behind) return false;
      rows = [...rows, ...more];
      return true;
    },
  };
}

/** A deployment of so many keys, and processes of it that share them. */
function deployment(count: number) {
  const keyIds = Array.from({ length: count }, () => kms.createKey(createdAt));
  const rows = rowsHere();
  const clock = { now: "2026-11-22T10:00:00.000Z" };
  const roots = kmsRootKeys(client());
  const process = (): SigningKeys =>
    kmsKeys({ roots, rows, keyIds, tenant: "acme", now: () => clock.now });
  return { keyIds, rows, clock, process };
}

const payload = Buffer.from('{"a":1}');
const type = "application/vnd.holdpoint.test+json";

async function signersIn(keys: SigningKeys, envelope: Envelope) {
  const ring = keyRingOf(await keyList({ keys }));
  const read = readEnvelope(JSON.stringify(envelope), 10_000);
  if (!ring.ok || !read.ok) throw new Error("neither is the other's");
  return signersOf(read.envelope, ring.keys);
}

const troubleAt = async (keys: SigningKeys, envelope: Envelope, at: string) => {
  const signers = await signersIn(keys, envelope);
  if (signers.length === 0) return "no signer";
  const { check } = checkKeyTime("key_time", signers, at);
  return check.outcome === "ok" ? "good" : check.message;
};

describe("KMS keeps the contract of SigningKeys:", () => {
  let keys: SigningKeys;
  beforeAll(() => {
    keys = deployment(20).process();
  });
  signingKeysContract(() => keys);
});

test("a thousand signatures cost one call of KMS, and every process has a key of its own", async () => {
  const { process } = deployment(1);
  const [one, two] = [process(), process()];
  const from = kms.asked.length;
  for (let n = 0; n < 1_000; n++) await one.sign(randomBytes(10));
  await Promise.all(Array.from({ length: 10 }, () => two.sign(payload)));
  const asked = kms.asked.slice(from);
  expect(asked.filter((name) => name === "Sign")).toHaveLength(2);
  expect(asked).toHaveLength(4); // and once what is public of the key
  const [a, b] = await Promise.all([one.sign(payload), two.sign(payload)]);
  expect(a.keyId).toBe(b.keyId);
  expect(a.certified?.keyId).not.toBe(b.certified?.keyId);
});

test("a certified key is good for a day, and is followed by another after half of it", async () => {
  const { process, clock } = deployment(1);
  const keys = process();
  const first = await signed(keys, type, payload);
  const start = clock.now;
  expect(await troubleAt(keys, first.envelope, start)).toBe("good");
  expect(await troubleAt(keys, first.envelope, later(start, -4 * 60_000))).toBe("good");
  expect(await troubleAt(keys, first.envelope, later(start, -6 * 60_000))).toContain("before");
  expect(await troubleAt(keys, first.envelope, later(start, day - 6 * 60_000))).toBe("good");
  expect(await troubleAt(keys, first.envelope, later(start, day))).toContain("signed no more");
  const leaf = ({ envelope }: { readonly envelope: Envelope }) => envelope.signatures[0]!.keyid;
  clock.now = later(start, 13 * 3_600_000);
  expect(leaf(await signed(keys, type, payload))).toBe(leaf(first)); // the next is just being made
  let second = await signed(keys, type, payload);
  for (let tries = 0; tries < 2_400 && leaf(second) === leaf(first); tries++) {
    await sleep(25);
    second = await signed(keys, type, payload);
  }
  expect(leaf(second)).not.toBe(leaf(first));
  expect(await troubleAt(keys, second.envelope, clock.now)).toBe("good");
});

test("where KMS is away it signs on with the key it has, until that has ended", async () => {
  const { process, clock } = deployment(1);
  const keys = process();
  const start = clock.now;
  await keys.sign(payload);
  const away = () =>
    kms.refusals.push(...Array(3).fill(new ServiceRefusal("KMSInternalException", "away", 500)));
  clock.now = later(start, 20 * 3_600_000);
  away();
  const { envelope } = await signed(keys, type, payload);
  expect(await troubleAt(keys, envelope, clock.now)).toBe("good");
  while (kms.refusals.length > 0) await sleep(25); // it has tried to renew, as often as it tries
  await sleep(100);
  clock.now = later(start, 2 * day);
  away();
  await expect(keys.sign(payload)).rejects.toMatchObject({ code: "unavailable" });
  kms.refusals.length = 0;
  const back = await signed(keys, type, payload);
  expect(await troubleAt(keys, back.envelope, clock.now)).toBe("good");
});

test("the first key signs since it was made, and the list is only read", async () => {
  const { process, rows, keyIds } = deployment(2);
  const keys = process();
  expect(await keys.list()).toMatchObject([{ from: createdAt, algorithm: "ES256" }]);
  await keys.sign(payload);
  expect(await rows.read()).toEqual([]);
  await keys.rotate("2026-11-22T11:00:00.000Z");
  expect((await rows.read()).map(({ kms: id }) => id)).toEqual(keyIds);
});

test("where no key is left, a rotation says what to deploy before anything is written", async () => {
  const { process, rows } = deployment(1);
  const keys = process();
  const refusal = {
    code: "conflict",
    reason: "no_next_key",
    message: expect.stringContaining("-c signing-keys=2"),
  };
  await expect(keys.admitRotation()).rejects.toMatchObject(refusal);
  await expect(keys.rotate("2026-11-22T11:00:00.000Z")).rejects.toMatchObject(refusal);
  expect(await rows.read()).toEqual([]);
});

test("of many that rotate at once to an instant, all hear of the same key", async () => {
  const { process, rows } = deployment(3);
  const at = "2026-11-22T11:00:00.000Z";
  const made = await Promise.all(Array.from({ length: 6 }, () => process().rotate(at)));
  expect(new Set(made.map(({ keyId }) => keyId)).size).toBe(1);
  expect(await rows.read()).toHaveLength(2);
});

test("once the next key has taken over, no process signs by the one before", async () => {
  const { process, clock } = deployment(2);
  const [one, two] = [process(), process()];
  const before = await signed(one, type, payload);
  clock.now = "2026-11-22T11:00:00.000Z";
  await two.rotate(clock.now);
  const after = await signedNow(one, type, clock.now, () => payload);
  expect(after.keyId).not.toBe(before.keyId);
  expect(await troubleAt(two, after.envelope, after.signedAt)).toBe("good");
  expect(await troubleAt(two, before.envelope, "2026-11-22T10:30:00.000Z")).toBe("good");
  expect(await troubleAt(two, before.envelope, "2026-11-22T11:30:00.000Z")).toContain("no more");
});

test("nothing is believed of a key whose issuer somebody else may have", async () => {
  const { process } = deployment(2);
  const keys = process();
  const { envelope, keyId } = await signed(keys, type, payload);
  await keys.rotate("2026-11-22T11:00:00.000Z", [keyId]);
  expect(await troubleAt(keys, envelope, "2026-11-22T10:00:00.000Z")).toContain("somebody else");
});

test("a key of another curve is a mistake of the deployment", async () => {
  const roots = kmsRootKeys(client());
  const other = kms.createKey(createdAt, "P-384");
  await expect(roots.find(other)).rejects.toThrow("it must sign with P-256");
  await expect(roots.find("no-such-key")).rejects.toMatchObject({ code: "unavailable" });
});
