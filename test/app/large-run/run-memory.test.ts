import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { repository } from "../../support/house.ts";

/** Runs in a process with little memory; gives what it told, and the most that it had. */
function inProcess(records: number) {
  const folder = mkdtempSync(join(tmpdir(), "holdpoint-run-"));
  try {
    const ended = spawnSync(
      process.execPath,
      [
        "--max-old-space-size=64",
        "--import",
        join(repository, "test/support/tell-peak.mjs"),
        join(repository, "test/support/workers/run-in-process.ts"),
        folder,
        `${records}`,
      ],
      { encoding: "utf8" },
    );
    if (ended.status !== 0) throw new Error(ended.stderr);
    const peakMb = Number(/peak (\d+) kB/.exec(ended.stderr)?.[1]) / 1024;
    return { ...JSON.parse(ended.stdout), peakMb, left: readdirSync(join(folder, "work")) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("memory does not grow with a run, a third of whose records have company, and its tasks leave no folder", () => {
  const [small, large] = [inProcess(3_000), inProcess(15_000)];
  expect(large).toMatchObject({ received: 15_000, left: [] });
  expect(large.parts).toBeGreaterThan(25);
  expect(large.sizeBytes).toBeGreaterThan(29_000_000);
  // Kept as values, the records would need more than the heap has: 30 MB of text are some 80 MB.
  expect(large.peakMb - small.peakMb).toBeLessThan(64);
  expect(large.peakMb).toBeLessThan(260);
});
