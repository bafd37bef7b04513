import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Report } from "../../lib/core/report.ts";
import { cli, cliProcess, orderLine, shop } from "../support/cli.ts";

/** A run in a folder, as a person types it. */
const inFolder =
  (cwd: string) =>
  (line: string, clock = "2026-11-22T10:00:00Z") =>
    cli(line.split(" "), { cwd, startsAt: clock });

/** The report of a check, and the bytes of it. */
async function judged(cwd: string, line: string): Promise<{ report: Report; bytes: string }> {
  const { stdout, stderr } = await inFolder(cwd)(
    `check ${line} --gate shop --as-of 2026-11-22 --output json`,
  );
  if (stdout === "") throw new Error(stderr);
  return { report: JSON.parse(stdout), bytes: stdout };
}

const on = (day: string, number: string, sku = "A-1") =>
  orderLine(number, {
    order_date: `${day}T09:00:00Z`,
    items: [{ sku, quantity: "1", unit_price: "10.00" }],
  });

const header = "sku,status,valid_from,valid_to\n";
const products = (...rows: readonly string[]) => `${header}${rows.join("\n")}\n`;
const held = ({ held: records }: Report) => records.map(({ key }) => key);

describe("rows that change", () => {
  test("between two dates decide by the date of each record", async () => {
    const folder = shop({
      "orders.ndjson": on("2026-06-30", "N-1") + on("2026-07-01", "N-2"),
      "tables/products.csv": products("A-1,active,,2026-06-30", "A-1,recalled,2026-07-01,"),
    });
    const { report } = await judged(folder, "orders.ndjson --reference tables");
    expect(held(report)).toEqual(["N-2"]);
    expect(report.violations).toMatchObject([{ rule: "TST-04", outcome: "failed" }]);
  });

  test("leave a gap in which the rule cannot be judged, and holds", async () => {
    const folder = shop({
      "orders.ndjson": on("2026-06-30", "N-1") + on("2026-07-15", "N-2") + on("2026-08-01", "N-3"),
      "tables/products.csv": products("A-1,active,,2026-06-30", "A-1,active,2026-08-01,"),
    });
    const { report } = await judged(folder, "orders.ndjson --reference tables");
    expect(held(report)).toEqual(["N-2"]);
    expect(report.violations).toMatchObject([{ rule: "TST-04", outcome: "missing" }]);
  });

  test("and overlap are refused with both lines, in a folder and in a store", async () => {
    const rows = products("A-1,active,,2026-06-30", "B-1,active,,", "A-1,recalled,2026-06-30,");
    const run = inFolder(
      shop({ "orders.ndjson": on("2026-06-30", "N-1"), "t/products.csv": rows }),
    );
    const message =
      "t/products.csv:4: products 'A-1' stands at t/products.csv:2 already, and two rows are in " +
      "force from 2026-06-30 on: end one before the other begins";
    for (const line of [
      "check orders.ndjson --gate shop --reference t",
      "reference load products t/products.csv",
    ])
      expect(await run(line)).toMatchObject({
        code: 3,
        stdout: "",
        stderr: expect.stringContaining(message),
      });
    expect((await run("reference list")).stdout).toContain("reference.sqlite has no tables yet");
  });
});

