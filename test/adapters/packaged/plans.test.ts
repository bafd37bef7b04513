import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { packagedFiles } from "../../../lib/adapters/packaged/files.ts";
import { packagedPlans, packPlan } from "../../../lib/adapters/packaged/plans.ts";
import { gateVersionOf } from "../../../lib/app/gate-version.ts";
import { folderWith } from "../../support/cli.ts";
import { repository } from "../../support/house.ts";
import { marksGate } from "../../support/marks-gate.ts";

const at = "2026-11-22T10:00:00.000Z";

function packed() {
  const folder = join(folderWith(), "plans");
  const active = marksGate();
  packPlan(folder, active);
  packPlan(folder, { ...active, gate: { ...active.gate, name: "another" } });
  return { folder, active, plans: packagedPlans(folder) };
}

test("gates are named in order, and give what was packed, read once", async () => {
  const { active, plans } = packed();
  expect(await plans.gates()).toEqual(["another", "marks"]);
  const found = await plans.active("marks", at);
  expect(found?.gate).toEqual(active.gate);
  expect(found?.plan.revision).toBe(active.plan.revision);
  expect(await plans.active("marks", at)).toBe(found);
});

test.each(["nowhere", "../marks", "marks.plan", "__proto__", ""])(
  "there is no gate %j",
  async (name) => {
    const { plans } = packed();
    expect(await plans.active(name, at)).toBeUndefined();
    expect(await plans.past(name, "00", "00")).toBeUndefined();
  },
);

test("the past is known as far as it is the present", async () => {
  const { active, plans } = packed();
  const { revision } = active.plan;
  const version = gateVersionOf(active.gate);
  expect((await plans.past("marks", revision, version))?.plan.revision).toBe(revision);
  expect(await plans.past("marks", "0".repeat(64), version)).toBeUndefined();
  expect(await plans.past("marks", revision, "0".repeat(40))).toBeUndefined();
});

test("a plan that was changed since it was packed is no plan", async () => {
  const { folder } = packed();
  const path = join(folder, "marks.plan");
  writeFileSync(path, readFileSync(path, "utf8").replace("MRK-01", "MRK-99"));
  await expect(packagedPlans(folder).active("marks", at)).rejects.toThrow(/marks\.plan/);
});

test("files beside the code are read by their names alone", async () => {
  const folder = folderWith({ "page.css": "body {}", "secret.txt": "no" });
  const file = packagedFiles(folder, ["page.css"]);
  expect(Buffer.from((await file("page.css")) as Uint8Array).toString()).toBe("body {}");
  expect(await file("secret.txt")).toBeUndefined();
  expect(await file("../page.css")).toBeUndefined();
});

test("a gate that wants another revision than the one at hand is not packaged", () => {
  const folder = folderWith();
  const gates = join(folder, "gates");
  mkdirSync(gates);
  cpSync(join(repository, "gates/order.yaml"), join(gates, "order.yaml"));
  const wanted = "ab".repeat(32);
  const text = readFileSync(join(gates, "order.yaml"), "utf8");
  writeFileSync(join(gates, "order.yaml"), `${text}revision: ${wanted}\n`);
  const script = ["bin/package-plans.ts", gates, "rulesets", join(folder, "plans")];
  const { status, stderr } = spawnSync(process.execPath, script, {
    cwd: repository,
    encoding: "utf8",
  });
  expect([status, stderr]).toEqual([3, expect.stringContaining(`wants revision ${wanted}`)]);
});
