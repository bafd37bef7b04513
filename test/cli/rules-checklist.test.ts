import { cli, shop } from "../support/cli.ts";

const run = (line: string, cwd?: string) => cli(line.split(" "), { ...(cwd && { cwd }) });

test("what is not set up is told, the worst first, with what it would prevent and what to type", async () => {
  const { code, stdout } = await run("rules checklist --gate shop", shop());
  expect(code).toBe(0);
  expect(stdout).toMatch(
    new RegExp(
      [
        "^gate shop · rule set shop [0-9a-f]{12}",
        "",
        "Judge nothing, or not all, until they are set up",
        "  hold  TST-04  The article is sold",
        "        needs products",
        "        prevents: Orders for what nobody sells\\.",
        "",
        "What would set them up",
        "  products for 1 rule \\(TST-04\\): a row for each sku",
        "    holdpoint reference load products products\\.csv --store reference\\.sqlite",
        "",
        "5 rules: 4 set up, 1 not or not wholly\n$",
      ].join("\n"),
    ),
  );
});

test("a table that is loaded, in files or in a store, sets its rules up", async () => {
  const folder = shop({ "t/products.csv": "sku,status\nA-1,active\n" });
  await run("reference load products t/products.csv", folder);
  for (const name of ["t", "reference.sqlite"]) {
    const { stdout } = await run(`rules checklist --gate shop --reference ${name}`, folder);
    expect(stdout).toContain("5 rules: every one is set up");
  }
});

test("what to do goes by what was named: a folder or a store", async () => {
  const folder = shop({ "t/customers.csv": "customer_id,status\nC-1,active\n" });
  await run("reference load customers t/customers.csv --store own.sqlite", folder);
  const inFolder = await run("rules checklist --gate shop --reference t", folder);
  expect(inFolder.stdout).toContain("    put products.csv, .json or .ndjson into t\n");
  const inStore = await run("rules checklist --gate shop --reference own.sqlite", folder);
  expect(inStore.stdout).toContain("reference load products products.csv --store own.sqlite\n");
});

test("a rule whose table the gate requires is told first: it holds", async () => {
  const folder = shop({
    "gates/strict.yaml":
      "name: strict\nsubject: order\nruleset: shop\nzone: Europe/Tallinn\nrequired_tables: [products]\n",
  });
  const { stdout } = await run("rules checklist --gate strict", folder);
  expect(stdout).toContain("Hold everything they apply to until they are set up\n  hold  TST-04");
  expect(stdout).toContain("needs products; the gate requires it");
});

test("the shipped rules of orders: locked ones hold, and some checks of others still judge", async () => {
  const { stdout } = await run("rules checklist --gate order --json");
  const { schema, rules, tables } = JSON.parse(stdout);
  expect(schema).toBe("holdpoint/checklist/1");
  const ranks = rules.map(({ holds, shadow, severity }: Unready) => [
    holds ? 0 : 1,
    shadow ? 1 : 0,
    ["block", "hold", "warn"].indexOf(severity),
  ]);
  expect(ranks).toEqual([...ranks].sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]));
  const byId = new Map(rules.map((rule: Unready) => [rule.rule, rule]));
  expect(byId.get("ORD-24")).toMatchObject({
    holds: true,
    why: "locked",
    tables: ["carriers", "products"],
  });
  expect(byId.get("ORD-03")).toMatchObject({ holds: false, checks: ["pickup_point"], checksOf: 7 });
  expect(tables.find(({ table }: { table: string }) => table === "products")).toMatchObject({
    key: ["sku"],
    rules: expect.arrayContaining(["ORD-06", "ORD-24"]),
  });
  // What ships is there already.
  expect(rules.flatMap((rule: Unready) => rule.tables)).not.toContain("calendars");
});

test("what an e-invoice cannot supply is told of the billing rules", async () => {
  const needs = async (format: string) => {
    const { stdout } = await run(`rules checklist --gate billing-run --format ${format} --json`);
    const { rules } = JSON.parse(stdout) as { rules: readonly Unready[] };
    return rules.flatMap(({ fields }) => fields);
  };
  expect(await needs("json")).toEqual([]);
  expect(await needs("e-invoice")).toEqual(
    expect.arrayContaining(["lines.charge_kind", "run.seller_id"]),
  );
});

test("a gate that does not exist is refused", async () => {
  const { code, stderr } = await run("rules checklist --gate ordr");
  expect({ code, stderr }).toEqual({
    code: 3,
    stderr: expect.stringContaining("did you mean 'order'?"),
  });
});

interface Unready {
  readonly rule: string;
  readonly holds: boolean;
  readonly shadow: boolean;
  readonly severity: string;
  readonly tables: readonly string[];
  readonly fields: readonly string[];
}
