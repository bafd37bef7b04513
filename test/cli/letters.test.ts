import { join } from "node:path";
import { openGateStore } from "../../lib/adapters/sqlite/gate-store.ts";
import { type CliResult, folderWith } from "../support/cli.ts";
import { sourceOf } from "../support/house.ts";
import { sampleMessage } from "../support/sample-submission.ts";
import { eventually, type Served, serve } from "../support/served.ts";

// A gate whose queue has what nobody can consume: a message of a submission that is not there, which
// dies each time it is sent, and something that is no message.
const asOps = ["--as", "Ops", "--data", "data"] as const;

let served: Served;

beforeAll(async () => {
  const folder = folderWith({ "gates/order.yaml": sourceOf("gates/order.yaml") });
  const store = await openGateStore(join(folder, "data"));
  await store.queue.send([JSON.stringify(sampleMessage("a".repeat(40), 1))]);
  await store.queue.bury('{"hello":"world"}', "invalid: the message is none that is known");
  await store.close();
  served = await serve(folder, ["--gate", "order"]);
});

afterAll(() => served.end("SIGTERM"));

const run = (...args: readonly string[]): Promise<CliResult> =>
  served.run("letters", ...args, ...asOps);

interface Letter {
  readonly id: string;
  readonly deaths: number;
  readonly redrivable: boolean;
}

const listed = async (...args: readonly string[]): Promise<readonly Letter[]> =>
  JSON.parse((await run("list", "--json", ...args)).stdout).items;

test("what lies dead is listed, shown, sent again and discarded", async () => {
  const letters = await eventually(
    () => listed(),
    ({ length }) => length === 2,
  );
  const table = await run("list");
  expect(table).toMatchObject({ code: 0, stderr: "" });
  expect(table.stdout).toContain("aaaaaa.");
  expect(table.stdout).toContain("not_found: there is no submission of this id");
  expect(table.stdout).toContain("deploy.");
  expect((await run("list", "--because", "received")).stdout).toBe("Nothing lies dead.\n");
  expect(await listed("--reason", "invalid")).toHaveLength(1);

  const mine = letters.find(({ redrivable }) => redrivable)!;
  const shown = await run("show", `aaaaaa.${mine.id.slice(41, 47)}`);
  expect(shown.stdout).toContain('"schema":"holdpoint/violations/1"');

  // Nothing was corrected: it dies again, and is still one letter.
  expect((await run("redrive", mine.id)).stdout).toBe("1 letter sent again\n");
  await eventually(
    () => listed("--gate", "order"),
    ([letter]) => letter?.deaths === 2,
  );
  const all = await run("redrive", "--all");
  expect(all).toMatchObject({ code: 0, stdout: "1 letter sent again\n" });
  const died = await eventually(
    () => listed("--submission", "a".repeat(40)),
    ([letter]) => letter?.deaths === 3,
  );
  expect(died).toHaveLength(1);

  const strange = letters.find(({ redrivable }) => !redrivable)!;
  const refused = await run("redrive", strange.id);
  expect(refused.code).toBe(3);
  expect(refused.stdout).toContain("0 letters sent again");
  expect(refused.stdout).toContain("no message that a consumer knows");
  expect(await run("discard", strange.id, "--text", "too short")).toMatchObject({
    code: 3,
    stderr: expect.stringContaining("at least 15 say why"),
  });
  const reason = ["--text", "Somebody put it there by hand"];
  expect((await run("discard", strange.id, ...reason)).stdout).toContain("is discarded");
  expect(await listed()).toHaveLength(1);
});

test.each([
  [["redrive"], "name letters, or say --all"],
  [["redrive", "x.y", "--all"], "name letters, or say --all"],
  [["show", "ffff.0000"], "there is no letter that lies dead 'ffff.0000'"],
  [["list", "--state", "gone"], "is none of dead, redriven, discarded"],
])("letters %j: %s", async (args, message) => {
  const result = await run(...args);
  expect(result.code).toBe(3);
  expect(result.stderr).toContain(message);
});

test("a manager sees them and sends none again", async () => {
  const as = ["--as", "Mari", "--role", "service_manager", "--data", "data"];
  expect(await served.run("letters", "list", ...as)).toMatchObject({ code: 0 });
  const refused = await served.run("letters", "redrive", "--all", ...as);
  expect(refused.code).toBe(3);
  expect(refused.stderr).toContain("'redrive-letter' is for the roles admin");
});
