import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cli, folderWith, orderLine, shop } from "../support/cli.ts";

const args = [
  "check",
  "order.ndjson",
  "--gate",
  "shop",
  "--as-of",
  "2026-11-22",
  "--output",
  "json",
];
const inShop = () => shop({ "order.ndjson": orderLine("BLOCK-1") });
const plansIn = (caches: string) => join(caches, "holdpoint/plans");

async function judged(
  cwd: string,
  env: Readonly<Record<string, string>>,
  ...more: readonly string[]
) {
  const { code, stdout, stderr } = await cli([...args, ...more], { cwd, env });
  expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
  return stdout;
}

test("a cached plan gives the report that a fresh one gives", async () => {
  const [folder, caches] = [inShop(), folderWith()];
  const env = { XDG_CACHE_HOME: caches };
  const fresh = await judged(folder, env);
  const files = readdirSync(plansIn(caches));
  expect(files).toHaveLength(2); // the gate and its plan
  expect(await judged(folder, env)).toBe(fresh);
  expect(await judged(folder, {}, "--no-cache")).toBe(fresh);
  expect(readdirSync(plansIn(caches))).toEqual(files);
});

test("what others could read or write is neither made nor used", async () => {
  const caches = folderWith();
  await judged(inShop(), { XDG_CACHE_HOME: caches });
  expect(statSync(plansIn(caches)).mode & 0o777).toBe(0o700);

  const open = folderWith({ "holdpoint/plans/.keep": "" });
  chmodSync(plansIn(open), 0o777);
  await judged(inShop(), { XDG_CACHE_HOME: open });
  expect(readdirSync(plansIn(open))).toEqual([".keep"]);
});

// How a file of the cache may be damaged.
test.each<[string, (text: string) => string]>([
  ["emptied", () => ""],
  ["cut off", (text) => text.slice(0, text.length / 2)],
  ["changed by a character", (text) => text.replace("BLOCK", "BLOCX")],
  ["given code of another's", (text) => text.replace('"code":"', '"code":"throw 1;')],
  ["replaced by another file", () => "{}"],
])("a cached plan that was %s is made again", async (_what, damage) => {
  const [folder, caches] = [inShop(), folderWith()];
  const env = { XDG_CACHE_HOME: caches };
  const fresh = await judged(folder, env);
  const paths = readdirSync(plansIn(caches)).map((name) => join(plansIn(caches), name));
  for (const path of paths) writeFileSync(path, damage(readFileSync(path, "utf8")));
  expect(await judged(folder, env)).toBe(fresh);
});

test("a rule that changes is compiled anew", async () => {
  const [folder, caches] = [inShop(), folderWith()];
  const env = { XDG_CACHE_HOME: caches };
  await judged(folder, env);
  const path = join(folder, "rulesets/shop/rules.yaml");
  writeFileSync(path, readFileSync(path, "utf8").replace('"BLOCK")', '"NEVER")'));
  expect((await cli(args, { cwd: folder, env })).code).toBe(0);
});

test.each([
  ["no home", {}],
  ["a home that is no folder", { HOME: "/dev/null" }],
  ["a home that is not there", { HOME: "/nonexistent/home" }],
  ["a relative folder", { XDG_CACHE_HOME: "caches" }],
])("%s costs time and nothing else", async (_what, env) => {
  await judged(inShop(), env);
});

test("the cache keeps no more than it should", async () => {
  const caches = folderWith(
    Object.fromEntries(
      Array.from({ length: 80 }, (_, i) => [`holdpoint/plans/${i}.cached`, "old"]),
    ),
  );
  chmodSync(plansIn(caches), 0o700);
  await judged(inShop(), { XDG_CACHE_HOME: caches });
  expect(readdirSync(plansIn(caches)).length).toBeLessThanOrEqual(64);
});
