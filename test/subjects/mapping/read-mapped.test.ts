import { readSubmission } from "../../../lib/subjects/read-submission.ts";
import { mapped, mappingOf, PARCEL, parcels } from "../../support/mapped.ts";
import { all, bytesOf, gist, sha256 } from "../../support/readings.ts";

/** The value of one field, made from one cell. */
async function fieldOf(field: string, spec: string, cell: string): Promise<unknown> {
  const [record] = await mapped(parcels(`${field}: ${spec}`), `No,C\n1,"${cell}"\n`);
  return record?.kind === "record" ? record.value[field] : record?.code;
}

const COMMA = '{ column: C, numbers: { decimal: ",", thousands: "." } }';
const SPACED = '{ column: C, numbers: { decimal: ",", thousands: " " } }';
const at = (parse: string, more = "") => `{ column: C, parse: "${parse}"${more} }`;
const STATES = "{ column: C, map: { s: sent, x: null }, prefixes: { L: lost, Lx: sent } }";

// A field, how it is made, the cell it is made from, and what the record holds.
test.each<[field: string, spec: string, cell: string, held: unknown]>([
  ["state", "C", "", undefined],
  ["state", "C", " 007 ", " 007 "], // texts stay as they are
  ["weight", "C", "2.50", "2.50"], // digits are kept
  ["weight", "C", " -3 ", "-3"],
  ["weight", "C", "+.5", "0.5"],
  ["weight", "C", "1,5", "1,5"], // what cannot be converted stays, and is reported as ill typed
  ["weight", "C", "heavy", "heavy"],
  ["weight", "C", "5.", "5."],
  ["weight", "C", "", undefined],
  ["weight", COMMA, "1.234,50", "1234.50"],
  ["weight", COMMA, "-12.345.678", "-12345678"],
  ["weight", COMMA, "1.5", "1.5"], // no guess whether this is one and a half
  ["weight", COMMA, "1234,5", "1234.5"],
  ["weight", COMMA, "12.34.567", "12.34.567"],
  ["weight", SPACED, "1 234,5", "1234.5"],
  ["weight", SPACED, "1\u00a0234\u202f567", "1234567"], // spaces that do not break the line
  ["pieces", "C", "12", 12],
  ["pieces", '{ column: C, strip: ".0" }', "12.0", 12],
  ["pieces", "C", "12.0", "12.0"],
  ["pieces", "C", "9007199254740993", "9007199254740993"],
  ["ratio", "C", "0.25", 0.25],
  ["fragile", "C", "TRUE", true],
  ["fragile", "C", "yes", "yes"],
  ["fragile", "{ column: C, map: { J: true, N: false } }", "J", true],
  ["sent_on", "C", "2026-02-28", "2026-02-28"],
  ["sent_on", "C", "2026-02-30", "2026-02-30"],
  ["sent_on", at("d.M.yyyy"), "1.12.2026", "2026-12-01"],
  ["sent_on", at("dd.MM.yyyy"), "1.12.2026", "1.12.2026"],
  ["sent_on", at("dd.MM.yyyy"), "31.02.2026", "31.02.2026"], // no day of the calendar
  ["sent_on", at("M/d/yy H:mm"), "12/1/10 8:26", "2010-12-01"],
  ["sent_on", at("yyyyMMdd"), "20261201", "2026-12-01"],
  ["sent_on", at("yyyy'T'MM'o''clock'dd"), "2026T12oclock01", "2026-12-01"],
  ["sent_at", "C", "2026-07-01T10:00:00+03:00", "2026-07-01T10:00:00+03:00"],
  ["sent_at", "C", "2026-07-01 10:00", "2026-07-01 10:00"],
  [
    "sent_at",
    at("yyyy-MM-dd HH:mm:ss.S", ", zone: Europe/Tallinn"),
    "2026-07-01 10:00:00.250",
    "2026-07-01T10:00:00.250+03:00",
  ],
  [
    "sent_at",
    at("yyyy-MM-dd HH:mm", ", zone: Europe/Tallinn"),
    "2026-01-01 10:00",
    "2026-01-01T10:00:00+02:00",
  ],
  [
    "sent_at",
    at("yyyy-MM-dd HH:mm", ", zone: America/St_Johns"),
    "2026-01-01 10:00",
    "2026-01-01T10:00:00-03:30",
  ],
  [
    "sent_at",
    at("yyyy-MM-dd HH:mm", ", zone: Europe/Tallinn"),
    "2026-03-29 03:30",
    "2026-03-29 03:30",
  ], // clocks skip it
  [
    "sent_at",
    at("yyyy-MM-dd HH:mm", ", zone: Europe/Tallinn"),
    "2026-10-25 03:30",
    "2026-10-25T03:30:00+03:00",
  ], // twice: the first
  [
    "sent_at",
    at("yyyy-MM-dd hh:mm a", ", zone: UTC"),
    "2026-01-01 12:05 am",
    "2026-01-01T00:05:00+00:00",
  ],
  [
    "sent_at",
    at("yyyy-MM-dd hh:mm a", ", zone: UTC"),
    "2026-01-01 13:05 PM",
    "2026-01-01 13:05 PM",
  ],
  ["sent_at", at("yyyy-MM-dd'T'HH:mmXXX"), "2026-01-01T10:00-05:30", "2026-01-01T10:00:00-05:30"],
  ["sent_at", at("yyyy-MM-dd'T'HH:mmXXX"), "2026-01-01T10:00Z", "2026-01-01T10:00:00+00:00"],
  ["sent_at", at("yyyy-MM-dd HH:mm", ", zone: UTC"), "2026-01-01 24:00", "2026-01-01 24:00"],
  ["state", STATES, "s", "sent"],
  ["state", STATES, "x", undefined],
  ["state", STATES, "L7", "lost"],
  ["state", STATES, "Lx7", "sent"], // the longest prefix
  ["state", STATES, "other", "other"],
  ["state", "{ column: C, map: { s: sent }, else: lost }", "other", "lost"],
  ["state", "{ column: C, map: { s: sent }, else: lost }", "", undefined], // nothing is nothing
  ["state", "{ column: C, map: { s: sent }, else: null }", "other", undefined],
  ["state", "{ column: C, map: { constructor: sent } }", "toString", "toString"],
  ["state", "{ column: C, absent: [n/a, '-'] }", "n/a", undefined],
  ["state", "{ constant: sent }", "x", "sent"],
  ["pieces", '{ constant: "7" }', "x", 7],
  ["state", "{ expression: \"row.C.startsWith('L') ? 'lost' : 'sent'\" }", "L1", "lost"],
  ["state", '{ expression: "row.Nothing" }', "x", "InputError"], // columns of expressions are checked
  ["weight", '{ expression: "decimal(row.C) * 2.50" }', "3", "7.50"],
  ["weight", '{ expression: "decimal(row.C)" }', "x", { $fault: expect.any(String) }], // no schema accepts it
  ["weight", '{ expression: "decimal(row.C)" }', "", undefined],
  ["pieces", '{ expression: "row.C.size()" }', "abc", 3],
  ["fragile", '{ expression: "has(row.C)" }', "", false],
])("%s, made by %s, of %j", async (field, spec, cell, held) => {
  const found = await fieldOf(field, spec, cell).catch((error: Error) => error.name);
  expect(found).toEqual(held);
});

