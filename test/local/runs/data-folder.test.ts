import { statSync } from "node:fs";
import { join } from "node:path";
import { folderObjects } from "../../../lib/adapters/objects-folder/objects.ts";
import { removeWork, runsWithWork } from "../../../lib/local/runs/run-calls.ts";
import { uploadsKey } from "../../../lib/local/runs/uploads-key.ts";
import { folderWith } from "../../support/cli.ts";

test("the key of uploads is made once, kept, and its owner's alone", () => {
  const folder = folderWith();
  const key = uploadsKey(folder);
  expect(key).toMatch(/^[0-9a-f]{64}$/);
  expect(uploadsKey(folder)).toBe(key);
  expect(statSync(join(folder, "uploads.key")).mode & 0o777).toBe(0o600);
  expect(uploadsKey(folderWith())).not.toBe(key);
});

test("what steps left of a run is found, and goes with its folders", async () => {
  const folder = folderWith();
  expect(runsWithWork(folder)).toEqual([]);
  const objects = folderObjects(folder);
  await objects.write("work/a/deep/judged-0", Buffer.from("x"));
  await objects.write("work/b/plan.json", Buffer.from("{}"));
  expect([...runsWithWork(folder)].sort()).toEqual(["a", "b"]);
  await removeWork(folder, "a");
  await removeWork(folder, "a");
  expect(runsWithWork(folder)).toEqual(["b"]);
});