describe("a replay", () => {
  test("months later reads what was, and gives the same report, byte for byte", async () => {
    const folder = shop({
      "orders.ndjson": on("2026-11-20", "N-1") + on("2026-11-20", "N-2", "B-1"),
      "first.csv": products("A-1,active,,", "B-1,active,,"),
      "second.ndjson": '{"sku":"A-1","status":"recalled"}\n{"sku":"B-1","status":"active"}\n',
    });
    const run = inFolder(folder);
    await run("reference load products first.csv", "2026-11-20T08:00:00Z");
    const then = await judged(folder, "orders.ndjson --reference reference.sqlite");
    expect(held(then.report)).toEqual([]);

    await run("reference load products second.ndjson", "2027-03-01T08:00:00Z");
    const now = await judged(folder, "orders.ndjson --reference reference.sqlite");
    expect(held(now.report)).toEqual(["N-1"]);
    expect(now.report.read?.tables?.["products"]).not.toBe(then.report.read?.tables?.["products"]);

    for (const at of ["1", "2026-11-20", "2027-02-28T23:59:59+02:00"]) {
      const line = `orders.ndjson --reference reference.sqlite --reference-at ${at}`;
      expect((await judged(folder, line)).bytes).toBe(then.bytes);
    }
  });

  test("the report does not tell a folder from a store, nor CSV from JSON", async () => {
    const folder = shop({
      "orders.ndjson":
        on("2026-11-20", "N-1") + on("2026-11-20", "N-2", "B-1") + on("2026-11-20", "N-3", "C-1"),
      "a/products.csv": "status;sku;warehouse\nrecalled;B-1;7\nactive;A-1;9\n",
      "b/products.json":
        '[{"sku":"A-1","status":"active","gtin":null},{"status":"recalled","sku":"B-1"}]',
    });
    await inFolder(folder)("reference load products b/products.json");
    const reports = await Promise.all(
      ["a", "b", "reference.sqlite"].map((name) =>
        judged(folder, `orders.ndjson --reference ${name}`),
      ),
    );
    const [first] = reports;
    expect(held(first?.report as Report)).toEqual(["N-2", "N-3"]);
    expect(new Set(reports.map(({ bytes }) => bytes)).size).toBe(1);
    expect(first?.report.read?.tables).toEqual({
      products: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  test("a folder too large for memory is put into a store of its own, and judges alike", async () => {
    const note = "x".repeat(4_000);
    const rows = Array.from({ length: 8_500 }, (_, n) => `S-${n},active,${note}`);
    const folder = shop({
      "orders.ndjson": on("2026-11-20", "N-1", "S-8499") + on("2026-11-20", "N-2", "S-8500"),
      "t/products.csv": `sku,status,remarks_of_the_buyer\n${rows.join("\n")}\n`,
    });
    mkdirSync(join(folder, "temporary"));
    const args = "check orders.ndjson --gate shop --reference t --output json";
    const { stdout, stderr } = await cliProcess(args.split(" "), {
      cwd: folder,
      env: { TMPDIR: join(folder, "temporary") },
    });
    expect(stderr).toContain("`holdpoint reference load` starts at once");
    expect(held(JSON.parse(stdout))).toEqual(["N-2"]);
    const left = readdirSync(join(folder, "temporary"));
    expect(left.filter((one) => one.startsWith("holdpoint-reference-"))).toEqual([]);
  });
});

describe("a table that vanishes in mid-run", () => {
  test("is told, and nothing is judged", async () => {
    const rows = Array.from({ length: 3_000 }, (_, n) => `S-${n},active,,`);
    const orders = Array.from({ length: 3_000 }, (_, n) => on("2026-11-20", `N-${n}`, `S-${n}`));
    const folder = shop({ "orders.ndjson": orders.join(""), "p.csv": products(...rows) });
    const run = inFolder(folder);
    await run("reference load products p.csv");
    // Its head and its list of versions are whole; its rows are gone.
    const store = join(folder, "reference.sqlite");
    const bytes = readFileSync(store);
    writeFileSync(store, bytes.fill(0, 24 * 4096));
    const { code, stdout, stderr } = await run(
      "check orders.ndjson --gate shop --reference reference.sqlite --output json",
    );
    expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
    expect(stderr).toContain("reference.sqlite cannot be used: it is damaged");
  });
});

describe("what is named by --reference", () => {
  const folder = shop({
    "orders.ndjson": on("2026-11-20", "N-1"),
    "t/products.csv": products("A-1,active,,"),
    "notes.txt": "no table",
    "customers.csv": "customer_id,status\nC-1,active\n",
  });
  const refused: readonly [line: string, message: string][] = [
    ["--reference none", "none cannot be read: there is no such file or folder"],
    ["--reference notes.txt", "notes.txt is neither a folder of table files nor a store"],
    [
      "--reference t --reference-at 1",
      "--reference-at needs a store, which keeps what was: t is a folder of files",
    ],
    [
      "--reference-at 1",
      "--reference-at needs a store, which keeps what was: name one by --reference",
    ],
    ["--reference own.sqlite --reference-at soon", "'soon' is neither a day such as"],
    [
      "--reference own.sqlite --reference-at 2020-01-01",
      "own.sqlite has no table of order at 2020-01-01T",
    ],
  ];
  test.each(refused)("%s: %s", async (flags, message) => {
    const run = inFolder(folder);
    await run("reference load products t/products.csv --store own.sqlite");
    const { code, stderr } = await run(`check orders.ndjson --gate shop ${flags}`);
    expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringContaining(message) });
  });
});

describe("reference load", () => {
  const folder = shop({
    "a.csv": products("A-1,active,,"),
    "b.csv": products("B-1,active,,"),
    "wrong.csv": "sku,status,valid_from\nA-1,sold,\n,active,\nA-2,active,2026-13-01\n",
    "empty.csv": "",
    "notes.txt": "x",
  });
  const run = inFolder(folder);

  test("tells the version, its rows and what changed", async () => {
    const { code, stdout } = await run("reference load products a.csv b.csv --store one.sqlite");
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^products: version 1 \(load 1\), 2 rows: 2 rows new, 0 rows ended\n {2}[0-9a-f]{64}\n$/,
    );
    const again = await run("reference load products b.csv a.csv --store one.sqlite");
    expect(again.stdout).toBe("products: nothing new, version 1 (load 1) has the same 2 rows\n");
    const json = await run("reference load products b.csv --store one.sqlite --json");
    expect(JSON.parse(json.stdout)).toMatchObject({
      schema: "holdpoint/reference-load/1",
      number: 2,
      rows: 1,
      removed: 1,
      kinds: expect.arrayContaining(["order"]),
    });
  });

  const refused: readonly [line: string, ...messages: string[]][] = [
    [
      "products wrong.csv",
      'wrong.csv:2: status: found "sold", right is one of "active", "blocked", "recalled", "discontinued"',
      "wrong.csv:3: sku: found nothing, a string is required",
      'wrong.csv:4: valid_from: found "2026-13-01", right is a date (YYYY-MM-DD)',
    ],
    ["product a.csv", "there is no table 'product', did you mean 'products'?"],
    ["products a.csv --subject ordr", "there is no subject kind 'ordr', did you mean 'order'?"],
    ["sellers a.csv --subject order", "there is no table 'sellers' of order"],
    ["products none.csv", "none.csv cannot be read: there is no such file or folder"],
    ["products empty.csv", "empty.csv has no bytes"],
    ["products notes.txt", "notes.txt is no table file"],
    ["products a.csv --store a.csv", "a.csv cannot be used: it is no database"],
    [
      "products a.csv --store none/x.sqlite",
      "none/x.sqlite cannot be used: it, or the folder it is in, cannot be opened",
    ],
  ];
  test.each(refused)("%s: %s", async (line, ...messages) => {
    const { code, stderr } = await run(`reference load ${line}`);
    expect(code).toBe(3);
    for (const message of messages) expect(stderr).toContain(message);
  });

  test("list makes no store where there is none", async () => {
    const list = await run("reference list --store never.sqlite");
    expect(list).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("there is no store never.sqlite"),
    });
    expect(existsSync(join(folder, "never.sqlite"))).toBe(false);
  });
});

