import { randomBytes } from "node:crypto";
import { dynamoAudits } from "../../../lib/adapters/dynamodb/audits.ts";
import { dossierObjects, noDossiers } from "../../../lib/adapters/dynamodb/dossiers.ts";
import { itemsUnder } from "../../../lib/adapters/dynamodb/query.ts";
import { s3Objects } from "../../../lib/adapters/s3/objects.ts";
import { createTable, describeOnDynamo, dynoxide } from "../../support/engines/dynamodb.ts";
import { type StrictS3, startStrictS3 } from "../../support/engines/s3.ts";
import { S3Refusal } from "../../support/engines/s3-store.ts";
import { sampleWriting } from "../../support/sample-submission.ts";

// Where payload and report lie; that they come back is in the contract of Audits.

describeOnDynamo("dossiers", [dynoxide], (documents) => {
  const table = "holdpoint";
  let s3: StrictS3;
  beforeAll(async () => {
    s3 = await startStrictS3();
    await createTable(documents(), table);
  });
  afterAll(() => s3?.stop());
  const audits = () => dynamoAudits(documents(), table, s3Objects(s3.client, s3.bucket));
  const objectsOf = (id: string) =>
    [...s3.store.objects.keys()].filter((name) => name.startsWith(dossierObjects(id)));
  const large = (name: string) => {
    const writing = sampleWriting(name, 1);
    return { ...writing, dossier: { ...writing.dossier, payload: randomBytes(100_000) } };
  };

  test("a small one lies in its item: it asks nothing of storage", async () => {
    const { entry, dossier, outbox } = sampleWriting("small", 1);
    const before = s3.asked.length;
    await audits().append(entry, { dossier, outbox });
    expect(await audits().dossier(entry.id)).toEqual(dossier);
    expect(s3.asked).toHaveLength(before);
  });

  test("a large one lies in storage, and its item says where, how large and what", async () => {
    const { entry, dossier, outbox } = large("large");
    await audits().append(entry, { dossier, outbox });
    const names = objectsOf(entry.id);
    expect(names).toHaveLength(2);
    const [item, ...others] = await itemsUnder(documents(), table, `DOSSIER#${entry.id}`);
    expect(others).toEqual([]);
    expect(item).toMatchObject({
      payloadSizeBytes: 100_000,
      payloadSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      payloadObject: expect.stringMatching(/^dossiers\/[0-9a-f]{40}\/payload\.[0-9a-f]{64}\.gz$/),
      reportObject: expect.stringMatching(/^dossiers\/[0-9a-f]{40}\/report\.[0-9a-f]{64}\.gz$/),
    });
    expect(names.sort()).toEqual([item?.["payloadObject"], item?.["reportObject"]]);
    // The name tells nothing of what is in it: who does not have the salt cannot try a guess.
    expect(names.join()).not.toContain(String(item?.["payloadSha256"]));
    expect((await audits().dossier(entry.id))?.payload).toEqual(dossier.payload);
  });

  test("where storage cannot take it nothing is stored, and the next try is as if it were the first", async () => {
    const { entry, dossier, outbox } = large("no storage");
    s3.refusals.push(new S3Refusal("AccessDenied", 403), new S3Refusal("AccessDenied", 403));
    await expect(audits().append(entry, { dossier, outbox })).rejects.toMatchObject({
      code: "unavailable",
    });
    s3.refusals.length = 0;
    expect(await audits().find(entry.id)).toBeUndefined();
    await audits().append(entry, { dossier, outbox });
    expect((await audits().dossier(entry.id))?.payload).toEqual(dossier.payload);
  });

  test("what a try left that came to nothing harms none, and is erased with the rest", async () => {
    const { entry, dossier, outbox } = large("two tries");
    const other = { ...dossier, salt: "ee".repeat(32), payload: randomBytes(90_000) };
    await audits().append(entry, { dossier, outbox });
    // Another body under the same key, by another try: its objects are written, its entry is not.
    await expect(
      audits().append({ ...entry, zone: "UTC" }, { dossier: other, outbox }),
    ).rejects.toMatchObject({ code: "conflict" });
    expect(objectsOf(entry.id)).toHaveLength(4);
    expect((await audits().dossier(entry.id))?.payload).toEqual(dossier.payload);
  });

  test.each([
    ["is gone", () => undefined],
    ["holds other bytes", (bytes: Buffer) => Buffer.from(bytes).fill(7, 50, 60)],
    ["is cut off", (bytes: Buffer) => bytes.subarray(0, -10)],
    ["is another one's, whole and well", () => another],
  ] as const)("an object that %s is no dossier, and no shorter one", async (what, change) => {
    const { entry, dossier, outbox } = large(`damaged: ${what}`);
    await audits().append(entry, { dossier, outbox });
    const name = objectsOf(entry.id).find((one) => one.includes("/payload."))!;
    const stored = s3.store.get(name);
    another ??= stored.bytes;
    const bytes = change(stored.bytes);
    if (bytes === undefined) s3.store.objects.delete(name);
    // As if S3 itself did not know better.
    else s3.store.objects.set(name, { bytes, etag: '"x"', headers: {} });
    await expect(audits().dossier(entry.id)).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringContaining("no longer as it was stored"),
    });
  });
  let another: Buffer | undefined;

  test("a function without a bucket appends actions, and no dossier", async () => {
    const { entry, dossier, outbox } = large("no bucket");
    const bare = dynamoAudits(documents(), table, noDossiers);
    await expect(bare.append(entry, { dossier, outbox })).rejects.toThrow("keeps no dossiers");
    expect(await bare.find(entry.id)).toBeUndefined();
  });
});
