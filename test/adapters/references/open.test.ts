import { renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findReferences, type ReferencesNamed } from "../../../lib/adapters/references/find.ts";
import { openReferences } from "../../../lib/adapters/references/open.ts";
import { enrich } from "../../../lib/app/enrich.ts";
import { rowsAsTables } from "../../../lib/app/reference/tables-port.ts";
import { tablesRead } from "../../../lib/app/reference/tables-read.ts";
import { compileRuleset } from "../../../lib/core/compile-ruleset.ts";
import type { Context } from "../../../lib/core/context.ts";
import { judgeAll } from "../../../lib/core/judge-all.ts";
import type { Plan } from "../../../lib/core/plan.ts";
import type { ReadRecord } from "../../../lib/core/record.ts";
import type { Report } from "../../../lib/core/report.ts";
import type { ReferenceRows } from "../../../lib/core/subject.ts";
import { orderSubject } from "../../../lib/subjects/order/index.ts";
import { cli, folderWith, orderLine } from "../../support/cli.ts";

const rule = (id: string, body: string) => `
- id: ${id}
  title: ${id}
  severity: hold
  source: test
  prevents: Nothing.
  message: "{key}"
${body}`;

/** Rules that look up, go through a table, and compare with an archive. */
const rules = [
  rule(
    "TST-01",
    `  each: record.items
  must: lookup("products", item.sku).status == "active" && rows("stock", item.sku).size() == 2
  at: [item.sku]`,
  ),
  rule(
    "TST-02",
    `  scope: set
  must: others(key(record.order_number), true, "order_archive").size() == 0
  at: [record.order_number]`,
  ),
];
const roster = rule(
  "TST-03",
  `  for: { table: customers, as: customer, where: customer.status == "active" }
  must: customer.customer_id in records.key(r, r.customer.customer_id)`,
).replace('message: "{key}"', 'message: "{id}"\n  values: { id: customer.customer_id }');

function planOf(...texts: readonly string[]): Plan {
  const ruleset = "name: tst\\nsubject: order\\nlanguages: [en]\\n".replaceAll("\\n", "\n");
  const compiled = compileRuleset({
    files: [
      { path: "ruleset.yaml", text: ruleset },
      { path: "rules.yaml", text: texts.join("\n") },
    ],
    subject: orderSubject,
  });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems, null, 1));
  return compiled.plan;
}

const readings = ["A", "B", "C", "D"].map((name, index): ReadRecord => {
  const line = orderLine(`N-${name}`, {
    customer: { customer_id: `CU-${name}` },
    items: [{ sku: name, quantity: "1", unit_price: "10.00" }],
  });
  return {
    kind: "record",
    position: { file: 0, offset: index },
    place: { file: "orders.ndjson", line: index + 1 },
    value: JSON.parse(line),
    digest: "00",
  };
});

const context = (rows: ReferenceRows): Context => ({
  gate: "tst",
  businessAt: "2026-11-22T12:00:00Z",
  zone: "Europe/Tallinn",
  stage: "intake",
  rows,
  unsupplied: [],
  requiredTables: [],
});

const tables = {
  "t/products.csv": "sku,status\nA,active\nB,recalled\nC,active\n",
  "t/stock.csv": "sku,site,available\nA,N,1\nA,S,2\nC,N,1\n",
  "t/customers.csv":
    "customer_id,status\nCU-Z,active\nCU-A,active\nCU-X,closed\nCU-Ä,active\nCU-\u{1f600},active\n",
  "t/order_archive.ndjson":
    '{"order_number":"N-C","order_date":"2026-01-01T00:00:00Z","order_kind":"sale"}\n',
};

/** The same tables in a folder and in a store. */
async function both(): Promise<{ readonly folder: string }> {
  const folder = folderWith(tables);
  for (const file of Object.keys(tables)) {
    const table = file.slice(2, file.lastIndexOf("."));
    const { code, stderr } = await cli(["reference", "load", table, file, "--subject", "order"], {
      cwd: folder,
    });
    if (code !== 0) throw new Error(stderr);
  }
  return { folder };
}

const named = (folder: string, reference: string): ReferencesNamed => ({
  reference,
  cwd: folder,
  zone: "Europe/Tallinn",
});