describe("reference list and check", () => {
  const folder = shop({
    "p.csv": products(
      "A-1,active,,2026-06-30",
      "A-1,active,2026-08-01,",
      "B-1,active,,2026-12-01",
      "C-1,active,,2026-01-31",
    ),
    "q.csv": products("A-1,active,,"),
  });
  const run = inFolder(folder);
  beforeAll(async () => {
    await run("reference load products p.csv", "2026-01-01T00:00:00Z");
    await run("reference load products q.csv --store well.sqlite", "2026-01-01T00:00:00Z");
  });

  test("list tells every version, the latest first, and what ships", async () => {
    const { code, stdout } = await run("reference list");
    expect(code).toBe(0);
    expect(stdout).toMatch(/products {2}billing-run, .*order/);
    expect(stdout).toMatch(
      /version 1 {2}4 rows \(\+4 −0\) {2}load 1, 2026-01-01T00:00:00.000Z {2}[0-9a-f]{12} {2}p\.csv/,
    );
    expect(stdout).toContain(
      "Shipped with Holdpoint, where no table of that name is given: calendars, ",
    );
    const json = JSON.parse((await run("reference list --json")).stdout);
    expect(json).toMatchObject({
      schema: "holdpoint/reference-list/1",
      versions: [{ table: "products", rows: 4 }],
    });
  });

  test("check finds gaps, what ends soon and what has ended", async () => {
    const { code, stdout } = await run("reference check --gate shop --as-of 2026-11-22");
    expect(code).toBe(1);
    expect(stdout).toContain("A-1 has no row from 2026-07-01 to 2026-07-31");
    expect(stdout).toContain("B-1 ends on 2026-12-01");
    expect(stdout).toContain("1 key ended before today");
    expect(stdout).toContain("4 rows, 2 in force");
    const calm = await run("reference check --gate shop --as-of 2026-11-22 --within 5 --json");
    expect(JSON.parse(calm.stdout).tables[0]).toMatchObject({
      endSoon: { count: 0 },
      gaps: { count: 1 },
    });
  });

  test("check says that all is well", async () => {
    const { code, stdout } = await run("reference check --gate shop --reference well.sqlite");
    expect(code).toBe(0);
    expect(stdout).toContain("All is well.");
  });

  test("check tells tables that rules want, and those that the gate requires", async () => {
    const bare = shop({
      "gates/strict.yaml":
        "name: strict\nsubject: order\nruleset: shop\nzone: Europe/Tallinn\nrequired_tables: [products, stock]\n",
    });
    const { code, stdout } = await inFolder(bare)("reference check --gate strict");
    expect(code).toBe(1);
    expect(stdout).toMatch(/products {2}TST-04 {2}required: submissions are held/);
    expect(stdout).toMatch(/stock {2} {0,2}required: submissions are held/);
  });
});

test("a table of the user takes the place of one that ships, whole", async () => {
  const folder = shop({ "t/calendars.json": '[{"country":"EE","weekend":[7],"holidays":[]}]' });
  const { stdout } = await inFolder(folder)("reference check --gate shop --reference t --json");
  const { tables } = JSON.parse(stdout);
  expect(tables.find((one: { table: string }) => one.table === "calendars")).toMatchObject({
    rows: 1,
  });
});
