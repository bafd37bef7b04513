import type { Message } from "../../lib/app/message.ts";
import {
  example,
  gateAt,
  type Place,
  placeIn,
  request,
  startWorld,
  type World,
} from "../support/gate-on-engines.ts";
import { type Life, lifeUntil } from "../support/life.ts";

// A handler dies before and after each call that it makes, of a port and of the AWS SDK, in every
// pair of places of submit and dispatch. Afterwards the client retries or does not, the stream is
// read again, the outbox is swept: nothing may be lost, and what comes twice must say so by its id.

const body = `[${example("hold")},${example("block")}]`;

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world?.stop());

test("submit makes its calls in the order in which they keep the law", async () => {
  const points = await pointsOfSubmit("order-of-calls");
  const calls = points.filter((point) => point.startsWith("before ")).map((p) => p.slice(7));
  expect(calls).toEqual([
    "clock.now", // whether the token is valid
    "audits.find",
    "Query",
    "clock.now",
    "plans.active",
    "references.loaded",
    "Query",
    "salts.fresh",
    "audits.append",
    "TransactWriteItems", // the last: whoever hears a verdict hears what is stored
  ]);
});

describe("submit dies, the client retries", () => {
  test("one entry, one answer, each message once, wherever it died", async () => {
    const points = await pointsOfSubmit("submit-retried");
    for (const [at, point] of points.entries()) {
      const place = await placeIn(world, `submit-retried-${at}`);
      await submitOnce(place, lifeUntil(at));

      const gate = gateAt(place);
      const [first, second] = [
        await gate.submit(request(body, "key")),
        await gate.submit(request(body, "key")),
      ];
      expect([point, first.status]).toEqual([point, 200]);
      expect(second).toEqual(first);
      expect(await gate.dispatch(await gate.stream())).toEqual({ batchItemFailures: [] });
      await expectAllDelivered(place, first.answer.submission_id, "once");
      gate.end();
    }
  });
});

describe("submit dies, the client never comes back", () => {
  test("either all of it is stored and delivered, or nothing is", async () => {
    const points = await pointsOfSubmit("submit-abandoned");
    const stored: string[] = [];
    for (const [at, point] of points.entries()) {
      const place = await placeIn(world, `submit-abandoned-${at}`);
      await submitOnce(place, lifeUntil(at));

      const gate = gateAt(place);
      const records = (await gate.stream()).Records;
      await gate.dispatch({ Records: records });
      const entries = records.flatMap(({ dynamodb }) => dynamodb?.Keys?.["pk"]?.S ?? []);
      const entry = entries.find((pk) => pk.startsWith("AUDIT#"));
      if (entry !== undefined) {
        stored.push(point);
        await expectAllDelivered(place, entry.slice("AUDIT#".length), "once");
      } else {
        expect(records).toEqual([]);
        expect(await gate.queued()).toEqual([]);
      }
      gate.end();
    }
    // Only the transaction's effect divides the two.
    expect(stored).toEqual(["after TransactWriteItems", "after audits.append"]);
  });
});