const LINES = parcels(
  `weight: { column: W, take: last }
state: S
to: { name: Name, country: { constant: EE } }
contents: { each_row: { line: { row: number }, sku: Sku, amount: Amount } }`,
  "group: No\n",
);
const HEADER = "No,W,S,Name,Sku,Amount\n";

test("contiguous rows of one key are one record", async () => {
  const found = await mapped(LINES, `${HEADER}1,5,sent,A,x,2\n1,6,sent,A,y,3\n2,7,,,z,4\n`);
  expect(found.map(gist)).toEqual([
    {
      number: "1",
      weight: "6",
      state: "sent",
      to: { name: "A", country: "EE" },
      contents: [
        { line: "1", sku: "x", amount: "2" },
        { line: "2", sku: "y", amount: "3" },
      ],
    },
    {
      number: "2",
      weight: "7",
      to: { country: "EE" },
      contents: [{ line: "1", sku: "z", amount: "4" }],
    },
  ]);
  expect(found[0]).toMatchObject({
    position: { file: 0, offset: 23 },
    place: { file: "0.csv", line: 2 },
    digest: sha256("1,5,sent,A,x,2\n1,6,sent,A,y,3"),
  });
});

test("expressions see all rows of a record", async () => {
  const yaml = parcels(
    `fragile: { expression: "rows.exists(r, r.Sku == 'glass')" }`,
    "group: No\n",
  );
  const found = await mapped(yaml, "No,Sku\n1,tin\n1,glass\n2,tin\n");
  expect(found.map(gist)).toEqual([
    { number: "1", fragile: true },
    { number: "2", fragile: false },
  ]);
});

