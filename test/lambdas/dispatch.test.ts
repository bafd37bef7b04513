import type { DynamoDBRecord } from "aws-lambda";
import { dynamoAudits } from "../../lib/adapters/dynamodb/audits.ts";
import { documentsOf } from "../support/engines/dynamodb.ts";
import { gateAt, type Place, placeIn, startWorld, type World } from "../support/gate-on-engines.ts";
import { sampleWriting } from "../support/sample-submission.ts";
import { temporaryObjects } from "../support/temporary-objects.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world?.stop());

/** A place in which submissions of so many violated rules each are stored, and their stream. */
async function stored(name: string, ...rules: readonly number[]) {
  const place = await placeIn(world, name);
  const documents = documentsOf(world.dynamo);
  const audits = dynamoAudits(documents, name, temporaryObjects(name));
  const entries = rules.map((count, index) => sampleWriting(`${name} ${index}`, count));
  for (const { entry, dossier, outbox } of entries) await audits.append(entry, { dossier, outbox });
  documents.destroy();
  const gate = gateAt(place);
  return {
    place,
    gate,
    ids: entries.flatMap(({ entry }) => entry.messages),
    stream: await gate.stream(),
  };
}

const pendingIn = (gate: ReturnType<typeof gateAt>) =>
  gate.outbox.pending("2999-01-01T00:00:00.000Z", 100);

test("whatever the stream carries beside parcels is left alone", async () => {
  const { gate, ids, stream } = await stored("whole-stream", 3, 0, 25);
  const kinds = new Set(
    stream.Records.map(({ dynamodb }) => dynamodb?.Keys?.["pk"]?.S?.split("#")[0]),
  );
  expect(kinds).toEqual(new Set(["AUDIT", "DOSSIER", "OUTBOX"]));
  expect(await gate.dispatch(stream)).toEqual({ batchItemFailures: [] });
  expect((await gate.queued()).map(({ id }) => id).sort()).toEqual([...ids].sort());
  expect(await pendingIn(gate)).toEqual([]);
  // What was taken out of the outbox is in the stream as well, and nothing comes of it.
  const later = await gate.stream();
  expect(later.Records.some(({ eventName }) => eventName === "REMOVE")).toBe(true);
  gate.end();
});

test("a batch that comes twice gives each message twice, under one id, and pends no more", async () => {
  const { gate, ids, stream } = await stored("twice", 2);
  await gate.dispatch(stream);
  await gate.dispatch(stream);
  const queued = (await gate.queued()).map(({ id }) => id);
  expect(queued.sort()).toEqual([...ids, ...ids].sort());
  expect(await pendingIn(gate)).toEqual([]);
  gate.end();
});

test("a parcel that fails is reported alone; the others are delivered", async () => {
  const { gate, ids, stream } = await stored("one-spoilt", 1, 1, 1);
  const parcels = stream.Records.filter(isParcel);
  const spoilt = parcels[1]!;
  const image = { ...spoilt.dynamodb!.NewImage, parcel: { S: "{" } };
  const Records = parcels.map((record) =>
    record === spoilt ? { ...record, dynamodb: { ...record.dynamodb, NewImage: image } } : record,
  ) as DynamoDBRecord[];
  expect(await gate.dispatch({ Records })).toEqual({
    batchItemFailures: [{ itemIdentifier: spoilt.dynamodb?.SequenceNumber }],
  });
  expect(await gate.queued()).toHaveLength(ids.length - 1);
  expect(await pendingIn(gate)).toHaveLength(1);
  gate.end();
});

test("when the queue is away everything is reported and stays pending, and a sweep delivers it", async () => {
  const { place, gate, ids, stream } = await stored("away", 1, 12);
  const astray: Place = { ...place, queueUrl: place.queueUrl.replace(place.name, "nowhere") };
  const lost = gateAt(astray);
  const { batchItemFailures } = await lost.dispatch(stream);
  expect(batchItemFailures).toHaveLength(stream.Records.filter(isParcel).length);
  await expect(lost.sweep()).rejects.toThrow("3 parcels stay pending");
  lost.end();
  expect(await pendingIn(gate)).toHaveLength(3);
  expect(await gate.sweep()).toMatchObject({ delivered: 3 });
  expect((await gate.queued()).map(({ id }) => id).sort()).toEqual([...ids].sort());
  gate.end();
});

test("an event without records is answered", async () => {
  const { gate } = await stored("nothing");
  expect(await gate.dispatch({ Records: [] })).toEqual({ batchItemFailures: [] });
  gate.end();
});

function isParcel({ eventName, dynamodb }: DynamoDBRecord): boolean {
  return eventName === "INSERT" && dynamodb?.Keys?.["pk"]?.S?.startsWith("OUTBOX#") === true;
}
