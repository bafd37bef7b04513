import { mappingOf, mistakesIn, parcels } from "../../support/mapped.ts";

const HEAD = "name: m\nsubject: parcel\nreads: csv\n";

// A mapping, and the mistakes that are told of it.
test.each<[claim: string, yaml: string, mistakes: readonly string[]]>([
  ["all is well", parcels("to: { name: Name }"), []],
  [
    "nothing at all",
    "",
    ["m.yaml:1:1: the file is empty: a mapping has a name, a subject and a record [mapping]"],
  ],
  [
    "a list is no mapping",
    "- a\n",
    ["m.yaml:1:1: a mapping must be a map of names to values, but it is a list [mapping]"],
  ],
  [
    "what every mapping has",
    "of: x\n",
    [
      "m.yaml:1:1: 'name' is missing: what people call it, such as online-retail [mapping]",
      "m.yaml:1:1: 'reads' is missing: one of 'json', 'ndjson' or 'csv' [mapping]",
      "m.yaml:1:1: 'record' is missing: which column or path is which field [mapping]",
      "m.yaml:1:1: 'subject' is missing: the kind of its records, such as order [mapping]",
    ],
  ],
  [
    "an unknown key",
    `${parcels("")}grup: No\n`,
    ["m.yaml:7:1: unknown key 'grup' in a mapping, did you mean 'group'? [mapping]"],
  ],
  [
    "an unknown subject",
    parcels("").replace("parcel\n", "parcle\n"),
    ["m.yaml:2:10: there is no subject kind 'parcle' [mapping]"],
  ],
  [
    "an unknown record kind",
    `${parcels("")}of: percel\n`,
    ["m.yaml:7:5: 'of' is 'percel', did you mean 'parcel'? [mapping]"],
  ],
  [
    "an unknown format",
    parcels("").replace("csv", "cvs"),
    ["m.yaml:3:8: 'reads' is 'cvs', did you mean 'csv'? [mapping]"],
  ],
  [
    "an unknown encoding",
    `${parcels("")}encoding: utf8\n`,
    ["m.yaml:7:11: 'encoding' is 'utf8', did you mean 'utf-8'? [mapping]"],
  ],
  [
    "a delimiter of two characters",
    `${parcels("")}delimiter: "::"\n`,
    ["m.yaml:7:12: 'delimiter' must be one character such as ',', ';' or tab [mapping]"],
  ],
  [
    "an encoding of JSON",
    "name: m\nsubject: parcel\nreads: json\nencoding: utf-8\nrecord: { number: no }\n",
    ["m.yaml:4:1: 'encoding' is for csv alone [mapping]"],
  ],
  [
    "an unknown field",
    parcels("wieght: Weight"),
    ["m.yaml:6:3: unknown field 'wieght' on Parcel, did you mean 'weight'? [mapping]"],
  ],
  [
    "a field that JavaScript knows",
    parcels("constructor: X"),
    ["m.yaml:6:3: unknown field 'constructor' on Parcel [mapping]"],
  ],
  [
    "an unknown field in a group",
    parcels("to: { nam: N }"),
    ["m.yaml:6:9: unknown field 'nam' on Parcel.to, did you mean 'name'? [mapping]"],
  ],
  [
    "a required field that is never set",
    `${HEAD}record: { weight: W }\n`,
    [
      "m.yaml:4:9: 'record' lacks 'number', which Parcel requires: without it every record is held [mapping]",
    ],
  ],
  [
    "two sources",
    parcels("weight: { column: W, constant: 1 }"),
    [
      "m.yaml:6:11: one of 'column', 'constant', 'row' or 'expression' must say where the value comes from [mapping]",
    ],
  ],
  [
    "no source",
    parcels("weight: { strip: kg }"),
    [
      "m.yaml:6:11: one of 'column', 'constant', 'row' or 'expression' must say where the value comes from [mapping]",
    ],
  ],
  [
    "a path into a table",
    parcels("weight: { path: W }"),
    [
      "m.yaml:6:11: one of 'column', 'constant', 'row' or 'expression' must say where the value comes from [mapping]",
    ],
  ],
  [
    "a list for a value",
    parcels("weight: [W]"),
    [
      "m.yaml:6:11: 'weight' is a list, but a column, constant or expression makes a value [mapping]",
    ],
  ],
  [
    "a column for a group",
    parcels("to: W"),
    ["m.yaml:6:7: 'to' is Parcel.to, which no column of a table holds [mapping]"],
  ],
  [
    "a column for a list",
    parcels("contents: W"),
    [
      "m.yaml:6:13: 'contents' is a list: write { each_row: … }, an element for each row of a record [mapping]",
    ],
  ],
  [
    "a constant of another type",
    parcels("weight: { constant: heavy }"),
    [
      "m.yaml:6:23: 'heavy' is wrong here, right is a decimal (up to 15 digits, a point, up to 6 digits) [mapping]",
    ],
  ],
  [
    "a constant that the field does not list",
    parcels("state: { constant: send }"),
    [
      "m.yaml:6:22: 'send' is wrong here, right is 'sent' or 'lost', did you mean 'sent'? [mapping]",
    ],
  ],
  [
    "a table with a word that the field does not list",
    parcels("state: { column: S, map: { s: sent, l: gone } }"),
    ["m.yaml:6:10: 'gone' is wrong here, right is 'sent' or 'lost' [mapping]"],
  ],
  [
    "else alone",
    parcels("state: { column: S, else: sent }"),
    ["m.yaml:6:23: 'else' stands beside 'map' or 'prefixes' [mapping]"],
  ],
  [
    "a pattern for a text",
    parcels("state: { column: S, parse: yyyy }"),
    [
      "m.yaml:6:23: 'parse' is of no use: a string is made here [mapping]",
      "m.yaml:6:30: 'yyyy' is no pattern: without 'M' there is no whole date (yyyy yy MM M dd d HH H hh h mm ss S a XXX) [mapping]",
    ],
  ],
  [
    "an instant without a zone",
    parcels('sent_at: { column: D, parse: "yyyy-MM-dd HH:mm" }'),
    ["m.yaml:6:32: an instant needs 'zone', such as Europe/Tallinn, or XXX here [mapping]"],
  ],
  [
    "an instant without a time",
    parcels("sent_at: { column: D, parse: yyyy-MM-dd, zone: Europe/Oslo }"),
    ["m.yaml:6:32: 'yyyy-MM-dd' tells no time of day, which an instant has [mapping]"],
  ],
  [
    "a zone that is none",
    parcels("sent_at: { column: D, zone: Europe/Olso }"),
    ["m.yaml:6:31: 'Europe/Olso' is no time zone [mapping]"],
  ],
  [
    "one separator for two things",
    parcels('weight: { column: W, numbers: { decimal: ",", thousands: "," } }'),
    ["m.yaml:6:60: ',' cannot separate both [mapping]"],
  ],
  [
    "a number of a row outside of rows",
    parcels("pieces: { row: number }"),
    ["m.yaml:6:18: a row has a number in 'each_row' [mapping]"],
  ],
  [
    "take, where there is one row",
    parcels("weight: { column: W, take: first }"),
    ["m.yaml:6:24: 'take' chooses among the rows of a record: here is one row [mapping]"],
  ],
  [
    "an expression of another type",
    parcels('weight: { expression: "row.W" }'),
    ["m.yaml:6:26: this gives string, decimal is wanted [mapping]"],
  ],
  [
    "a mistake within an expression",
    parcels('state: { expression: "rov.S" }'),
    ["m.yaml:6:25: unknown name 'rov', did you mean 'row'? [mapping]"],
  ],
  [
    "a table on an expression",
    parcels('state: { expression: "row.S", map: { a: sent } }'),
    ["m.yaml:6:10: 'map' works on the text of a column or path, not on 'expression' [mapping]"],
  ],
  [
    "a field that cannot be missing, for it is not there",
    `${parcels("")}cannot_supply: [to.nmae, weigth, number.x]\n`,
    [
      "m.yaml:7:17: unknown field 'nmae' on Parcel.to, did you mean 'name'? [mapping]",
      "m.yaml:7:26: unknown field 'weigth' on Parcel, did you mean 'weight'? [mapping]",
      "m.yaml:7:34: 'number' has no fields, so no 'x' [mapping]",
    ],
  ],
  [
    "a required field of an element",
    parcels("contents: { each_row: { amount: A } }", "group: No\n"),
    [
      "m.yaml:7:25: 'each_row' lacks 'sku', which Parcel.contents requires: without it every record is held [mapping]",
    ],
  ],
  [
    "a key that stands twice",
    `${parcels("")}name: x\n`,
    ["m.yaml:7:1: this key stands twice: keep one of the two [mapping]"],
  ],
])("%s", (_claim, yaml, mistakes) => {
  expect(mistakesIn(yaml)).toEqual(mistakes);
});

test("what a mapping never sets is unsupplied, a group as a whole where nothing of it is set", () => {
  const yaml = parcels(
    "weight: { constant: 1 }\nto: { name: N }\ncontents: { each_row: { sku: S } }",
    "group: No\ncannot_supply: [number]\n",
  );
  expect(mappingOf(yaml).unsupplied).toEqual([
    ..."contents.amount contents.line ext fragile number pieces ratio sent_at sent_on state tags".split(
      " ",
    ),
    "to.country",
  ]);
});

test("what is taken whole is supplied, with all beneath it", () => {
  const yaml =
    "name: m\nsubject: parcel\nreads: json\nrecord: { number: no, to: receiver, contents: { path: lines }, ext: x }\n";
  const { unsupplied } = mappingOf(yaml);
  expect(unsupplied.filter((path) => /^(to|contents|ext)/.test(path))).toEqual([]);
});
