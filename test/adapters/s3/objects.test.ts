import { randomBytes } from "node:crypto";
import { buffer } from "node:stream/consumers";
import { s3Objects } from "../../../lib/adapters/s3/objects.ts";
import { objectsContract } from "../../contracts/objects.ts";
import { type StrictS3, startStrictS3 } from "../../support/engines/s3.ts";
import { S3Refusal } from "../../support/engines/s3-store.ts";

let s3: StrictS3;
beforeAll(async () => {
  s3 = await startStrictS3();
});
afterAll(() => s3?.stop());
const objects = () => s3Objects(s3.client, s3.bucket);

describe("S3 keeps the contract of Objects:", () => {
  objectsContract(objects, { versions: true });

  test("no parts of an upload are left over", () => {
    expect([...s3.store.uploads.values()]).toEqual([]);
  });
});

describe("what only S3 has:", () => {
  test("a body that breaks off is taken up where it ended, however often, while bytes come", async () => {
    const bytes = randomBytes(3_000_000);
    await objects().write("breaks/one", bytes);
    s3.breaks.push(1_000_000, 1, 500_000, 100, 100, 100, 100, 100);
    s3.asked.length = 0;
    expect(Buffer.compare(await buffer(objects().read("breaks/one")), bytes)).toBe(0);
    expect(s3.breaks).toEqual([]);
    expect(s3.asked).toHaveLength(9);
    s3.breaks.push(10, 20);
    const part = await buffer(objects().read("breaks/one", { start: 5, end: 100_005 }));
    expect(Buffer.compare(part, bytes.subarray(5, 100_005))).toBe(0);
  });

  test("a body of which no more comes is unavailable, and no shorter object", async () => {
    await objects().write("breaks/two", randomBytes(1_000));
    s3.breaks.push(400, 0, 0, 0, 0, 0);
    await expect(buffer(objects().read("breaks/two"))).rejects.toMatchObject({
      code: "unavailable",
    });
    s3.breaks.length = 0;
  });

  test("another object that takes the name while it is read is told", async () => {
    await objects().write("breaks/three", Buffer.alloc(1_000, 1));
    s3.breaks.push(400);
    const reading = objects().read("breaks/three")[Symbol.asyncIterator]();
    await reading.next();
    await objects().write("breaks/three", Buffer.alloc(1_000, 2));
    await expect(
      (async () => {
        while (!(await reading.next()).done);
      })(),
    ).rejects.toMatchObject({ code: "unavailable" });
  });

  test("what was changed on the way is not taken: each piece has its digest", async () => {
    const before = s3.asked.length;
    await objects().write("digests/one", randomBytes(100));
    await objects().write("digests/many", randomBytes(20_000_000));
    expect(s3.store.get("digests/one").sha256).toMatch(/^[A-Za-z0-9+/]{43}=$/);
    expect(s3.store.get("digests/many").sha256).toMatch(/^[A-Za-z0-9+/]{43}=-3$/);
    expect(s3.asked.slice(before).filter((one) => one.includes("partNumber="))).toHaveLength(3);
  });

  test("what lies otherwise in storage than it was written is unavailable", async () => {
    await objects().write("damaged/one", Buffer.from("as it was"));
    const stored = s3.store.get("damaged/one");
    s3.store.objects.set("damaged/one", { ...stored, bytes: Buffer.from("as it is.") });
    await expect(buffer(objects().read("damaged/one"))).rejects.toMatchObject({
      code: "unavailable",
    });
    // The same where it breaks off in between, and nobody but us has seen all of it.
    s3.breaks.push(4);
    await expect(buffer(objects().read("damaged/one"))).rejects.toMatchObject({
      code: "unavailable",
    });
  });

  test("objects are encrypted by the key that is told", async () => {
    const encrypted = s3Objects(s3.client, s3.bucket, { kmsKeyId: "the-key" });
    await encrypted.write("encrypted/one", Buffer.from("x"));
    await encrypted.write("encrypted/many", randomBytes(9_000_000));
    for (const name of ["encrypted/one", "encrypted/many"])
      expect(s3.store.get(name).headers).toMatchObject({
        "x-amz-server-side-encryption": "aws:kms",
        "x-amz-server-side-encryption-aws-kms-key-id": "the-key",
      });
  });

  test("two writes that meet are tried again; trouble that passes is waited out", async () => {
    s3.refusals.push(new S3Refusal("ConditionalRequestConflict", 409));
    expect(await objects().write("meets/one", Buffer.from("x"), { onlyNew: true })).toBe(true);
    s3.refusals.push(new S3Refusal("SlowDown", 503), new S3Refusal("InternalError", 500));
    expect((await buffer(objects().read("meets/one"))).toString()).toBe("x");
    s3.refusals.push(new S3Refusal("AccessDenied", 403));
    await expect(objects().find("meets/one")).rejects.toMatchObject({ code: "unavailable" });
  });
});
