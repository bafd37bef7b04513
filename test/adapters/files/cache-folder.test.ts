import { chmodSync, readdirSync, readFileSync, renameSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { folderCache, noCache } from "../../../lib/adapters/files/cache-folder.ts";
import { cacheFolder } from "../../../lib/adapters/files/private-folder.ts";
import { folderWith } from "../../support/cli.ts";

test("what was written is read, under its own key alone", () => {
  const folder = join(folderWith(), "plans");
  const cache = folderCache(folder);
  expect(cache.read("a")).toBeUndefined();
  cache.write("a", "one\ntwo");
  expect(cache.read("a")).toBe("one\ntwo");
  expect(cache.read("b")).toBeUndefined();
  const [file] = readdirSync(folder);
  renameSync(join(folder, file as string), join(folder, "b.cached")); // not taken for another's
  expect(cache.read("b")).toBeUndefined();
});

test("a folder that others may write is neither read nor written", () => {
  const folder = join(folderWith(), "plans");
  const cache = folderCache(folder);
  cache.write("a", "text");
  chmodSync(folder, 0o777);
  expect(cache.read("a")).toBeUndefined();
  cache.write("b", "text");
  expect(readdirSync(folder)).toEqual(["a.cached"]);
});

test("a link in the place of the folder is not followed", () => {
  const [mine, theirs] = [folderWith(), folderWith()];
  symlinkSync(theirs, join(mine, "plans"));
  folderCache(join(mine, "plans")).write("a", "text");
  expect(readdirSync(theirs)).toEqual([]);
});

test("without a folder nothing is kept, and nothing fails", () => {
  for (const cache of [noCache, folderCache(undefined), folderCache("/dev/null/x")]) {
    cache.write("a", "text");
    expect(cache.read("a")).toBeUndefined();
  }
});

test.each([
  [{ XDG_CACHE_HOME: "/c", HOME: "/h" }, "/c/holdpoint"],
  [{ HOME: "/h" }, "/h/.cache/holdpoint"],
  [{ XDG_CACHE_HOME: "relative", HOME: "/h" }, "/h/.cache/holdpoint"], // as the specification says
  [{ XDG_CACHE_HOME: "", HOME: "" }, undefined],
  [{}, undefined],
])("of %j the cache is %s", (env, folder) => {
  expect(cacheFolder(env)).toBe(folder);
});

test("what is kept is as it was written, to the byte", () => {
  const folder = join(folderWith(), "plans");
  folderCache(folder).write("a", "žlutý\n");
  expect(readFileSync(join(folder, "a.cached"), "utf8")).toMatch(/^[0-9a-f]{64}\nžlutý\n$/);
});
