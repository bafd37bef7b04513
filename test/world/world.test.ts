import { dynoxide } from "../support/engines/dynamodb.ts";
import { dynamoHome } from "./dynamo-home.ts";
import { sqliteHome } from "./home.ts";
import { fateNames, scenarioOf } from "./scenario.ts";
import { simulate } from "./world.ts";

// A share of what `npm run test:world` plays, the same one each time.

const seed = 4;

test("on SQLite each schedule ends where the undisturbed one does", async () => {
  const { schedules, tally, failures } = await simulate(sqliteHome, { schedules: 120, seed });
  expect(failures).toEqual([]);
  expect(schedules).toBe(120);
  // What can go wrong does.
  for (const [what, least] of Object.entries({ deaths: 40, lost: 20, commands: 400 }))
    expect([what, tally[what as keyof typeof tally] > least]).toEqual([what, true]);
  expect(tally.deliveries).toBeGreaterThan(tally.messages);
  expect(tally.tries).toBeGreaterThan(tally.commands);
});

const absent = dynoxide.absent();
const testOnDynamo = absent === undefined ? test : test.skip;
testOnDynamo(
  `on ${dynoxide.name} too${absent === undefined ? "" : ` (skipped: ${absent})`}`,
  async () => {
    const { schedules, tally, failures } = await simulate(dynamoHome(dynoxide), {
      schedules: 12,
      seed,
    });
    expect(failures).toEqual([]);
    expect(schedules).toBe(12);
    expect(tally.deaths).toBeGreaterThan(3);
  },
);

test("every fate is met", () => {
  const met = new Set(
    Array.from({ length: 200 }, (_, number) => scenarioOf(seed * 200 + number, "run").fates).flat(),
  );
  expect([...met].sort()).toEqual([...fateNames].sort());
});
