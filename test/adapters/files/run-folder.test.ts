import { existsSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import {
  interruptedRun,
  newRunFolder,
  removeDeserted,
} from "../../../lib/adapters/files/run-folder.ts";

const manifest = {
  schema: "holdpoint/run/1",
  businessAt: "2026-11-22T10:00:00Z",
  facts: {},
} as const;

let runs: string;
beforeEach(() => {
  runs = join(mkdtempSync(join(tmpdir(), "holdpoint-runs-")), "runs");
});
afterEach(() => rmSync(join(runs, ".."), { recursive: true }));

/** A run that was interrupted, with its process gone. */
function interrupted(key: string): string {
  const folder = newRunFolder(runs, key);
  folder.record(manifest);
  folder.release();
  return folder.path;
}

test("a run that another process takes away meanwhile is in nobody's way", () => {
  const path = interrupted("ours");
  // What was there when the folder was listed, and is not when it is looked at.
  for (const name of ["ours-gone", "other-gone"]) symlinkSync("/nowhere", join(runs, name));
  expect(interruptedRun(runs, "ours")?.folder.path).toBe(path);
  expect(interruptedRun(runs, "ours")).toBeUndefined();
  const folder = newRunFolder(runs, "ours");
  removeDeserted(runs, "ours");
  expect(existsSync(folder.path)).toBe(true);
});

test("what was left long ago is taken away by the next run, whosesoever it was", () => {
  const [old, young] = [interrupted("theirs"), interrupted("theirs")];
  const eightDaysAgo = new Date(Date.now() - 8 * 86_400_000);
  utimesSync(join(old, "run.json"), eightDaysAgo, eightDaysAgo);
  newRunFolder(runs, "ours");
  expect([old, young].map((path) => existsSync(path))).toEqual([false, true]);
});

test("a run whose manifest is damaged is not taken up", () => {
  const path = interrupted("ours");
  writeFileSync(join(path, "run.json"), '{"schema":"holdpoint/run/1","fac');
  expect(interruptedRun(runs, "ours")).toBeUndefined();
  expect(basename(newRunFolder(runs, "ours").path)).toMatch(/^ours-/);
});