test("files, a store, and rows fetched beforehand by key give one report", async () => {
  const { folder } = await both();
  const plan = planOf(...rules);
  const reports: string[] = [];
  for (const name of ["t", "reference.sqlite"]) {
    const references = await findReferences(named(folder, name), plan);
    reports.push(JSON.stringify(judgeAll(plan, readings, context(references.rows))));
    const fetched = await enrich(
      rowsAsTables(references.rows),
      plan,
      readings,
      context(references.rows),
    );
    reports.push(JSON.stringify(judgeAll(plan, readings, context(fetched.rows))));
    expect(fetched.asked.length).toBeGreaterThan(4);
    references.settle();
    references.close();
  }
  expect(new Set(reports).size).toBe(1);
  const report = JSON.parse(reports[0] as string);
  expect(
    report.violations.map(
      (v: { rule: string; record: { key: string } }) => `${v.rule} ${v.record.key}`,
    ),
  ).toEqual(["TST-01 N-B", "TST-01 N-C", "TST-01 N-D", "TST-02 N-C"]);
});

test("a roster goes through a table of files as through one of a store", async () => {
  const { folder } = await both();
  const plan = planOf(roster);
  const reports = await Promise.all(
    ["t", "reference.sqlite"].map(async (name) => {
      const references = await findReferences(named(folder, name), plan);
      const report = judgeAll(plan, readings, context(references.rows));
      references.close();
      return JSON.stringify(report);
    }),
  );
  expect(new Set(reports).size).toBe(1);
  const { violations } = JSON.parse(reports[0] as string) as Report;
  const absent = violations.flatMap(({ values }) => values["id"]?.value ?? []);
  expect(absent.toSorted()).toEqual(["CU-Z", "CU-Ä", "CU-\u{1f600}"].toSorted());
});

describe("who opens the source of a run", () => {
  const opened = async (folder: string, name: string) => {
    const plan = planOf(...rules);
    const references = await findReferences(named(folder, name), plan);
    const { source, digests } = references;
    references.close();
    // As a worker gets it.
    const copy = JSON.parse(JSON.stringify(source));
    return { digests, again: () => openReferences(copy, plan.subject, tablesRead(plan)) };
  };

  test.each(["t", "reference.sqlite"])("finds the same rows: %s", async (name) => {
    const { folder } = await both();
    const { digests, again } = await opened(folder, name);
    const references = await again();
    expect(references.digests).toEqual(digests);
    expect(Object.keys(digests)).toEqual(["order_archive", "products", "stock"]);
    references.close();
  });

  test("finds the version of a store that the run began with, whatever was loaded since", async () => {
    const { folder } = await both();
    const { digests, again } = await opened(folder, "reference.sqlite");
    writeFileSync(join(folder, "t/products.csv"), "sku,status\nA,recalled\n");
    await cli(["reference", "load", "products", "t/products.csv"], { cwd: folder });
    const references = await again();
    expect(references.digests).toEqual(digests);
    expect(references.rows.find("products", "A", undefined)).toMatchObject([{ status: "active" }]);
    references.close();
  });

  test("is refused where a file has changed", async () => {
    const { folder } = await both();
    const { again } = await opened(folder, "t");
    writeFileSync(join(folder, "t/products.csv"), "sku,status\nA,recalled\n");
    await expect(again()).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringContaining(
        "t/products.csv has changed while records were judged by it",
      ),
    });
  });

  test.each(["t/products.csv", "reference.sqlite"])(
    "is refused where %s has gone",
    async (gone) => {
      const { folder } = await both();
      const { again } = await opened(folder, gone.startsWith("t") ? "t" : gone);
      rmSync(join(folder, gone));
      await expect(again()).rejects.toMatchObject({ code: "unavailable" });
    },
  );

  test("is refused where another store stands in the place of the first", async () => {
    const { folder } = await both();
    const { again } = await opened(folder, "reference.sqlite");
    await cli(["reference", "load", "products", "t/products.csv", "--store", "other.sqlite"], {
      cwd: folder,
    });
    renameSync(join(folder, "other.sqlite"), join(folder, "reference.sqlite"));
    await expect(again()).rejects.toMatchObject({ code: "unavailable" });
  });
});
