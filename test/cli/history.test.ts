import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { cli, shop } from "../support/cli.ts";
import { repository } from "../support/house.ts";

const invoice = readFileSync(join(repository, "rulesets/billing-run/cases/invoice.json"), "utf8");
const header = (run: string, start: string, end: string) => ({
  run_id: run,
  seller_id: "S-1",
  billing_cycle: "monthly-01",
  run_type: "regular",
  period_start: start,
  period_end: end,
  control_totals: [{ currency: "EUR", invoice_count: 1 }],
});
const october = header("R-10", "2026-10-01", "2026-10-31");
const november = header("R-11", "2026-11-01", "2026-11-30");

/** Compiled rule sets, kept for all the runs of the command here. */
const caches = mkdtempSync(join(tmpdir(), "holdpoint-"));

/** A folder with two runs of one invoice, and a way to run the command there. */
function folder() {
  const cwd = shop();
  const write = (name: string, value: unknown) =>
    writeFileSync(join(cwd, name), JSON.stringify(value));
  write("october.json", { content_hash: "a1", subject: october });
  write("november.json", { subject: november });
  writeFileSync(join(cwd, "invoice.ndjson"), `${JSON.stringify(JSON.parse(invoice))}\n`);
  const run = (args: string) => cli(args.split(" "), { cwd, env: { XDG_CACHE_HOME: caches } });
  return { cwd, run, write };
}

const judging = (run: string, more = "") =>
  `check ${run}.json invoice.ndjson --gate billing-run --output json=${run}-report.json${more}`;
const adding = (run: string, on: string) =>
  `history add ${run}-report.json history.json --gate billing-run --run ${run}.json --released-on ${on}`;

const reportIn = (cwd: string, run: string) =>
  JSON.parse(readFileSync(join(cwd, `${run}-report.json`), "utf8"));

test("a released run is what the next one is compared with", async () => {
  const { cwd, run } = folder();
  await run(judging("october"));
  const { code, stdout } = await run(adding("october", "2026-11-02"));
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout:
      "history.json: run R-10 added, released on 2026-11-02 (its verdict was block); " +
      "it holds 1 released run\n",
  });
  const { runs } = JSON.parse(readFileSync(join(cwd, "history.json"), "utf8"));
  expect(runs[0]).toMatchObject({
    run: { run_id: "R-10", seller_id: "S-1", period_end: "2026-10-31" },
    released_on: "2026-11-02",
    content_hash: "a1",
    aggregates: { documents: "1", net_by_currency: { EUR: "61.35" } },
  });
  expect(runs[0].run.control_totals).toBeUndefined();

  // The next month is new, and the same month again is not.
  await run(judging("november", " --history history.json"));
  const next = reportIn(cwd, "november");
  const rulesOf = (report: { violations: { rule: string }[] }) =>
    report.violations.map(({ rule }) => rule);
  expect(rulesOf(next)).not.toContain("BIL-44");
  expect(next.read.history).toMatch(/^[0-9a-f]{64}$/);
  await run(judging("october", " --history history.json"));
  const again = reportIn(cwd, "october").violations.filter(
    ({ rule }: { rule: string }) => rule === "BIL-44",
  );
  expect(again.map(({ check }: { check: string }) => check)).toEqual(["content", "run"]);
});

test("without a history the rules that read it are listed, and hold nothing", async () => {
  const { cwd, run } = folder();
  await run(judging("october"));
  const report = reportIn(cwd, "october");
  const lacking = report.rules.flatMap(
    ({ rule, notConfigured }: { rule: string; notConfigured?: { needs: string[] } }) =>
      notConfigured?.needs.includes("history") ? [rule] : [],
  );
  expect(lacking).toEqual(["44", "45", "46", "50", "51", "52", "55"].map((n) => `BIL-${n}`));
  expect(report.read?.history).toBeUndefined();
});

// What is wrong with what was asked, and what is said.
test.each([
  [
    "history add october-report.json h.json --gate billing-run --released-on 2026-11-02",
    "--run is missing",
  ],
  [
    "history add october.json h.json --gate billing-run --run october.json --released-on 2026-11-02",
    "this is no report",
  ],
  [
    "history add october-report.json h.json --gate order --released-on 2026-11-02",
    "the report is of 'billing-run'",
  ],
  [
    "history add october-report.json h.json --gate billing-run --run october.json --released-on tomorrow",
    'h.json#/runs/0/released_on: "tomorrow", but must be a date',
  ],
  [
    "history add october-report.json h.json --gate billing-run --run invoice.ndjson --released-on 2026-11-02",
    "h.json#/runs/0/run/seller_id: is not there",
  ],
  [
    "history add nothing.json h.json --gate billing-run --run october.json --released-on 2026-11-02",
    "nothing.json cannot be read",
  ],
])("%s: %s", async (args, says) => {
  const { run } = folder();
  await run(judging("october"));
  const { code, stderr } = await run(args);
  expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringContaining(says) });
});

test("a run is added once, and nothing is lost when it is refused", async () => {
  const { cwd, run } = folder();
  await run(judging("october"));
  await run(adding("october", "2026-11-02"));
  const before = readFileSync(join(cwd, "history.json"), "utf8");
  const { code, stderr } = await run(adding("october", "2026-11-03"));
  expect({ code, stderr }).toEqual({
    code: 3,
    stderr: expect.stringContaining("run R-10 is in history.json already, released on 2026-11-02"),
  });
  expect(readFileSync(join(cwd, "history.json"), "utf8")).toBe(before);
});

test("a history that is wrong is told before anything is judged", async () => {
  const { run, write } = folder();
  write("history.json", {
    schema: "holdpoint/history/1",
    runs: [{ aggregates: { documents: 3 } }],
  });
  const { code, stderr } = await run(judging("october", " --history history.json"));
  expect(code).toBe(3);
  expect(stderr).toContain('history.json#/runs/0/aggregates/documents: 3: write it as text, "3"');
  expect(stderr).toContain("history.json#/runs/0/run: is not there");
  const gone = await run(judging("october", " --history nothing.json"));
  expect({ code: gone.code, stderr: gone.stderr }).toEqual({
    code: 3,
    stderr: expect.stringContaining("nothing.json cannot be read: there is no such file"),
  });
});
