import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { obstacleTo, writeWhole } from "../../../lib/adapters/files/output-file.ts";
import { folderWith } from "../../support/cli.ts";

test("a file is written whole, whatever its pieces", () => {
  const folder = folderWith();
  const path = join(folder, "a.txt");
  const pieces = Array.from({ length: 10_000 }, (_, i) => `piece ${i}, žluťoučký\n`);
  writeWhole(path, pieces);
  expect(readFileSync(path, "utf8")).toBe(pieces.join(""));
  expect(readdirSync(folder)).toEqual(["a.txt"]);
});

test("a file that cannot be made to its end leaves the one that was there", () => {
  const folder = folderWith({ "a.txt": "before" });
  const path = join(folder, "a.txt");
  const pieces = function* () {
    yield "half";
    throw new Error("no more");
  };
  expect(() => writeWhole(path, pieces())).toThrow("no more");
  expect(readFileSync(path, "utf8")).toBe("before");
  expect(readdirSync(folder)).toEqual(["a.txt"]);
});

test("a file that is replaced keeps its permissions, a link its target", () => {
  const folder = folderWith({ "a.txt": "before" });
  chmodSync(join(folder, "a.txt"), 0o600);
  symlinkSync("a.txt", join(folder, "link.txt"));
  writeWhole(join(folder, "link.txt"), ["after"]);
  expect(readFileSync(join(folder, "a.txt"), "utf8")).toBe("after");
  expect(statSync(join(folder, "a.txt")).mode & 0o777).toBe(0o600);
});

test("a device is written to, and stays a device", () => {
  writeWhole("/dev/null", ["x"]);
  expect(statSync("/dev/null").isCharacterDevice()).toBe(true);
});

test("obstacles are told before the work", () => {
  const folder = folderWith({ "a.txt": "x" });
  mkdirSync(join(folder, "b"));
  expect(obstacleTo(join(folder, "a.txt"))).toBeUndefined();
  expect(obstacleTo(join(folder, "new.txt"))).toBeUndefined();
  expect(obstacleTo("/dev/null")).toBeUndefined();
  expect(obstacleTo(join(folder, "b"))).toMatch(/is a folder/);
  expect(obstacleTo(join(folder, "none/new.txt"))).toMatch(/folder does not exist/);
  writeFileSync(join(folder, "file"), "");
  expect(obstacleTo(join(folder, "file/new.txt"))).toBeDefined();
});
