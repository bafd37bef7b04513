import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Report } from "../../lib/core/report.ts";
import type { Defect } from "../../lib/generate/generated.ts";
import { cli, folderWith } from "../support/cli.ts";

/** Records of each generated run; the acceptance of the shipped rules is at 100,000. */
const records = Number(process.env["HOLDPOINT_GENERATED_RECORDS"] ?? 3000);

/** What is checked of each kind: inputs beside the records, and what the truth says in `line: rule`. */
const kinds: readonly (readonly [kind: string, args: (folder: string) => readonly string[]])[] = [
  ["order", (folder) => [`${folder}/orders.ndjson`]],
  [
    "billing-run",
    (folder) => [
      ...[`${folder}/run.json`, `${folder}/invoices.ndjson`],
      ...["--history", `${folder}/history.json`],
    ],
  ],
  ["reminders", (folder) => [`${folder}/run.json`, `${folder}/notices.json`]],
  ["service-change", (folder) => [`${folder}/changes.ndjson`]],
];

/** Reminders are judged at the gate of the invoices that they remind of. */
const gateOf = (kind: string): string => (kind === "reminders" ? "billing-run" : kind);

const lineOf = (line: number | null | undefined, rule: string): string =>
  `${line ?? "run"}: ${rule}`;

function truthOf(folder: string): readonly string[] {
  const lines = readFileSync(join(folder, "truth.ndjson"), "utf8").split("\n").filter(Boolean);
  const defects = lines.map((line) => JSON.parse(line) as Defect);
  const found = defects.flatMap(({ line, expected }) =>
    expected.map(({ rule }) => lineOf(line, rule)),
  );
  return [...new Set(found)].sort();
}

/** What counted, or what only rules in shadow said. */
function foundIn({ violations }: Report, inShadow = false): readonly string[] {
  const counted = violations.filter(({ shadow = false }) => shadow === inShadow);
  const found = counted.map(({ rule, record }) => lineOf(record?.place.line, rule));
  return [...new Set(found)].sort();
}

/** BIL-54 compares with few months, so that of noisy usage a little is held: less than 0.5 %. */
const isStatistical = (line: string): boolean => line.endsWith(": BIL-54");

describe.each(kinds)("generated %s", (kind, inputs) => {
  const judged = async (defects: string): Promise<readonly [Report, string]> => {
    const folder = join(folderWith(), kind);
    const made = ["generate", kind, "--seed", "42", "--records", String(records)];
    const { code, stderr } = await cli([...made, "--defects", defects, "--out", folder]);
    expect([code, stderr]).toEqual([0, ""]);
    const args = ["check", ...inputs(folder), "--gate", gateOf(kind), "--as-of", "2026-12-01"];
    const tables = ["--reference", join(folder, "reference")];
    const output = ["--output", "json", "--max-violations", "1000000"];
    const checked = await cli([...args, ...tables, ...output]);
    // Large tables are put into a store first, which is told.
    expect(checked.stderr.replace(/^The tables in .* temporary store; .*\n/, "")).toBe("");
    return [JSON.parse(checked.stdout) as Report, folder];
  };

  test("every planted defect is found by its rule, and nothing else is", async () => {
    const [report, folder] = await judged("3%");
    const [planted, shadows] = [truthOf(folder), foundIn(report, true)];
    // A rule in shadow may say more than was planted, but no less.
    const inShadow = new Set(shadows.map((line) => line.split(": ")[1]));
    const isShadow = (line: string): boolean => inShadow.has(line.split(": ")[1]);
    const isCounted = (line: string): boolean => !isShadow(line);
    const isSure = (line: string): boolean => planted.includes(line) || !isStatistical(line);
    const found = foundIn(report);
    expect(found.filter(isSure)).toEqual(planted.filter(isCounted));
    expect(found.length - found.filter(isSure).length).toBeLessThan(records * 0.005);
    expect(shadows).toEqual(expect.arrayContaining(planted.filter(isShadow)));
    expect(report.counts.received).toBe(records);
    expect(report.counts.unreadable).toBe(0);
  }, 300_000);

  test("a clean submission passes, but for what a statistical rule holds", async () => {
    const [report] = await judged("0");
    const allowed = kind === "billing-run" ? isStatistical : () => false;
    expect(foundIn(report).filter((line) => !allowed(line))).toEqual([]);
    expect(report.verdict).toBe(foundIn(report).length === 0 ? "pass" : "hold");
    expect(report.counts.blocked).toBe(0);
    expect(report.counts.held).toBeLessThan(records * 0.005);
    expect(report.counts.passed + report.counts.held).toBe(records);
  }, 300_000);
});

test("a folder that is there is not written over", async () => {
  const folder = folderWith({ "run/mine.txt": "mine" });
  const { code, stderr } = await cli(["generate", "order", "--out", "run"], { cwd: folder });
  expect(stderr).toContain("run is there already: name a folder that is not");
  expect(code).toBe(3);
});

test.each([
  [
    "invoices",
    [],
    "'invoices' cannot be generated: name one of billing-run, reminders, campaign, order, inventory, service-change",
  ],
  ["order", ["--defects", "2"], "--defects is '2', but must be a share from 0 to 1"],
  ["order", ["--defects", "0.00001"], "in steps of 0.01%"],
  ["order", ["--records", "0"], "--records is '0', but must be a whole number from 1 to"],
  ["order", ["--records", "1e3"], "--records is '1e3'"],
  ["order", ["--seed", "-1"], "--seed"],
])("generate %s %j is refused with what would be right", async (kind, flags, message) => {
  const { code, stderr } = await cli(["generate", kind, ...flags], { cwd: folderWith() });
  expect(stderr).toContain(message);
  expect(code).toBe(3);
});
