import { cpSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { randomOf } from "../../lib/generate/random.ts";
import { generated } from "./generated-run.ts";
import { digestByCheck, judgedByMachine } from "./judged-by-machine.ts";
import { receivedAt } from "./machine-ports.ts";

// A share of `npm run test:million`: the real functions, each in processes of its own.

/** Two parts: the first has 8 MiB. */
const records = 4_000;

const run = generated(records);
const files = run.files.map((name) => join(run.folder, name));
const tables = mkdtempSync(join(tmpdir(), "holdpoint-tables-"));
for (const name of ["products", "sellers"])
  cpSync(join(run.folder, `reference/${name}.ndjson`), join(tables, `${name}.ndjson`));

/** From 0 up to 1, the same in each run of the tests. */
const seeded = () => {
  const random = randomOf(7, "machine");
  return () => random.between(0, 999_999) / 1_000_000;
};

test("one call in three going wrong, the report is that of holdpoint check", async () => {
  const report = join(mkdtempSync(join(tmpdir(), "holdpoint-report-")), "report.json");
  const expected = await digestByCheck({ ...run, tables, report }, receivedAt);
  const judged = await judgedByMachine({
    ...{ files, tables, key: run.key, processes: 1, random: seeded() },
    chaos: 0.33,
  });
  expect(judged.execution).toMatchObject({ status: "SUCCEEDED" });
  expect(judged.reportDigest).toBe(expected);
  expect(judged.run).toMatchObject({ state: "judged", judging: { attempt: 1 } });
  expect(judged.entry?.counts.received).toBe(records);
  const befell = Object.values(judged.mishaps).reduce((sum, count) => sum + count, 0);
  expect(befell).toBeGreaterThan(3);
}, 600_000);

test("a part that keeps failing holds its records and says so; the others are judged", async () => {
  const { execution, entry, report } = await judgedByMachine({
    ...{ files, tables, key: run.key, processes: 1, random: seeded(), chaos: 0 },
    breaks: ({ step, tasks = [] }) =>
      step === "judge" && tasks.some((task) => task.do === "judge" && task.part.number === 1),
  });
  expect(execution).toMatchObject({ status: "SUCCEEDED" });
  const { received = 0, passed = 0, held = 0, blocked = 0 } = entry?.counts ?? {};
  expect([received, passed + held + blocked]).toEqual([records, records]);
  expect(held).toBeGreaterThan(500);
  expect(held).toBeLessThan(3_500);
  const said = report?.violations.filter(({ rule }) => rule === "unjudged") ?? [];
  const why = said.filter((one) => JSON.stringify(one).includes("memory or time did not suffice"));
  expect(why).not.toHaveLength(0);
}, 600_000);
