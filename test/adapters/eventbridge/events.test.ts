import { eventBridgeClient, eventBridgeEvents } from "../../../lib/adapters/eventbridge/events.ts";
import type { GateEvent } from "../../../lib/app/event.ts";
import { eventsContract, sampleEvent } from "../../contracts/events.ts";
import { type EventBusEngine, startEventBus } from "../../support/engines/event-bus.ts";
import { ServiceRefusal } from "../../support/engines/json-service.ts";

let bus: EventBusEngine;
let client: ReturnType<typeof eventBridgeClient>;
beforeAll(async () => {
  bus = await startEventBus();
  client = eventBridgeClient(bus.config);
});
afterAll(() => {
  client?.destroy();
  return bus?.stop();
});
const events = () => eventBridgeEvents(client, "the-bus");

describe("EventBridge keeps the contract of Events:", () => {
  eventsContract(() => ({
    events: events(),
    taken: () => bus.taken.map(({ Detail }) => JSON.parse(Detail) as GateEvent),
  }));
});

test("an entry says what rules look for: bus, source, type, time and what it is about", async () => {
  await events().send([sampleEvent("fields")]);
  const { Detail, ...entry } = bus.taken.at(-1)!;
  expect(JSON.parse(Detail)).toEqual(sampleEvent("fields"));
  expect(entry).toEqual({
    EventBusName: "the-bus",
    Source: "com.holdpoint",
    DetailType: "com.holdpoint.case.opened",
    Time: Date.parse("2026-11-22T10:00:00.000Z") / 1_000,
    Resources: ["case of fields"],
  });
});

test("what is too much for one call goes in several, to the byte", async () => {
  const from = bus.asked.length;
  const all = Array.from({ length: 10 }, (_, n) => sampleEvent(`many ${n}`, 66_000));
  expect(await events().send(all)).toEqual([]);
  expect(bus.asked.slice(from)).toHaveLength(4); // three of 66 KB fit 256 KB
  const edge = (sizeBytes: number) => {
    const bare = sampleEvent("edge", 0);
    const besides =
      Buffer.byteLength(JSON.stringify(bare)) + bare.type.length + "com.holdpoint".length;
    return {
      ...bare,
      data: { ...bare.data, padding: "x".repeat(sizeBytes - besides - 14 - "case of edge".length) },
    };
  };
  expect(await events().send([edge(256 * 1024)])).toEqual([]);
  const over = edge(256 * 1024 + 1);
  expect(await events().send([over])).toEqual([over]);
});

test("those that were not taken are given back, and only those", async () => {
  const all = Array.from({ length: 5 }, (_, n) => sampleEvent(`partly ${n}`));
  for (const index of [1, 4]) bus.refused.add(`partly ${index}`);
  expect(await events().send(all)).toEqual([all[1], all[4]]);
  expect(await events().send([all[1]!, all[4]!])).toEqual([]);
});

test("a bus that is not there is unavailable", async () => {
  bus.refusals.push(new ServiceRefusal("AccessDeniedException", "no"));
  await expect(events().send([sampleEvent("denied")])).rejects.toMatchObject({
    code: "unavailable",
  });
});
