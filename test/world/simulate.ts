import { parseArgs } from "node:util";
import { dynoxide } from "../support/engines/dynamodb.ts";
import { dynamoHome } from "./dynamo-home.ts";
import { type Home, sqliteHome } from "./home.ts";
import { simulate } from "./world.ts";

/**
 * `npm run test:world -- --schedules 10000 --seed 1`: plays so many schedules on SQLite, and
 * `--dynamo-schedules` (a hundredth of them) on the engine that speaks DynamoDB. `--from 4711` begins
 * at a schedule that failed before. Exit code 1 when any of them ends otherwise than the undisturbed
 * one.
 */
const { values } = parseArgs({
  options: {
    schedules: { type: "string", default: "10000" },
    "dynamo-schedules": { type: "string" },
    seed: { type: "string", default: "1" },
    from: { type: "string", default: "0" },
  },
});
const [seed, from] = [Number(values.seed), Number(values.from)];

async function told(openHome: () => Promise<Home>, schedules: number): Promise<boolean> {
  const started = performance.now();
  const name = await openHome().then(async (home) => {
    await home.close();
    return home.name;
  });
  const {
    schedules: played,
    scenarios,
    tally,
    failures,
  } = await simulate(openHome, {
    ...{ schedules, seed, from },
  });
  const seconds = (performance.now() - started) / 1000;
  process.stdout.write(
    `${name}: ${played} schedules of ${scenarios} scenarios, seed ${seed}, in ${seconds.toFixed(1)} s ` +
      `(${((1000 * seconds) / played).toFixed(1)} ms each)\n` +
      `  ${tally.commands} commands in ${tally.tries} tries, ${tally.messages} messages sent and ` +
      `${tally.deliveries} consumed, ${tally.lost} parcels lost by the stream, ` +
      `${tally.deaths} deaths, ${tally.calls} steps\n`,
  );
  for (const { schedule, fates, why, smallest } of failures)
    process.stdout.write(
      `FAILED: schedule ${schedule} of ${fates.join(", ")}, still with ${smallest}:\n${why}\n` +
        `Again: npm run test:world -- --seed ${seed} --from ${schedule} --schedules 1\n`,
    );
  if (failures.length === 0) process.stdout.write("  each ends where the undisturbed one does\n");
  return failures.length === 0;
}

const schedules = Number(values.schedules);
const onDynamo = Number(values["dynamo-schedules"] ?? Math.ceil(schedules / 100));
const absent = dynoxide.absent();
if (absent !== undefined) process.stdout.write(`${dynoxide.name}: skipped, since ${absent}\n`);
const isRight = await told(sqliteHome, schedules);
const isRightOnDynamo = absent !== undefined || (await told(dynamoHome(dynoxide), onDynamo));
process.exitCode = isRight && isRightOnDynamo ? 0 : 1;
