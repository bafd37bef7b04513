import { parseArgs } from "node:util";
import { dynoxide } from "../support/engines/dynamodb.ts";
import { dynamoHome } from "../world/dynamo-home.ts";
import { sqliteHome } from "../world/home.ts";
import { type TamperedHome, tamper } from "./tamper.ts";
import { tamperedSqlite, tamperedTable } from "./tampered-homes.ts";

/**
 * `npm run test:tamper -- --seed 1 --count 1000`: so many manipulations of exports, of the archive and
 * of stored rows, on SQLite, and a fifth of them on the engine that speaks DynamoDB. Exit code 1 when
 * one of them was not found, or not where it was.
 */
const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    count: { type: "string", default: "1000" },
    table: { type: "string" },
  },
});
const [seed, count] = [Number(values.seed), Number(values.count)];

async function told(
  name: string,
  openHome: () => Promise<TamperedHome>,
  count: number,
): Promise<boolean> {
  const started = performance.now();
  const { histories, made, missed } = await tamper({ seed, count, openHome });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stdout.write(
    `${name}: ${count} manipulations of ${histories} honest histories, seed ${seed}, in ${seconds} s; ` +
      `${count - missed.length} found with their places, ${missed.length} not\n`,
  );
  for (const [what, times] of Object.entries(made).sort())
    process.stdout.write(`  ${String(times).padStart(5)}  ${what}\n`);
  for (const one of missed) process.stdout.write(`  missed: ${JSON.stringify(one)}\n`);
  return missed.length === 0;
}

const onSqlite = await told("SQLite", async () => tamperedSqlite(await sqliteHome()), count);
const ofTable = Number(values.table ?? Math.ceil(count / 5));
const onDynamo =
  dynoxide.absent() !== undefined ||
  (await told(dynoxide.name, async () => tamperedTable(await dynamoHome(dynoxide)()), ofTable));
process.exitCode = onSqlite && onDynamo ? 0 : 1;
