import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { cli, cliProcess, folderWith, orderLine, shop } from "../support/cli.ts";
import { zipOf } from "../support/zip.ts";

/**
 * Input that is wrong on purpose: each gives the documented exit code and a message that helps, and
 * no record goes missing. Bounds of time are jest's, bounds of memory those of the last tests.
 */
interface Row {
  readonly claim: string;
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  readonly args?: readonly string[];
  readonly code: number;
  /** received, passed, held, blocked, unreadable; absent where nothing could be judged. */
  readonly counts?: readonly [number, number, number, number, number];
  /** What the report or the message must say. */
  readonly says: RegExp;
}

const good = orderLine("PASS-1");
const withAmount = (amount: string): string =>
  orderLine("X-1").replace('"gross":"10.00"', `"gross":${amount}`);
const nested = (depth: number): string =>
  orderLine("X-1", { ext: {} }).replace(
    '"ext":{}',
    `"ext":${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`,
  );
const utf16 = (text: string): Uint8Array => Buffer.from(`\ufeff${text}`, "utf16le");
const mega = 1024 * 1024;

const ndjson: readonly Row[] = [
  {
    claim: "a line of 10 MB is read like any other",
    files: {
      "in.ndjson": good + orderLine("PASS-2", { ext: { note: "x".repeat(10 * mega) } }) + good,
    },
    code: 1, // PASS-1 stands twice
    counts: [3, 1, 2, 0, 0],
    says: /TST-05/,
  },
  {
    claim: "a line of 17 MB is refused by its size, and its neighbours are judged",
    files: { "in.ndjson": good + orderLine("PASS-2", { ext: { note: "x".repeat(17 * mega) } }) },
    code: 1,
    counts: [2, 1, 0, 0, 1],
    says: /"too_large"/,
  },
  {
    claim: "what nests a hundred deep is refused",
    files: { "in.ndjson": good + nested(100) },
    code: 1,
    counts: [2, 1, 0, 0, 1],
    says: /nests deeper than \d+ levels: flatten it/,
  },
  {
    claim: "NUL bytes are no JSON",
    files: { "in.ndjson": `${good}\0\0\0\n` },
    code: 1,
    counts: [2, 1, 0, 0, 1],
    says: /"not_json"/,
  },
  {
    claim: "half a character is refused",
    files: { "in.ndjson": good + orderLine("X\\ud800").replaceAll("\\\\", "\\") },
    code: 1,
    counts: [2, 1, 0, 0, 1],
    says: /half a character/,
  },
  {
    claim: "names that JavaScript knows change nothing",
    files: {
      "in.ndjson": orderLine("PASS-1").replace('"items"', '"__proto__":{"market":"EE"},"items"'),
    },
    code: 0,
    counts: [1, 1, 0, 0, 0],
    says: /"pass"/,
  },
  {
    claim: "a number no double holds is a fault: never a rounded amount",
    files: { "in.ndjson": withAmount("1e400") },
    code: 1,
    counts: [1, 0, 1, 0, 0],
    says: /"schema"/,
  },
  {
    claim: "a number that is too small for a double is not zero",
    files: { "in.ndjson": withAmount("0.1e-400") },
    code: 1,
    counts: [1, 0, 1, 0, 0],
    says: /"schema"/,
  },
  {
    claim: "an amount of 17 digits as a number is held",
    files: { "in.ndjson": withAmount("123456789012345.67") },
    code: 1,
    counts: [1, 0, 1, 0, 0],
    says: /"schema"/,
  },
  {
    claim: "a name that stands twice in a record is refused",
    files: { "in.ndjson": orderLine("X-1").replace('"items"', '"currency":"NOK","items"') },
    code: 1,
    counts: [1, 0, 0, 0, 1],
    says: /"duplicate_key"/,
  },
  {
    claim: "UTF-16 is no UTF-8, nor is what stands behind its line end",
    files: { "in.ndjson": utf16(good) },
    code: 1,
    counts: [2, 0, 0, 0, 2],
    says: /UTF-8/,
  },
  {
    claim: "a document that is cut off passes nothing",
    files: { "in.json": `[${good},${good.slice(0, 60)}` },
    args: ["in.json"],
    code: 1,
    counts: [1, 0, 0, 0, 1],
    says: /"not_json"/,
  },
  {
    claim: "an empty file is a job that failed upstream",
    files: { "in.ndjson": "" },
    code: 3,
    says: /in.ndjson has no bytes/,
  },
  {
    claim: "a file that is not there is told",
    files: {},
    code: 3,
    says: /in.ndjson cannot be read: there is no such file/,
  },
];

const csvHead = "number,date,kind,sku,quantity,price\n";
const csvRow = (number: string, sku = "A-1"): string =>
  `${number},2026-11-20T09:00:00Z,sale,${sku},1,9.90\n`;
const mapping = `name: rows
subject: order
reads: csv
group: number
record:
  order_number: number
  order_date: date
  order_kind: kind
  items:
    each_row:
      sku: sku
      quantity: quantity
      unit_price: price
`;

const csv: readonly Row[] = [
  {
    claim: "a row of other columns may belong to the order before it or behind it: none passes",
    files: { "in.csv": `${csvHead}${csvRow("A")}B,2026-11-20T09:00:00Z,sale\n${csvRow("C")}` },
    code: 1,
    counts: [3, 0, 0, 0, 3],
    says: /"unequal_columns"/,
  },
  {
    claim: "a key that reappears later holds both",
    files: { "in.csv": csvHead + csvRow("A") + csvRow("B") + csvRow("A", "A-2") },
    code: 1,
    counts: [3, 1, 0, 0, 2],
    says: /"split_key"/,
  },
  {
    claim: "line breaks in quotes are text",
    files: { "in.csv": `${csvHead}${csvRow("A", '"A\n1"')}${csvRow("B", '"A\r\n\r\n2"')}` },
    code: 0,
    counts: [2, 2, 0, 0, 0],
    says: /"pass"/,
  },
  {
    claim: "a quote that is never closed passes nothing behind it, nor the order before it",
    files: {
      "in.csv": `${csvHead}${csvRow("A")}B,2026-11-20T09:00:00Z,sale,"A-1,1,9.90\n${csvRow("C")}`,
    },
    code: 1,
    counts: [2, 0, 0, 0, 2],
    says: /"bad_quotes"/,
  },
];

