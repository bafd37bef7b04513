import { dynoxide } from "../support/engines/dynamodb.ts";
import { dynamoHome } from "../world/dynamo-home.ts";
import { sqliteHome } from "../world/home.ts";
import { tamper } from "./tamper.ts";
import { tamperedSqlite, tamperedTable } from "./tampered-homes.ts";

// A share of what `npm run test:tamper` makes, the same one each time.

const seed = 7;

test("whatever is changed of an export, the archive or stored rows is found where it is", async () => {
  const openHome = async () => tamperedSqlite(await sqliteHome());
  const { histories, made, missed } = await tamper({ seed, count: 120, openHome });
  expect(missed).toEqual([]);
  expect(histories).toBeGreaterThan(3);
  expect(Object.keys(made).length).toBeGreaterThan(30);
});

const absent = dynoxide.absent();
const testOnTable = absent === undefined ? test : test.skip;
testOnTable(
  `so are items of a table on ${dynoxide.name}${absent === undefined ? "" : ` (skipped: ${absent})`}`,
  async () => {
    const openHome = async () => tamperedTable(await dynamoHome(dynoxide)());
    const { made, missed } = await tamper({ seed, count: 48, openHome });
    expect(missed).toEqual([]);
    expect(Object.keys(made).filter((what) => what.startsWith("rows")).length).toBeGreaterThan(2);
  },
);