// Files of rows, and the readings: the number of a record, or the code of what is unreadable.
test.each<[claim: string, files: readonly string[], gists: readonly string[]]>([
  [
    "a key that reappears holds both records",
    ["1,,,,x,1\n2,,,,y,1\n1,,,,z,1\n"],
    ["split_key", "2", "split_key"],
  ],
  [
    "a key that reappears in another file too",
    ["1,,,,x,1\n2,,,,y,1\n", "3,,,,x,1\n1,,,,z,1\n"],
    ["split_key", "2", "3", "split_key"],
  ],
  ["no record goes on in the next file", ["1,,,,x,1\n", "1,,,,z,1\n"], ["split_key", "split_key"]],
  [
    "a row that cannot be read spoils the record around it",
    ["1,,,,x,1\n1,,\n1,,,,z,1\n2,,,,y,1\n"],
    ["broken_group", "unequal_columns", "2"],
  ],
  [
    "and both records between which it stands",
    ["1,,,,x,1\n1,,\n2,,,,z,1\n3,,,,y,1\n"],
    ["broken_group", "unequal_columns", "broken_group", "3"],
  ],
  [
    "but none in the next file",
    ["1,,,,x,1\n2,,,,x,1\n2,,\n", "3,,,,z,1\n"],
    ["1", "broken_group", "unequal_columns", "3"],
  ],
  [
    "a row without its key is such a row",
    ["1,,,,x,1\n,,,,y,1\n2,,,,z,1\n3,,,,y,1\n"],
    ["broken_group", "no_key", "broken_group", "3"],
  ],
  [
    "rows that disagree hold their record",
    ["1,,sent,,x,1\n1,,lost,,y,1\n2,,,,y,1\n"],
    ["unequal_rows", "2"],
  ],
  ["rows may differ where one is chosen", ["1,5,,,x,1\n1,6,,,y,1\n"], ["1"]],
  [
    "a file whose header cannot be read",
    ["1,,,,x,1\n", "!No,No\n1,2\n"],
    ["1", "duplicate_column"],
  ],
])("%s", async (_claim, files, gists) => {
  const texts = files.map((text) => (text.startsWith("!") ? text.slice(1) : HEADER + text));
  const found = await mapped(LINES, ...texts);
  expect(found.map((r) => (r.kind === "record" ? r.value["number"] : r.code))).toEqual(gists);
});