const invoice = (inside: string, doctype = ""): string =>
  `<?xml version="1.0"?>${doctype}<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2" ` +
  'xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">' +
  `<cbc:ID>${inside}</cbc:ID></Invoice>`;
const laughs =
  '<!DOCTYPE Invoice [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">' +
  '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>';
const outside = '<!DOCTYPE Invoice [<!ENTITY x SYSTEM "file:///etc/passwd">]>';

const xml: readonly Row[] = [
  {
    claim: "entities are not expanded, however much they would laugh",
    files: { "in.xml": invoice("&c;", laughs) },
    code: 1,
    counts: [1, 0, 0, 0, 1],
    says: /DOCTYPE/,
  },
  {
    claim: "no file of the machine is read into an invoice",
    files: { "in.xml": invoice("&x;", outside) },
    code: 1,
    counts: [1, 0, 0, 0, 1],
    says: /DOCTYPE/,
  },
  {
    claim: "an invoice that is cut off is unreadable",
    files: { "in.xml": invoice("1").slice(0, -12) },
    code: 1,
    counts: [1, 0, 0, 0, 1],
    says: /unreadable/,
  },
  {
    claim: "elements that nest a thousand deep are refused",
    files: { "in.xml": invoice(`${"<a>".repeat(1000)}1${"</a>".repeat(1000)}`) },
    code: 1,
    counts: [1, 0, 0, 0, 1],
    says: /cannot hold the element/,
  },
];

const zips: readonly Row[] = [
  {
    claim: "a zip bomb is not unpacked",
    files: { "in.zip": zipOf([{ name: "a.xml", content: Buffer.alloc(64 * mega, 0x20) }]) },
    code: 1,
    says: /zip|pack|large/i,
  },
  {
    claim: "an entry that points outside its archive is told, and nothing is written",
    files: { "in.zip": zipOf([{ name: "../a.xml", content: invoice("1") }]) },
    code: 1,
    says: /\.\.\/a\.xml/,
  },
  {
    claim: "an archive that is cut off is told",
    files: { "in.zip": zipOf([{ name: "a.xml", content: invoice("1") }]).subarray(0, 60) },
    code: 3,
    says: /in\.zip/,
  },
  {
    claim: "what is no invoice in a folder is told, not dropped",
    files: { "in/readme.txt": "nothing here" },
    args: ["in"],
    code: 1,
    counts: [1, 0, 0, 0, 1],
    says: /readme\.txt/,
  },
];

const suites: readonly (readonly [string, string, readonly Row[], readonly string[]])[] = [
  ["lines of JSON", "in.ndjson", ndjson, ["--gate", "shop"]],
  ["rows of CSV", "in.csv", csv, ["--gate", "shop", "--mapping", "rows.yaml"]],
  ["e-invoices", "in.xml", xml, ["--gate", "billing-run"]],
  ["archives and folders", "in.zip", zips, ["--gate", "billing-run"]],
];

describe.each(suites)("hostile %s", (_name, input, rows, gate) => {
  test.each(rows)("$claim", async ({ files, args = [input], code, counts, says }) => {
    const folder = shop({ ...files, "rows.yaml": mapping });
    const found = await cli(["check", ...args, ...gate, "--output", "json"], { cwd: folder });
    expect(found.stdout + found.stderr).toMatch(says);
    expect(found.code).toBe(code);
    if (counts === undefined) return;
    const [received, passed, held, blocked, unreadable] = counts;
    const { counts: told } = JSON.parse(found.stdout);
    expect(told).toEqual({ received, passed, held, blocked, unreadable });
  });
});

test("a link that leads in a circle is told", async () => {
  const folder = shop();
  symlinkSync("circle", join(folder, "circle"));
  const { code, stderr } = await cli(["check", "circle", "--gate", "shop"], { cwd: folder });
  expect(stderr).toMatch(/circle/);
  expect(code).toBe(3);
});

const quadratic = `- id: HOS-01
  title: { en: Articles stand once }
  severity: block
  source: test
  prevents: Articles that stand twice.
  must: record.items.all(a, record.items.filter(b, b.sku == a.sku).size() == 1)
  at: [record.items]
  message: { en: An article stands twice. }
`;

test("a million elements against a quadratic rule hold, in bounded time", async () => {
  const items = Array.from({ length: 1_000_000 }, (_, i) => ({ sku: `${i % 10}` }));
  const line = orderLine("PASS-1", { items });
  expect(line.length).toBeLessThan(16 * mega);
  const folder = folderWith({
    "in.ndjson": line + good,
    "rules/ruleset.yaml": "name: hostile\nsubject: order\n",
    "rules/quadratic.yaml": quadratic,
  });
  const args = ["check", "in.ndjson", "--gate", "order", "--ruleset", "rules", "--output", "json"];
  const { code, stdout, stderr } = await cliProcess(args, { cwd: folder });
  expect(stderr).toBe("");
  const { counts, violations } = JSON.parse(stdout);
  expect(counts).toMatchObject({ received: 2, unreadable: 0 });
  expect(violations[0].outcome).toBe("fault");
  expect(code).toBe(1);
});
