import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { folderWith } from "../support/cli.ts";
import { at, eventually, type Served, serve } from "../support/served.ts";

// One gate of its own process, whose history each test takes on.
const folder = folderWith();
const data = ["--data", "data"];
const asAud = ["--as", "Aud", ...data];
// Two gates and their seven examples: what is sealed is counted below.
const withExamples = ["--examples", "--gate", "billing-run", "--gate", "order"] as const;

let served: Served;
afterAll(async () => {
  if (served !== undefined && served.process.exitCode === null) await served.end("SIGKILL");
});

const filesIn = (path: string): readonly string[] =>
  readdirSync(join(folder, path), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(folder, path).length + 1))
    .sort();

const verify = (where: string, ...more: readonly string[]) =>
  at(folder, ["audit", "verify", where, "--keys", "keys.json", ...more]);

test("what a gate sealed is exported, and verifies offline", async () => {
  served = await serve(folder, withExamples);
  await eventually(
    () => served.run("cases", "list", "--json", "--as", "Mari", ...data),
    ({ stdout }) => JSON.parse(stdout).items.length === 10,
  );
  const early = await served.run("audit", "export", "--to", "early", ...asAud);
  expect(early.stdout).toMatch(/sealed nothing yet|1 seal with 0 entries/);
  await served.end("SIGTERM"); // seals what is there
  served = await serve(folder, withExamples);
  const exported = await served.run("audit", "export", "--to", "copy", "--json", ...asAud);
  expect(exported.code).toBe(0);
  expect(JSON.parse(exported.stdout)).toMatchObject({ folder: "copy", entries: 17 });
  await served.run("keys", "list", "--out", "keys.json", ...data);
  const { through } = JSON.parse(exported.stdout);
  const verified = await verify("copy", "--through", through);
  expect(verified.stdout).toMatch(/^intact: \d seals?, 17 entries, through 2/);
  expect(verified.code).toBe(0);
  const again = await served.run("audit", "export", "--to", "copy", "--json", ...asAud);
  expect(JSON.parse(again.stdout)).toMatchObject({ seals: 0, entries: 0 });
});

test("the archive itself verifies, and what came since waits", async () => {
  const { code, stdout } = await verify("data/archive", "--archive");
  expect([code, stdout]).toEqual([0, expect.stringContaining("intact: ")]);
});

test("the gate's own store is compared with what was sealed", async () => {
  const compared = await verify("copy", "--stored", ...asAud);
  expect(compared.stdout).toContain("compared with what the gate has of 7 submissions");
  expect(compared.code).toBe(0);
  await served.end("SIGTERM");
  const db = new DatabaseSync(join(folder, "data/gate.db"));
  db.exec("DROP TRIGGER entries_are_as_they_were; DROP TRIGGER entries_stay");
  const { id } = db
    .prepare("SELECT id FROM entries WHERE action = 'case.opened' ORDER BY id LIMIT 1")
    .get() as { readonly id: string };
  db.prepare("DELETE FROM entries WHERE id = ?").run(id);
  db.close();
  served = await serve(folder, withExamples);
  const found = await verify("copy", "--stored", "--json", ...asAud);
  expect(found.code).toBe(1);
  expect(JSON.parse(found.stdout).findings).toEqual([
    expect.objectContaining({ kind: "stored_missing", entry: id }),
  ]);
});

test.each([
  [
    "an entry is changed",
    (copy: string) => append(copy, /^entries/),
    /entry changed.*entry [0-9a-f]/,
  ],
  ["an entry is gone", (copy: string) => drop(copy, /^entries/), /entry missing.*entry [0-9a-f]/],
  ["a seal is changed", (copy: string) => append(copy, /^seals/), /seal unreadable.*seal 1/],
  ["a list is gone", (copy: string) => drop(copy, /^lists/), /list missing.*seal 1/],
  ["a file is added", (copy: string) => write(copy, "keys.json"), /stray file.*keys\.json/],
])("%s: found, with its place, and the exit code says so", async (_, tamper, told) => {
  cpSync(join(folder, "copy"), join(folder, "tampered"), { recursive: true });
  tamper("tampered");
  const { code, stdout } = await verify("tampered");
  rmSync(join(folder, "tampered"), { recursive: true });
  expect([code, stdout]).toEqual([1, expect.stringMatching(told)]);
});

const first = (copy: string, pattern: RegExp): string =>
  join(folder, copy, filesIn(copy).find((name) => pattern.test(name))!);

function append(copy: string, pattern: RegExp): void {
  const path = first(copy, pattern);
  const bytes = readFileSync(path);
  rmSync(path);
  writeFileSync(path, Buffer.concat([bytes, Buffer.from(" ")]));
}
const drop = (copy: string, pattern: RegExp): void => rmSync(first(copy, pattern));
const write = (copy: string, name: string): void => writeFileSync(join(folder, copy, name), "{}");

test("a cut end is found where the instant is told that it must reach", async () => {
  const { code, stdout } = await verify("copy", "--through", "2999-01-01");
  expect([code, stdout]).toEqual([1, expect.stringMatching(/cut end.*2999-01-01/)]);
});

test.each([
  [["audit", "verify", "nowhere", "--keys", "keys.json"], "there is no folder nowhere"],
  [["audit", "verify", "copy", "--keys", "nokeys.json"], "nokeys.json cannot be read"],
  [
    ["audit", "verify", "copy", "--keys", "keys.json", "--through", "soon"],
    "--through soon is no instant",
  ],
  [["audit", "export", "--to", "data", ...asAud], "--to data is the data folder of a gate"],
  [
    ["audit", "export", "--to", "copy", "--as", "Mari", "--role", "service_manager", ...data],
    "read-audit",
  ],
])("%j is told in a sentence", async (command, told) => {
  const { code, stderr } = await at(folder, command);
  expect([code, stderr]).toEqual([3, expect.stringContaining(told)]);
});

test("a lost database is made again from what lies beside it, and the gate goes on", async () => {
  const before = await served.run("cases", "list", "--json", "--as", "Mari", ...data);
  await served.end("SIGTERM");
  const none = await at(folder, ["audit", "restore", "--keys", "keys.json", ...data]);
  expect([none.code, none.stderr]).toEqual([3, expect.stringContaining("gate.db is there")]);
  for (const name of readdirSync(join(folder, "data")))
    if (name.startsWith("gate.db")) rmSync(join(folder, "data", name));
  const restored = await at(folder, ["audit", "restore", "--keys", "keys.json", ...data]);
  expect([restored.code, restored.stderr]).toEqual([0, ""]);
  expect(restored.stdout).toMatch(/^17 entries restored; 0 parcels/);
  served = await serve(folder, withExamples);
  const after = await served.run("cases", "list", "--json", "--as", "Mari", ...data);
  expect(JSON.parse(after.stdout).items.map(({ id }: { id: string }) => id)).toEqual(
    JSON.parse(before.stdout).items.map(({ id }: { id: string }) => id),
  );
  expect(served.told()).toContain("7 examples are already there");
  const again = await verify("copy", "--stored", ...asAud);
  expect([again.code, again.stdout]).toEqual([0, expect.stringContaining("7 submissions")]);
});
