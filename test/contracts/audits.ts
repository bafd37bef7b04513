import { randomBytes } from "node:crypto";
import type { Audits, Outbox } from "../../lib/app/ports.ts";
import { submissionIdOf } from "../../lib/app/submission-id.ts";
import { sampleWriting } from "../support/sample-submission.ts";

const later = "2099-01-01T00:00:00.000Z";

/** What every adapter of `Audits` and `Outbox` keeps to; both stand on one store. */
export function auditsContract(ports: () => { readonly audits: Audits; readonly outbox: Outbox }) {
  const pendingOf = async (id: string) =>
    (await ports().outbox.pending(later, 1_000)).filter((parcel) => parcel.submission === id);

  test("what was never appended is not found", async () => {
    const id = submissionIdOf("order", "tester", "never");
    expect(await ports().audits.find(id)).toBeUndefined();
    expect(await ports().audits.dossier(id)).toBeUndefined();
  });

  test("the dossier of a run says what was uploaded, and has no bytes", async () => {
    const { entry, dossier } = sampleWriting("run", 1);
    const run = {
      files: [{ name: "a.ndjson", sizeBytes: 70_000_000_000 }],
      sizeBytes: 70_000_000_000,
      digest: "ab".repeat(32),
    };
    await ports().audits.append(entry, { dossier: { ...dossier, payload: new Uint8Array(), run } });
    const found = await ports().audits.dossier(entry.id);
    expect(found?.run).toEqual(run);
    expect(found?.payload).toHaveLength(0);
  });

  test("entry, dossier and outbox are there once append returns", async () => {
    const { entry, dossier, outbox } = sampleWriting("all", 23); // three parcels
    await ports().audits.append(entry, { dossier, outbox });
    expect(await ports().audits.find(entry.id)).toEqual(entry);
    const { payload, ...more } = dossier;
    const found = await ports().audits.dossier(entry.id);
    expect(found).toMatchObject(more);
    expect(Buffer.from(found!.payload)).toEqual(Buffer.from(payload));
    expect(await pendingOf(entry.id)).toEqual(outbox);
    expect(outbox.map((parcel) => parcel.messages.length)).toEqual([10, 10, 3]);
  });

  test("an entry without violations leaves nothing in the outbox", async () => {
    const { entry, dossier } = sampleWriting("none", 0);
    await ports().audits.append(entry, { dossier });
    expect(await pendingOf(entry.id)).toEqual([]);
  });

  test("appending an equal entry again changes nothing", async () => {
    const { entry, dossier, outbox } = sampleWriting("again", 2);
    await ports().audits.append(entry, { dossier, outbox });
    await ports().audits.append(entry, { dossier, outbox });
    expect(await pendingOf(entry.id)).toEqual(outbox);
  });

  test("appending again after delivery does not bring the messages back", async () => {
    const { entry, dossier, outbox } = sampleWriting("delivered", 2);
    await ports().audits.append(entry, { dossier, outbox });
    for (const parcel of outbox) await ports().outbox.markSent(parcel);
    await ports().audits.append(entry, { dossier, outbox });
    expect(await pendingOf(entry.id)).toEqual([]);
  });

  test("a different entry under the same id is a conflict and changes nothing", async () => {
    const { entry, dossier, outbox } = sampleWriting("conflict", 1);
    await ports().audits.append(entry, { dossier, outbox });
    const other = { ...entry, verdict: "pass" as const };
    const salted = { ...dossier, salt: "cd".repeat(32) };
    await expect(ports().audits.append(other, { dossier: salted })).rejects.toMatchObject({
      code: "conflict",
    });
    expect(await ports().audits.find(entry.id)).toEqual(entry);
    expect((await ports().audits.dossier(entry.id))?.salt).toBe(dossier.salt);
    expect(await pendingOf(entry.id)).toEqual(outbox);
  });

  test("of twenty different entries appended at once under one id, one stands", async () => {
    const { entry, dossier, outbox } = sampleWriting("race", 1);
    const entries = Array.from({ length: 20 }, (_, n) => ({ ...entry, tenant: `acme-${n}` }));
    const ends = await Promise.allSettled(
      entries.map((each) => ports().audits.append(each, { dossier, outbox })),
    );
    const won = ends.flatMap((end, index) => (end.status === "fulfilled" ? [index] : []));
    expect(won).toHaveLength(1);
    for (const end of ends)
      if (end.status === "rejected") expect(end.reason.code).toMatch(/^(conflict|unavailable)$/);
    expect(await ports().audits.find(entry.id)).toEqual(entries[won[0]!]);
    expect(await pendingOf(entry.id)).toEqual(outbox);
  });

  test("equal entries appended at once are one", async () => {
    const { entry, dossier, outbox } = sampleWriting("equal race", 1);
    await Promise.all(
      Array.from({ length: 10 }, () => ports().audits.append(entry, { dossier, outbox })),
    );
    expect(await ports().audits.find(entry.id)).toEqual(entry);
    expect(await pendingOf(entry.id)).toEqual(outbox);
  });

  test.each([
    ["nothing", 0],
    ["little", 2_000],
    ["more than a transaction takes", 4_100_000],
  ])("a payload of %s that does not compress comes back byte for byte", async (what, sizeBytes) => {
    const { entry, dossier, outbox } = sampleWriting(`payload of ${what}`, 1);
    const payload = randomBytes(sizeBytes);
    await ports().audits.append(entry, { dossier: { ...dossier, payload }, outbox });
    const found = await ports().audits.dossier(entry.id);
    expect(Buffer.compare(found!.payload, payload)).toBe(0);
    expect(found!.report).toEqual(dossier.report);
    expect(found!.salt).toBe(dossier.salt);
  });

  test("a payload larger than any that is kept is refused", async () => {
    const { entry, dossier, outbox } = sampleWriting("payload too large", 1);
    const payload = Buffer.alloc(64 * 1024 * 1024 + 1);
    await expect(
      ports().audits.append(entry, { dossier: { ...dossier, payload }, outbox }),
    ).rejects.toMatchObject({
      code: "too_large",
      message: expect.stringContaining("open a run"),
    });
    expect(await ports().audits.find(entry.id)).toBeUndefined();
  });

  test("what does not fit one transaction is refused whole", async () => {
    const { entry: small, dossier, outbox } = sampleWriting("too large", 1);
    const entry = { ...small, zone: randomBytes(4_100_000).toString("base64") };
    await expect(ports().audits.append(entry, { dossier, outbox })).rejects.toMatchObject({
      code: "too_large",
      message: expect.stringContaining("open a run"),
    });
    expect(await ports().audits.find(entry.id)).toBeUndefined();
    expect(await pendingOf(entry.id)).toEqual([]);
  });

  test("marking as sent takes a parcel out, and marking it twice changes nothing", async () => {
    const { entry, dossier, outbox } = sampleWriting("mark", 12);
    await ports().audits.append(entry, { dossier, outbox });
    await ports().outbox.markSent(outbox[0]!);
    await ports().outbox.markSent(outbox[0]!);
    expect(await pendingOf(entry.id)).toEqual([outbox[1]]);
  });

  test("pending gives the oldest first, no more than asked for, none younger than asked", async () => {
    const stored = ["2001", "2003", "2002"].map((year) => {
      const { entry, dossier, outbox } = sampleWriting(`aged ${year}`, 1);
      const storedAt = `${year}-01-01T00:00:00.000Z`;
      return { entry, dossier, outbox: outbox.map((parcel) => ({ ...parcel, storedAt })) };
    });
    for (const { entry, dossier, outbox } of stored)
      await ports().audits.append(entry, { dossier, outbox });
    const years = async (before: string, max: number) =>
      (await ports().outbox.pending(before, max)).map((parcel) => parcel.storedAt.slice(0, 4));
    expect(await years("2010-01-01T00:00:00.000Z", 10)).toEqual(["2001", "2002", "2003"]);
    expect(await years("2010-01-01T00:00:00.000Z", 2)).toEqual(["2001", "2002"]);
    expect(await years("2002-01-01T00:00:00.000Z", 10)).toEqual(["2001"]);
  });
}
