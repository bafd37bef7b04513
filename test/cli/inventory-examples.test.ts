import { join } from "node:path";
import type { Report } from "../../lib/core/report.ts";
import { cli } from "../support/cli.ts";
import { repository } from "../support/house.ts";

const folder = join(repository, "examples/inventory");

// What each example shows; `hold` is the snapshot of the specification's annex C, as its errata correct it.
test.each([
  ["pass", []],
  [
    "hold",
    [
      "P-1: INV-11/cost",
      "PUMP-7: INV-05/fill",
      "PUMP-7: INV-06",
      "PUMP-7: INV-10",
      "PUMP-7: INV-15",
      "run: INV-23/better",
    ],
  ],
  [
    "block",
    ["BEANS-4: INV-01/target_level", "P-7: INV-19", "PUMP-5: INV-16", "RQ-8802: INV-60/arrival"],
  ],
])("the example '%s' gives its name", async (name, expected) => {
  const { stdout } = await cli([
    ...["check", join(folder, `${name}.json`), "--gate", "inventory", "--as-of", "2026-11-21"],
    ...["--reference", join(folder, "reference"), "--output", "json"],
  ]);
  const report = JSON.parse(stdout) as Report;
  const found = report.violations
    .filter(({ shadow }) => !shadow)
    .map(
      ({ record, rule, check }) => `${record?.key ?? "run"}: ${rule}${check ? `/${check}` : ""}`,
    );
  expect([...new Set(found)].sort()).toEqual(expected);
  expect(report.verdict).toBe(name);
});