test("what holds a record is told with all its places", async () => {
  const rows = `${HEADER}1,,,,x,1\n2,,sent,,y,1\n2,,lost,,y,1\n3,,\n`;
  const found = await mapped(LINES, rows, `${HEADER}1,,,,x,1\n`);
  const reasons = found.map((reading) => (reading.kind === "unreadable" ? reading.reason : ""));
  expect(reasons).toEqual([
    "rows of one No stand apart, at 0.csv:2 and 1.csv:2: bring them together",
    "the row at 0.csv:5 could not be read and may belong to this parcel",
    "found 3 cells, but the header has 6 columns",
    "rows of one No stand apart, at 0.csv:2 and 1.csv:2: bring them together",
  ]);
  const [, differing] = await mapped(LINES, rows.replace("3,,\n", ""));
  expect(differing).toMatchObject({
    reason: "its rows differ in S: 0.csv:3 and 0.csv:4 must say the same",
    digest: sha256("2,,sent,,y,1\n2,,lost,,y,1"),
  });
});

test("columns that a file lacks are told together, by their place in the mapping", async () => {
  const yaml = parcels(`weight: W\nstate: { expression: "row.State" }`, "group: Wieght\n");
  await expect(mapped(yaml, "No,Weight,W,Stale\n")).rejects.toMatchObject({
    name: "InputError",
    problems: [
      "m.yaml:4:8: 0.csv has no column 'Wieght', did you mean 'Weight'? [mapping]",
      "m.yaml:8:24: 0.csv has no column 'State', did you mean 'Stale'? [mapping]",
    ],
  });
});

const NESTED = `name: n
subject: parcel
reads: ndjson
record:
  number: id
  weight: measures.weight
  pieces: measures.pieces
  to: { name: /receiver/full.name }
  tags: { each: labels, item: { path: ., map: { a: A } } }
  contents: { each: lines, item: { line: { row: number }, sku: article.sku, amount: qty } }
  ext: extra
`;

test("paths lead into JSON, and lists are made of lists", async () => {
  const object = {
    id: 17,
    measures: { weight: 2.5, pieces: "3" },
    receiver: { "full.name": "A" },
    labels: ["a", "b"],
    lines: [{ article: { sku: "x" }, qty: "1.0" }, { qty: 2 }],
    extra: { anything: [1] },
  };
  const file = { name: "x.ndjson", open: () => [bytesOf(JSON.stringify(object))] };
  const found = await all(readSubmission([file], { subject: PARCEL, mapping: mappingOf(NESTED) }));
  expect(found.map(gist)).toEqual([
    {
      number: "17",
      weight: 2.5,
      pieces: 3,
      to: { name: "A" },
      tags: ["A", "b"],
      contents: [
        { line: "1", sku: "x", amount: "1.0" },
        { line: "2", amount: 2 },
      ],
      ext: { anything: [1] },
    },
  ]);
  expect(found[0]?.digest).toBe(sha256(JSON.stringify(object)));
});

test("where no list is, what is there stays, and is reported as ill typed", async () => {
  const file = {
    name: "x.ndjson",
    open: () => [bytesOf('{"id":"1","lines":"none","measures":5}')],
  };
  const found = await all(readSubmission([file], { subject: PARCEL, mapping: mappingOf(NESTED) }));
  expect(found.map(gist)).toEqual([{ number: "1", contents: "none" }]);
});

test("JSON objects are grouped too", async () => {
  const yaml = `name: n\nsubject: parcel\nreads: json\ngroup: id\nrecord:\n  number: id\n  contents: { each_row: { sku: s } }\n`;
  const text = '[{"id":1,"s":"a"},{"id":1,"s":"b"},{"id":2,"s":"c"},{"id":"1","s":"d"}]';
  const file = { name: "x.json", open: () => [bytesOf(text)] };
  const found = await all(readSubmission([file], { subject: PARCEL, mapping: mappingOf(yaml) }));
  expect(found.map(gist)).toEqual([
    "split_key", // 1 and "1" are one key
    { number: "2", contents: [{ sku: "c" }] },
    "split_key",
  ]);
  expect(found[0]?.digest).toBe(sha256('{"id":1,"s":"a"}\n{"id":1,"s":"b"}'));
});
