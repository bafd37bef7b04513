import { dynamoLimits } from "../../../lib/adapters/dynamodb/limits.ts";
import { windowSeconds } from "../../../lib/adapters/limits/window.ts";
import type { Limits } from "../../../lib/app/ports.ts";
import { createTable, documentsOf, dynoxide } from "../../support/engines/dynamodb.ts";
import type { Engine } from "../../support/engines/process.ts";
import { watchTable } from "../../support/table-calls.ts";

let engine: Engine;
let documents: ReturnType<typeof documentsOf>;
let calls = 0;
beforeAll(async () => {
  engine = await dynoxide.start();
  documents = documentsOf(engine);
  await createTable(documents, "limits");
  watchTable(documents, () => calls++);
});
afterAll(async () => {
  documents?.destroy();
  await engine?.stop();
});

const instance = (perSecond: number): Limits => dynamoLimits(documents, "limits", { perSecond });
/** The second of a window, some windows from the first. */
const at = (seconds: number, window = 0): string =>
  new Date(Date.UTC(2026, 10, 22, 12) + (window * windowSeconds + seconds) * 1000).toISOString();

/** How many of so many requests are let through by environments that take turns. */
async function through(
  instances: readonly Limits[],
  principal: string,
  requests: number,
  when: string,
) {
  let admitted = 0;
  for (let n = 0; n < requests; n++) {
    const seconds = await (instances[n % instances.length] as Limits).take(principal, when);
    if (seconds === undefined) admitted++;
    else expect(seconds).toBeGreaterThanOrEqual(1);
  }
  return admitted;
}

test.each([
  [1, 1, 10],
  [4, 1, 40],
  [4, 3, 40],
  [20, 8, 200],
])(
  "at %i a second, over %i environments, a window lets %i through and at most a lease more",
  async (perSecond, count, most) => {
    const instances = Array.from({ length: count }, () => instance(perSecond));
    const lease = Math.ceil(most / 40);
    const admitted = await through(instances, `many-${perSecond}-${count}`, 3 * most, at(1));
    expect(admitted).toBeGreaterThanOrEqual(most);
    expect(admitted).toBeLessThan(most + lease);
  },
);

test("environments that ask at the same moment stay within it, too", async () => {
  const instances = Array.from({ length: 10 }, () => instance(4));
  const answers = await Promise.all(
    instances.flatMap((one) => [1, 2, 3, 4, 5, 6].map(() => one.take("at-once", at(1)))),
  );
  expect(answers.filter((one) => one === undefined)).toHaveLength(40);
});

test("it says when to try again, and then there is room", async () => {
  const one = instance(1);
  await through([one], "waits", 10, at(3));
  expect(await one.take("waits", at(3))).toBe(7);
  expect(await one.take("waits", at(9.5))).toBe(1);
  expect(await one.take("waits", at(0, 1))).toBeUndefined();
});

test("callers do not take from one another", async () => {
  const one = instance(1);
  expect(await through([one], "greedy", 20, at(1))).toBe(10);
  expect(await through([one], "modest", 5, at(1))).toBe(5);
});

test("a clock that is behind counts in the window of the others", async () => {
  const [ahead, behind] = [instance(1), instance(1)];
  expect(await through([ahead], "clocks", 6, at(1, 5))).toBe(6);
  expect(await through([behind], "clocks", 20, at(9, 4))).toBe(4);
});

test("a caller of a thousand requests a second costs a few writes of them", async () => {
  const one = instance(1_000);
  const before = calls;
  expect(await through([one], "fast", 1_000, at(1))).toBe(1_000);
  expect(calls - before).toBeLessThanOrEqual(6);
});

test("a caller who goes on asking costs no writes, until the next window", async () => {
  const one = instance(1);
  await through([one], "flood", 11, at(1));
  const before = calls;
  expect(await through([one], "flood", 500, at(2))).toBe(0);
  expect(calls).toBe(before);
  expect(await through([one], "flood", 20, at(1, 1))).toBe(10);
});

test("a table that cannot be reached is told, and lets the caller decide", async () => {
  const nowhere = documentsOf({ endpoint: "http://127.0.0.1:1" } as Engine);
  const limits = dynamoLimits(nowhere, "limits", { perSecond: 1 });
  await expect(limits.take("anybody", at(1))).rejects.toMatchObject({ code: "unavailable" });
  nowhere.destroy();
});
