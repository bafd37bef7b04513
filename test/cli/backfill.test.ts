import { mkdirSync, mkdtempSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { generate } from "../../lib/generate/generate.ts";
import { cli, shop } from "../support/cli.ts";

/** Compiled rule sets, kept for all the runs of the command here. */
const caches = mkdtempSync(join(tmpdir(), "holdpoint-"));

interface Run {
  readonly header: { subject: Record<string, unknown> } & Record<string, unknown>;
  readonly lines: readonly string[];
}

/** A generated run of invoices of one seller, as if it had been billed in a month. */
function runOf(month: number, records: number): Run {
  const generation = generate("billing-run", { records, defectsPerTenThousand: 0, seed: 7 });
  const lines: string[] = [];
  for (const { value } of generation.records()) lines.push(JSON.stringify(value));
  const { header = {} } = generation.finish();
  const name = `2026-${String(month).padStart(2, "0")}`;
  const { subject, ...envelope } = header as Run["header"];
  return {
    header: {
      ...envelope,
      requested_release_at: undefined,
      released_on: `${name}-28`,
      subject: { ...subject, run_id: `R-${name}` },
    },
    lines,
  };
}

const months = [1, 2, 3].map((month) => runOf(month, 20 + month));

/** A folder with old runs in several forms, and a way to run the command there. */
function folder() {
  const cwd = shop();
  const [first, second, third] = months as [Run, Run, Run];
  // One document; a folder of a header and lines; two files whose header stands elsewhere.
  const { subject, ...envelope } = first.header;
  const invoices = first.lines.map((line) => JSON.parse(line));
  const document = { ...envelope, subject: { ...subject, invoices } };
  writeFileSync(join(cwd, "january.json"), JSON.stringify(document));
  mkdirSync(join(cwd, "february"));
  writeFileSync(join(cwd, "february/run.json"), JSON.stringify(second.header));
  writeFileSync(join(cwd, "february/invoices.ndjson"), second.lines.join("\n"));
  writeFileSync(join(cwd, "march-run.json"), JSON.stringify(third.header));
  writeFileSync(join(cwd, "march.ndjson"), third.lines.join("\n"));
  const run = (args: string) => cli(args.split(" "), { cwd, env: { XDG_CACHE_HOME: caches } });
  const backfill = (args: string) =>
    run(`history backfill ${args} --gate billing-run --history h.json`);
  const history = () => readFileSync(join(cwd, "h.json"), "utf8");
  const runs = () => JSON.parse(history()).runs;
  return { cwd, run, backfill, history, runs };
}

test("old runs of any form are what the next run is compared with", async () => {
  const { cwd, run, backfill, history, runs } = folder();
  const last = await backfill("march.ndjson --run march-run.json");
  expect({ code: last.code, stdout: last.stdout }).toEqual({
    code: 0,
    stdout: "h.json: 1 run added; it holds 1 released run, 2026-03-28 to 2026-03-28\n",
  });
  const { code, stdout } = await backfill("february january.json");
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: "h.json: 2 runs added; it holds 3 released runs, 2026-01-28 to 2026-03-28\n",
  });
  expect(runs().map((one: { run: { run_id: string } }) => one.run.run_id)).toEqual(
    [1, 2, 3].map((month) => `R-2026-0${month}`),
  );

  // The figures are those of the report.
  await run(
    "check february/run.json february/invoices.ndjson --gate billing-run --output json=r.json",
  );
  const report = JSON.parse(readFileSync(join(cwd, "r.json"), "utf8"));
  expect(runs()[1].aggregates).toEqual(report.aggregates);
  expect(report.aggregates.documents).toBe("22");

  // Again, from elsewhere, and together: nothing changes.
  const before = history();
  renameSync(join(cwd, "january.json"), join(cwd, "jan.json"));
  const again = await backfill("jan.json february february");
  expect(again.stdout).toBe(
    "h.json: 0 runs added, 3 already there; it holds 3 released runs, 2026-01-28 to 2026-03-28\n",
  );
  expect(history()).toBe(before);

  // The run that is judged next finds them.
  await run(
    "check march-run.json march.ndjson --gate billing-run --history h.json --output json=r.json",
  );
  const judged = JSON.parse(readFileSync(join(cwd, "r.json"), "utf8"));
  const rules = judged.violations.map(({ rule }: { rule: string }) => rule);
  expect(rules).toContain("BIL-44"); // it was released before
});

test("rows of a mapping have their header beside them", async () => {
  const { cwd, backfill, runs } = folder();
  mkdirSync(join(cwd, "april"));
  writeFileSync(join(cwd, "april/run.json"), JSON.stringify(months[0]?.header));
  writeFileSync(join(cwd, "april/rows.csv"), "no,net,cur\nI-1,10.00,EUR\nI-2,2.50,EUR\n");
  writeFileSync(
    join(cwd, "erp.yaml"),
    "name: erp\nsubject: billing-run\nreads: csv\nrecord:\n  invoice_number: no\n  total_net: net\n  currency: cur\n",
  );
  const { code, stderr } = await backfill("april --mapping erp.yaml");
  expect({
    code,
    stderr: stderr.split("\n").filter((line) => !line.includes("is unknown")),
  }).toEqual({ code: 0, stderr: [""] });
  expect(runs()[0]).toMatchObject({
    released_on: "2026-01-28",
    aggregates: { documents: "2", net_by_currency: { EUR: "12.50" } },
  });
});

// What is wrong with what was asked, and what is said; nothing is written.
test.each<[args: string, says: readonly string[]]>([
  ["march.ndjson", ["march.ndjson: nothing says when it was released"]],
  ["march.ndjson --released-on tomorrow", ['march.ndjson: --released-on is "tomorrow"']],
  ["march.ndjson --released-on 2026-03-28", ["h.json#/runs/0/run/seller_id: is not there"]],
  ["january.json february --released-on 2026-03-28", ["does not say of which run"]],
  ["january.json --released-on april=2026-03-28", ["no run is called 'april'"]],
  ["january.json march.ndjson --run march-run.json", ["--run is the header of one run"]],
  ["january.json broken.ndjson gone.ndjson", ["gone.ndjson cannot be read"]],
  [
    "january.json broken.ndjson march.ndjson --released-on broken.ndjson=2026-04-01",
    [
      "broken.ndjson: 1 of 2 records cannot be read",
      "broken.ndjson:2",
      "march.ndjson: nothing says",
    ],
  ],
  ["empty.json --released-on 2026-03-28", ["empty.json has no records"]],
])("%s", async (args, says) => {
  const { cwd, backfill } = folder();
  writeFileSync(join(cwd, "broken.ndjson"), `${months[0]?.lines[0]}\n{"invoice_number": \n`);
  writeFileSync(join(cwd, "empty.json"), "[]");
  const { code, stderr } = await backfill(args);
  for (const said of says) expect(stderr).toContain(said);
  expect(code).toBe(3);
  expect(() => readFileSync(join(cwd, "h.json"))).toThrow("ENOENT");
});

test("days are named by run, file or folder", async () => {
  const { backfill, runs } = folder();
  await backfill(
    "january.json february --released-on R-2026-01=2026-05-01 --released-on february=2026-04-01",
  );
  expect(
    runs().map((one: { run: { run_id: string }; released_on: string }) => [
      one.run.run_id,
      one.released_on,
    ]),
  ).toEqual([
    ["R-2026-02", "2026-04-01"],
    ["R-2026-01", "2026-05-01"],
  ]);
});