describe("dispatch dies", () => {
  test.each(["the stream is read again", "the outbox is swept"])(
    "%s: every message arrives, and twice only under one id",
    async (recovery) => {
      const points = await pointsOfDispatch(`dispatch-points-${recovery.length}`);
      expect(points.length).toBeGreaterThanOrEqual(8);
      for (const at of points.keys()) {
        const place = await placeIn(world, `dispatch-${recovery.length}-${at}`);
        const gate = gateAt(place);
        const { answer } = await gate.submit(request(body, "key"));
        const stream = await gate.stream();
        const dying = gateAt(place, lifeUntil(at));
        const told = await dying.dispatch(stream).catch(() => undefined);
        // Whoever lives on to answer reports the parcel as failed: Lambda comes back with it.
        if (told !== undefined) expect(told.batchItemFailures.length).toBeGreaterThan(0);
        dying.end();

        if (recovery.startsWith("the stream")) await gate.dispatch(stream);
        else await gate.sweep();
        await expectAllDelivered(place, answer.submission_id, "at least once");
        gate.end();
      }
    },
  );

  test("so does the sweep, and the next one ends what it began", async () => {
    const place = await placeIn(world, "sweep-points");
    await submitOnce(place, lifeUntil());
    const life = lifeUntil();
    const counted = gateAt(place, life);
    await counted.sweep();
    counted.end();
    // Behind the outbox it looks for what is over, query by query: some of those are enough.
    const outboxEnd = life.points.lastIndexOf("after outbox.markSent");
    const points = [...life.points.keys()].filter((at) => at <= outboxEnd || at % 15 === 0);
    expect(points.length).toBeGreaterThan(outboxEnd + 1);
    for (const at of points) {
      const own = await placeIn(world, `sweep-${at}`);
      const gate = gateAt(own);
      const { answer } = await gate.submit(request(body, "key"));
      const dying = gateAt(own, lifeUntil(at));
      await dying.sweep().catch(() => undefined);
      dying.end();
      await gate.sweep();
      await expectAllDelivered(own, answer.submission_id, "at least once");
      gate.end();
    }
  });

  test("after submit died too, in every pair of places", async () => {
    const submitPoints = await pointsOfSubmit("pairs-submit");
    const dispatchPoints = await pointsOfDispatch("pairs-dispatch");
    // Before the transaction nothing is there to dispatch: the last four points have a stream.
    for (const submitAt of [...submitPoints.keys()].slice(-4))
      for (const dispatchAt of dispatchPoints.keys()) {
        const place = await placeIn(world, `pair-${submitAt}-${dispatchAt}`);
        await submitOnce(place, lifeUntil(submitAt));
        const dying = gateAt(place, lifeUntil(dispatchAt));
        const early = gateAt(place);
        await dying.dispatch(await streamOrNothing(early)).catch(() => undefined);
        dying.end();

        const { status, answer } = await early.submit(request(body, "key"));
        expect(status).toBe(200);
        await early.sweep();
        await expectAllDelivered(place, answer.submission_id, "at least once");
        early.end();
      }
  });
});

async function submitOnce(place: Place, life: Life): Promise<void> {
  const gate = gateAt(place, life);
  await gate.submit(request(body, "key")); // whatever it says: nobody hears the dead
  gate.end();
}

async function pointsOfSubmit(name: string): Promise<readonly string[]> {
  const life = lifeUntil();
  await submitOnce(await placeIn(world, name), life);
  return life.points;
}

async function pointsOfDispatch(name: string): Promise<readonly string[]> {
  const place = await placeIn(world, name);
  await submitOnce(place, lifeUntil());
  const life = lifeUntil();
  const gate = gateAt(place, life);
  await gate.dispatch(await gate.stream());
  gate.end();
  return life.points;
}

/** The stream of a table into which nothing was ever put may have no shard yet. */
const streamOrNothing = (gate: ReturnType<typeof gateAt>) =>
  gate.stream().catch(() => ({ Records: [] }));

/** The messages in the queue are those of the entry, by id; the outbox is empty. */
async function expectAllDelivered(
  place: Place,
  submission: string,
  how: "once" | "at least once",
): Promise<void> {
  const gate = gateAt(place);
  const entry = await gate.audits.find(submission);
  const queued = await gate.queued();
  expect(entry?.messages.length).toBeGreaterThan(1);
  expect(ids(queued)).toEqual([...(entry?.messages ?? [])].sort());
  if (how === "once") expect(queued).toHaveLength(entry?.messages.length ?? 0);
  for (const same of Map.groupBy(queued, ({ id }) => id).values())
    expect(new Set(same.map((message) => JSON.stringify(message))).size).toBe(1);
  expect(await gate.outbox.pending("2999-01-01T00:00:00.000Z", 100)).toEqual([]);
  gate.end();
}

const ids = (messages: readonly Message[]): readonly string[] =>
  [...new Set(messages.map(({ id }) => id))].sort();
