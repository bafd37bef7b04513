import { gzipSync } from "node:zlib";
import type { DynamoDBRecord } from "aws-lambda";
import { type ArchivePorts, createHandler } from "../../lambdas/archive/handler.ts";
import type { AuditEntry } from "../../lib/app/audit-entry.ts";
import { sha256 } from "../../lib/app/digest.ts";
import type { GateEvent } from "../../lib/app/event.ts";
import { archiveNameOf } from "../../lib/app/seal/archive-entry.ts";
import { sealsOver } from "../../lib/app/seal/seals-over-archive.ts";
import { contextOf } from "../../lib/local/lambda-events.ts";
import { bytesOf, sampleEntry } from "../app/seal/sealed-history.ts";
import { memoryArchive } from "../support/memory-archive.ts";
import { memoryObjects } from "../support/memory-objects.ts";
import { noEarlierRuns } from "../support/no-earlier-runs.ts";
import { sampleWriting } from "../support/sample-submission.ts";

process.env["POWERTOOLS_LOG_LEVEL"] ??= "SILENT";
process.env["POWERTOOLS_METRICS_DISABLED"] ??= "true";

const now = "2026-11-22T10:00:10.000Z";
const entry = sampleEntry(1, 1, "2026-11-22T10:00:00.000Z");
const { entry: judged, dossier } = sampleWriting("archived");

/** What the function asks of the world, and what became of it. */
function world(more: Partial<ArchivePorts> = {}) {
  const archive = memoryArchive();
  const objects = memoryObjects();
  const told: GateEvent[] = [];
  const none = { find: async () => undefined };
  const handle = createHandler({
    ...{ archive, seals: sealsOver(archive), clock: { now: () => now }, objects },
    ...{ passes: none, runs: none, letters: none, dossier: async () => dossier },
    earlierRuns: noEarlierRuns,
    events: {
      send: async (events) => {
        told.push(...events);
        return [];
      },
    },
    storedEntry: async (id) => (id === judged.id ? bytesOf(judged) : undefined),
    ...more,
  });
  const call = async (...records: readonly DynamoDBRecord[]) => {
    const event = { Records: [...records] };
    const { batchItemFailures } = await handle(event, contextOf("archive", "request"));
    return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  };
  return { archive, objects, told, call, handle };
}

let sequence = 0;

/** A record of the stream about an item of an entry. */
function recordOf(
  of: AuditEntry,
  more: { readonly eventName?: "INSERT" | "MODIFY" | "REMOVE"; readonly parts?: number } = {},
): DynamoDBRecord {
  const { eventName = "INSERT", parts = 1 } = more;
  const [submission = ""] = of.id.split(".");
  const sk = of.id.includes(".") ? `ACTION#${of.id}` : "0000";
  const Keys = { pk: { S: `AUDIT#${submission}` }, sk: { S: sk } };
  const bytes = bytesOf(of);
  const image = {
    body: { B: gzipSync(bytes).toString("base64") },
    ...{ digest: { S: sha256(bytes) }, parts: { N: String(parts) } },
  };
  return {
    eventName,
    dynamodb: {
      Keys,
      SequenceNumber: String(++sequence),
      ...(eventName !== "REMOVE" && { NewImage: { ...Keys, ...image } }),
    },
  };
}

const nameOf = (of: AuditEntry): string => archiveNameOf(of, bytesOf(of));

test("an entry is copied to the byte, what a restore needs is kept, and others are told", async () => {
  const { archive, objects, told, call } = world();
  expect(await call(recordOf(entry), recordOf(judged))).toEqual([]);
  expect([...archive.files.keys()].filter((name) => name.startsWith("entries/")).sort()).toEqual(
    [nameOf(entry), nameOf(judged)].sort(),
  );
  expect(archive.files.get(nameOf(entry))).toEqual(bytesOf(entry));
  expect([...objects.files.keys()]).toEqual([`restore/${judged.id}/dossier`]);
  expect(told.map(({ type }) => type)).toContain("com.holdpoint.submission.judged");
});

test("the same record again changes nothing", async () => {
  const { archive, call } = world();
  await call(recordOf(entry));
  const before = [...archive.files];
  await call(recordOf(entry), recordOf(entry));
  expect([...archive.files]).toEqual(before);
});

test("an entry that was written over has two copies", async () => {
  const { archive, call } = world();
  const other = { ...entry, facts: { forged: true } };
  await call(recordOf(entry), recordOf(other, { eventName: "MODIFY" }));
  const names = [...archive.files.keys()].sort();
  expect(names).toEqual([nameOf(entry), nameOf(other)].sort());
});

// Records that leave nothing to copy, and do not stand in the way of others.
test.each([
  ["one that was taken away", recordOf(entry, { eventName: "REMOVE" })],
  ["items that do not fit their digest", recordOf(sampleEntry(9, 9, now), { parts: 2 })],
  [
    "an outbox item",
    { eventName: "INSERT", dynamodb: { Keys: { pk: { S: "OUTBOX#1" } } } } as const,
  ],
])("%s: nothing is copied of it, and the batch goes on", async (_, record) => {
  const { archive, call } = world();
  expect(await call(record, recordOf(entry))).toEqual([]);
  expect([...archive.files.keys()]).toEqual([nameOf(entry)]);
});

test("an entry of several items is read whole, when the first of them is told", async () => {
  const { archive, call } = world();
  await call(recordOf(judged, { parts: 3 }));
  expect(archive.files.get(nameOf(judged))).toEqual(bytesOf(judged));
});

test("what the bus does not take is tried again, and the others are not", async () => {
  const { call } = world({
    events: { send: async (events) => events.filter(({ type }) => type.endsWith(".judged")) },
  });
  const [first, second] = [recordOf(entry), recordOf(judged)];
  expect(await call(first, second)).toEqual([second.dynamodb?.SequenceNumber]);
});

test("a copy that comes late is marked for the next seal", async () => {
  const { archive, call } = world();
  const old = sampleEntry(2, 1, "2026-11-22T08:00:00.000Z");
  await call(recordOf(old), recordOf(entry));
  const late = [...archive.files.keys()].filter((name) => name.startsWith("late/"));
  expect(late).toEqual([nameOf(old).replace("entries/", "late/0000000001/")]);
});

test("entries that the stream gave up on are copied when they are named", async () => {
  const { archive, handle } = world();
  await handle({ again: [judged.id, entry.id] }, contextOf("archive", "request"));
  expect([...archive.files.keys()].filter((name) => name.startsWith("entries/"))).toEqual([
    nameOf(judged),
  ]);
});
