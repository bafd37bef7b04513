import { readReferenceFolder } from "../../../lib/adapters/files/reference-folder.ts";
import { parseDate } from "../../../lib/core/expression/time.ts";
import { orderSubject } from "../../../lib/subjects/order/index.ts";
import { folderWith } from "../../support/cli.ts";

const read = (files: Readonly<Record<string, string>>) => {
  const folder = folderWith(
    Object.fromEntries(Object.entries(files).map(([name, text]) => [`t/${name}`, text])),
  );
  return readReferenceFolder("t", folder, orderSubject);
};

const forms: readonly [string, string][] = [
  [
    "products.json",
    '[{"sku": "A-1", "status": "active", "markets": ["EE", "NO"], "is_digital": true, "age_limits": {"NO": 18}, "pack_multiple": "2.50"}]',
  ],
  [
    "products.ndjson",
    '{"sku": "A-1", "status": "active", "markets": ["EE", "NO"], "is_digital": true, "age_limits": {"NO": 18}, "pack_multiple": "2.50"}\n',
  ],
  [
    "products.csv",
    'sku,status,markets,is_digital,age_limits,pack_multiple\nA-1,active,EE;NO,true,"{""NO"": 18}",2.50\n',
  ],
  [
    "products.csv",
    'sku;status;markets;is_digital;age_limits;pack_multiple;warehouse\nA-1;active;"[""EE"",""NO""]";1;"{""NO"": 18}";2.50;B7\n',
  ],
];

test.each(forms)("%s gives the rows that its shape describes", async (name, text) => {
  const rows = await read({ [name]: text });
  expect(rows.find("products", "A-1", undefined)).toEqual([
    expect.objectContaining({
      sku: "A-1",
      status: "active",
      markets: ["EE", "NO"],
      is_digital: true,
      age_limits: { NO: 18 },
      pack_multiple: "2.50",
    }),
  ]);
});

test("a table is loaded, with rows or without; others are not", async () => {
  const rows = await read({ "products.json": "[]", "notes.txt": "x", ".hidden.csv": "x" });
  expect(rows.loaded("products")).toBe(true);
  expect(rows.find("products", "A-1", undefined)).toEqual([]);
  expect([...(rows.all("products") ?? [])]).toEqual([]);
  expect(rows.loaded("stock")).toBe(false);
});

test("rows are found by every part of their key, on the days on which they are in force", async () => {
  const rows = await read({
    "approved_texts.csv":
      "kind,market,version,valid_from,valid_to\n" +
      "terms,EE,1,,2026-01-31\nterms,EE,2,2026-02-01,\nterms,NO,7,,\n",
  });
  const versionOn = (key: string, day: string) =>
    rows.find("approved_texts", key, parseDate(day)).map(({ version }) => version);
  expect(versionOn("terms|EE", "2026-01-31")).toEqual(["1"]);
  expect(versionOn("terms|EE", "2026-02-01")).toEqual(["2"]);
  expect(versionOn("terms|NO", "1999-01-01")).toEqual(["7"]);
  expect(versionOn("terms|RO", "2026-01-31")).toEqual([]);
});

test("a key that holds the mark between parts is another key", async () => {
  const rows = await read({ "products.csv": "sku,status\nA|1,active\n" });
  expect(rows.find("products", "A\\|1", undefined)).toHaveLength(1);
  expect(rows.find("products", "A|1", undefined)).toEqual([]);
});

test("tables of many rows under a key keep all", async () => {
  const rows = await read({ "stock.csv": "sku,site,available\nA-1,N,1\nA-1,S,2\n" });
  expect(rows.find("stock", "A-1", undefined)).toHaveLength(2);
  expect([...(rows.all("stock") ?? [])]).toHaveLength(2);
});

// Files of a reference folder that are refused, and what is said.
const REFUSED: readonly [files: Readonly<Record<string, string>>, ...messages: string[]][] = [
  [
    { "prodcuts.csv": "sku\nA" },
    "t/prodcuts.csv: 'prodcuts' is no table of order, did you mean 'products'?",
  ],
  [
    { "products.csv": "sku,status\nA,active\n", "products.json": "[]" },
    "t/products.json: the table 'products' is in another file as well",
  ],
  [
    { "readme.txt": "" },
    "t has no reference tables: put a file for each into it, such as products.csv",
  ],
  [{ "products.csv": "" }, "t/products.csv has no bytes"],
  [
    { "products.csv": "sku,status\nA\n" },
    "t/products.csv:2: found 1 cells, but the header has 2 columns",
  ],
  [{ "products.json": "[{]" }, "t/products.json:1: line 1, column 3"],
  [{ "products.csv": "sku,status\nA,sold\n" }, 't/products.csv:2: status: found "sold"'],
  [
    { "products.csv": "sku,status,is_digital\nA,active,perhaps\n" },
    "t/products.csv:2: is_digital:",
  ],
  [{ "products.csv": "sku,status\n,active\n" }, "t/products.csv:2: sku: found nothing"],
  [
    { "products.csv": "sku,status,age_limit\nA,active,18\n" },
    "t/products.csv:2: there is no field 'age_limit', did you mean 'age_limits'?",
  ],
  [
    {
      "products.csv":
        "sku,status,valid_from,valid_to\nA,active,2026-01-01,2026-06-30\nB,active,,\nA,recalled,2026-06-30,\n",
    },
    "t/products.csv:4: products 'A' stands at t/products.csv:2 already, and two rows are in force from 2026-06-30 on",
  ],
  [
    { "products.csv": "sku,status,valid_from,valid_to\nA,active,2026-02-01,2026-01-01\n" },
    "t/products.csv:2: valid_to is before valid_from",
  ],
  [
    { "carriers.csv": "method,needs_phone,is_pickup,checks_age\nx,1,0,0\nx,0,0,0\n" },
    "t/carriers.csv:3: carriers 'x' stands at t/carriers.csv:2 already, and a key has one row",
  ],
  [
    {
      "products.csv": "sku,status\nA,sold\nB,sold\n",
      "carriers.csv": "method,needs_phone,is_pickup,checks_age\nx,1,0,maybe\n",
    },
    "t/products.csv:2: status",
    "t/products.csv:3: status",
    "t/carriers.csv:2: checks_age", // all at once
  ],
];

test.each(REFUSED)("%j is refused: %s", async (files, ...messages) => {
  const error = await read(files).then(
    () => undefined,
    (refusal: Error) => refusal,
  );
  for (const message of messages) expect(error?.message).toContain(message);
});

test("a folder that is not there is refused", async () => {
  await expect(readReferenceFolder("none", folderWith(), orderSubject)).rejects.toMatchObject({
    code: "not_found",
  });
});
