import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Report } from "../../lib/core/report.ts";
import type { Defect } from "../../lib/generate/generated.ts";
import { cli, folderWith } from "../support/cli.ts";

/** Articles of each generated snapshot; proposals and requests come beside them. */
const records = Number(process.env["HOLDPOINT_GENERATED_RECORDS"] ?? 1500);

/** By its key, since proposals and requests stand in the header's file and not in that of articles. */
const named = (key: string | null | undefined, rule: string, check?: string): string =>
  `${key ?? "run"}: ${rule}${check === undefined ? "" : `/${check}`}`;

async function judged(seed: string, defects: string): Promise<readonly [Report, string]> {
  const folder = join(folderWith(), "snapshot");
  const size = ["--seed", seed, "--records", String(records), "--defects", defects];
  const made = await cli(["generate", "inventory", ...size, "--out", folder]);
  expect([made.code, made.stderr]).toEqual([0, ""]);
  const { stdout } = await cli([
    ...["check", `${folder}/run.json`, `${folder}/items.ndjson`, "--gate", "inventory"],
    ...["--reference", join(folder, "reference"), "--as-of", "2026-12-01"],
    ...["--history", join(folder, "history.json")],
    ...["--output", "json", "--max-violations", "1000000"],
  ]);
  return [JSON.parse(stdout) as Report, folder];
}

test.each(["42", "7"])(
  "every defect planted with seed %s is found by its rule, and nothing else",
  async (seed) => {
    const [report, folder] = await judged(seed, "5%");
    const lines = readFileSync(join(folder, "truth.ndjson"), "utf8").split("\n").filter(Boolean);
    const truth = lines
      .map((line) => JSON.parse(line) as Defect)
      .flatMap(({ record, expected }) =>
        expected.map(({ rule, check }) => [record, rule, check] as const),
      );
    const planted = new Set(truth.map(([, rule]) => rule));
    expect(planted.size).toBeGreaterThanOrEqual(20);
    // Rules that have one check alone are planted without its name.
    const unchecked = new Set(truth.filter(([, , check]) => !check).map(([, rule]) => rule));
    const found = new Set(
      report.violations.map(({ record, rule, check }) =>
        named(record?.key, rule, unchecked.has(rule) ? undefined : check),
      ),
    );
    expect([...found].sort()).toEqual(
      [...new Set(truth.map(([key, rule, check]) => named(key, rule, check)))].sort(),
    );
    expect(report.counts.unreadable).toBe(0);
    // Each where the truth says that it stands, proposals and requests in the header's file.
    const places = new Set(
      report.violations.map(({ record }) => `${record?.key}:${record?.place.line}`),
    );
    for (const line of lines) {
      const { record, line: at } = JSON.parse(line) as Defect;
      if (record !== null) expect([...places]).toContain(`${record}:${at}`);
    }
  },
);

test("a clean snapshot passes whole, rules in shadow included", async () => {
  const [report] = await judged("42", "0");
  expect(report.violations).toEqual([]);
  expect(report.verdict).toBe("pass");
  expect(report.counts.passed).toBe(report.counts.received);
  // Every rule has what it needs, and judges.
  expect(report.rules.filter(({ notConfigured }) => notConfigured)).toEqual([]);
});
