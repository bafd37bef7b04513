import { existsSync, readdirSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { reportSchema } from "../../lib/app/report-schema.ts";
import type { Report } from "../../lib/core/report.ts";
import { type CliSettings, cli, orderLine, shop } from "../support/cli.ts";

const folder = shop({
  "orders.ndjson":
    orderLine("PASS-1") +
    orderLine("WARN-1") +
    orderLine("HOLD-1", { market: "LV" }) +
    orderLine("BLOCK-1", { totals: { gross: "1234.50" } }) +
    '{"order_number": \n' +
    orderLine("PASS-2"),
  "more.ndjson": orderLine("PASS-1"),
  "bad.ndjson": orderLine("PASS-1", { items: "none" }),
  "evil.ndjson": orderLine("BLOCK-\u001b[31m\u202e1", { order_kind: "\u0007" }),
  "tables/products.csv": "sku,status\nA-1,active\n",
  "envelope.json": `{"source_system": "web", "records": [${orderLine("PASS-1")}]}`,
});

/** Runs `check` on files of the folder. */
const check = (...args: readonly string[]) =>
  cli(["check", ...args, "--gate", "shop"], { cwd: folder });

async function reportOf(...args: readonly string[]): Promise<Report> {
  const { stdout } = await check(...args, "--output", "json");
  const report: unknown = JSON.parse(stdout);
  expect(reportSchema.parse(report)).toEqual(report);
  return report as Report;
}

describe("text", () => {
  test("shows few records one by one, violations worst first, and totals at the end", async () => {
    const { stdout } = await check("orders.ndjson");
    expect(stdout.replace(/shop [0-9a-f]{12} /, "shop REVISION ")).toMatchSnapshot();
  });

  test.each([
    ["en", "Order BLOCK-1 costs 1,234.50 EUR."],
    ["et", "Tellimus BLOCK-1 maksab 1234,50 EUR."],
    ["ro", "Comanda BLOCK-1 costă 1.234,50 EUR."],
    ["nb", "Ordre BLOCK-1 koster 1 234,50 EUR."],
  ])("in %s says: %s", async (locale, message) => {
    const { stdout } = await check("orders.ndjson", "--locale", locale);
    expect(stdout.replaceAll(/[\u00a0\u202f]/g, " ")).toContain(message);
  });

  test("shows as many samples of a rule as are wanted, and counts the others", async () => {
    const many = Array.from({ length: 30 }, (_, i) => orderLine(`BLOCK-${i}`)).join("");
    const { stdout } = await cli(["check", "-", "--gate", "shop", "--samples", "2"], {
      cwd: folder,
      stdin: many,
    });
    expect(stdout).toContain("TST-01  No number says block  30 violations");
    expect(stdout.match(/costs 10\.00 EUR/g)).toHaveLength(2);
    expect(stdout).toContain("and 28 more");
    expect(stdout).toContain("30 received = 0 passed + 0 held + 30 blocked + 0 unreadable");
  });

  test("is coloured on a terminal alone, and never against NO_COLOR", async () => {
    const args = ["check", "orders.ndjson", "--gate", "shop"];
    const isColoured = async (settings: CliSettings): Promise<boolean> =>
      (await cli(args, { cwd: folder, ...settings })).stdout.includes("\u001b[");
    expect(await isColoured({ terminal: true })).toBe(true);
    expect(await isColoured({ terminal: false })).toBe(false);
    expect(await isColoured({ terminal: true, env: { NO_COLOR: "1" } })).toBe(false);
    expect(await isColoured({ terminal: true, env: { TERM: "dumb" } })).toBe(false);
    await cli([...args, "--output", "text=out.txt"], { cwd: folder, terminal: true });
    expect(readFileSync(join(folder, "out.txt"), "utf8")).not.toContain("\u001b[");
  });

  test("no data moves the cursor, colours the terminal or turns letters round", async () => {
    const { stdout } = await check("evil.ndjson");
    expect(stdout).toContain("BLOCK-\\x1b[31m\\u202e1");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
  });
});

describe("json", () => {
  test("has the counts at its top and accounts for every record", async () => {
    const { stdout } = await check("orders.ndjson", "--output", "json");
    expect(stdout).toMatch(
      /^\{\n {2}"counts": \{"received":6,"passed":3,"held":1,"blocked":1,"unreadable":1\},/,
    );
    const { counts } = await reportOf("orders.ndjson");
    expect(counts.passed + counts.held + counts.blocked + counts.unreadable).toBe(counts.received);
  });

  test.each([
    ["orders.ndjson"],
    ["bad.ndjson"],
    ["evil.ndjson"],
    ["envelope.json"],
    ["orders.ndjson", "more.ndjson"],
    ["orders.ndjson", "--reference", "tables"],
    ["orders.ndjson", "--max-violations", "1"],
  ])("of %s %s %s fits its published schema", async (...args) => {
    await reportOf(...args.filter((arg) => arg !== undefined));
  });

  test("lists the worst where not all may be listed, and counts all", async () => {
    const report = await reportOf("orders.ndjson", "--max-violations", "1");
    expect(report.violations.map(({ rule }) => rule)).toEqual(["TST-01"]);
    expect(report.violationsOmitted).toBe(2);
  });

  test("does not depend on the clock when a day is named", async () => {
    const args = [
      "check",
      "orders.ndjson",
      "--gate",
      "shop",
      "--as-of",
      "2026-11-20",
      "--output",
      "json",
    ];
    const [first, second] = [
      await cli(args, { cwd: folder }),
      await cli(args, { cwd: folder, tickMs: 86_400_000 }),
    ];
    expect(second.stdout).toBe(first.stdout);
    // The last second of the day in the gate's zone, Europe/Tallinn.
    expect(JSON.parse(first.stdout).businessAt).toBe("2026-11-20T21:59:59Z");
  });
});

test("ndjson has a violation a line with its message, unreadable pieces among them", async () => {
  const { stdout } = await check("orders.ndjson", "--output", "ndjson", "--locale", "et");
  const lines = stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(lines.map(({ rule, message }) => [rule, message])).toEqual([
    ["TST-01", "Tellimus BLOCK-1 maksab 1234,50 EUR."],
    ["TST-02", "Turg on vale."],
    ["TST-03", "Hoiatus."],
    ["unreadable", expect.stringMatching(/^See ei ole kirje: /)],
  ]);
});

test("records has all that is not passed, a record a line, whatever the report lists", async () => {
  const { stdout } = await check("orders.ndjson", "--output", "records", "--max-violations", "0");
  const lines = stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(lines.map(({ verdict, key, code }) => [verdict, key ?? code])).toEqual([
    ["hold", "HOLD-1"],
    ["block", "BLOCK-1"],
    ["hold", "not_json"],
  ]);
  expect(lines.map(({ place }) => place.line)).toEqual([3, 4, 5]);
});

describe("outputs", () => {
  test("several come from one run", async () => {
    const args = ["--output", "text", "--output", "json=r.json", "--output", "ndjson=v.ndjson"];
    const { code, stdout } = await check("orders.ndjson", ...args);
    expect({ code, text: stdout.includes("verdict: block") }).toEqual({ code: 1, text: true });
    const report = JSON.parse(readFileSync(join(folder, "r.json"), "utf8"));
    expect(report.counts.received).toBe(6);
    expect(readFileSync(join(folder, "v.ndjson"), "utf8").trimEnd().split("\n")).toHaveLength(4);
    expect(readdirSync(folder).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  test("one that cannot be written stops no other", async () => {
    const args = [
      "--output",
      "json=none/r.json",
      "--output",
      "ndjson=other.ndjson",
      "--output",
      "text",
    ];
    const { code, stdout, stderr } = await check("orders.ndjson", ...args);
    expect({ code, stdout: stdout.includes("verdict: block") }).toEqual({ code: 4, stdout: true });
    expect(stderr).toBe(
      "holdpoint: --output json cannot be written to none/r.json: its folder does not exist\n",
    );
    expect(existsSync(join(folder, "other.ndjson"))).toBe(true);
  });

  test("a link keeps leading where it leads, a device stays one", async () => {
    symlinkSync("target.json", join(folder, "link.json"));
    await check("orders.ndjson", "--output", "json=target.json", "--output", "text=/dev/null");
    const before = statSync(join(folder, "target.json")).ino;
    await check("more.ndjson", "--output", "json=link.json");
    expect(statSync(join(folder, "target.json")).ino).not.toBe(before); // replaced whole
    expect(statSync("/dev/null").isFile()).toBe(false);
  });

  test("a reader who goes away is told nothing, and files are written all the same", async () => {
    const { code, stderr } = await cli(
      [
        "check",
        "orders.ndjson",
        "--gate",
        "shop",
        "--output",
        "text",
        "--output",
        "json=gone.json",
      ],
      { cwd: folder, stdoutFails: { after: 10, code: "EPIPE" } },
    );
    expect({ code, stderr }).toEqual({ code: 4, stderr: "" });
    expect(existsSync(join(folder, "gone.json"))).toBe(true);
  });

  test("standard output that fails otherwise is told", async () => {
    const { code, stderr } = await cli(["check", "orders.ndjson", "--gate", "shop"], {
      cwd: folder,
      stdoutFails: { after: 10, code: "ENOSPC" },
    });
    expect(code).toBe(4);
    expect(stderr).toMatch(/cannot be written to standard output/);
  });
});

describe("inputs", () => {
  test("several files are one submission: rules over many records see all of them", async () => {
    const report = await reportOf("orders.ndjson", "more.ndjson");
    expect(report.counts.received).toBe(7);
    expect(report.rules.find(({ rule }) => rule === "TST-05")?.violations.hold).toBe(2);
    const [twice] = report.violations.filter(({ rule }) => rule === "TST-05");
    expect(twice?.others?.map(({ place }) => place)).toEqual([{ file: "more.ndjson", line: 1 }]);
  });

  test.each([
    ["NDJSON", orderLine("PASS-1") + orderLine("PASS-2"), 2],
    ["one record", orderLine("PASS-1").trimEnd(), 1],
    ["a record over several lines", JSON.stringify(JSON.parse(orderLine("PASS-1")), null, 2), 1],
    ["a list", `[${orderLine("PASS-1")},${orderLine("PASS-2")}]`, 2],
    ["an envelope on one line", `{"records": [${orderLine("PASS-1").trimEnd()}]}`, 1],
  ])("standard input may be %s", async (_what, stdin, received) => {
    const { code, stdout } = await cli(["check", "-", "--gate", "shop", "--output", "json"], {
      cwd: folder,
      stdin,
    });
    expect(JSON.parse(stdout).counts).toMatchObject({ received, unreadable: 0 });
    expect(code).toBe(0);
  });

  test("every input that is wrong is told in one go", async () => {
    const { code, stderr } = await check("none.json", "tables", "orders.ndjson", "-", "-");
    expect(code).toBe(3);
    expect(stderr).toContain("none.json cannot be read: there is no such file");
    expect(stderr).toContain("standard input (-) is named twice");
  });

  test("tables that are loaded switch their rules on; without, they are listed with what they prevent", async () => {
    const without = await reportOf("orders.ndjson");
    expect(without.rules.find(({ rule }) => rule === "TST-04")?.notConfigured).toEqual({
      needs: ["products"],
      prevents: "Orders for what nobody sells.",
    });
    const loaded = await reportOf("orders.ndjson", "--reference", "tables");
    expect(loaded.rules.find(({ rule }) => rule === "TST-04")).toMatchObject({
      outcomes: { pass: 5 },
    });
  });
});

test("a gate that is misspelt is told with the one that was meant", async () => {
  const { stderr } = await cli(["check", "orders.ndjson", "--gate", "shp"], { cwd: folder });
  expect(stderr).toContain("there is no gate 'shp', did you mean 'shop'?");
  const { stderr: path } = await cli(["check", "orders.ndjson", "--gate", "../gates/shop"], {
    cwd: folder,
  });
  expect(path).toContain("there is no gate '../gates/shop'");
});
