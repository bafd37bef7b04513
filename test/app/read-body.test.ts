import { createHash } from "node:crypto";
import { isGateError } from "../../lib/app/errors.ts";
import { readBody } from "../../lib/app/read-body.ts";
import { billingRunSubject } from "../../lib/subjects/billing-run/index.ts";

const read = (text: string) => readBody(Buffer.from(text));
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

// A body, and its records as JSON Pointers with what each is; refusals are told apart below.
test.each<[string, readonly [pointer: string, what: string][]]>([
  ['{"order_number":"1"}', [["", "record"]]],
  [" \n{} ", [["", "record"]]],
  ["\ufeff{}", [["", "record"]]],
  ["[]", []], // judged: a submission without records is held
  [
    '[{"a":1},{"a":2}]',
    [
      ["/0", "record"],
      ["/1", "record"],
    ],
  ],
  [
    '[ 1 , null,"x", [] ]',
    [
      ["/0", "not_object"],
      ["/1", "not_object"],
      ["/2", "not_object"],
      ["/3", "not_object"],
    ],
  ],
  [
    '[{"a":1,"a":2},{}]',
    [
      ["/0", "duplicate_key"],
      ["/1", "record"],
    ],
  ],
  ['{"a":1,"a":2}', [["", "duplicate_key"]]],
  ['{"subject":{"order_number":"1"}}', [["/subject", "record"]]],
  [
    '{"source_system":"shop","subject":[{},{}]}',
    [
      ["/subject/0", "record"],
      ["/subject/1", "record"],
    ],
  ],
  ['{"subject":[]}', []],
  ['{"subject" :\n{"subject":1}}', [["/subject", "record"]]], // only the outermost makes an envelope
])("%s is read as %j", (text, expected) => {
  const found = read(text).readings.map((reading) => [
    reading.place.pointer,
    reading.kind === "record" ? "record" : reading.code,
  ]);
  expect(found).toEqual(expected);
});

test("a record keeps its bytes' digest and its offset, white space around it left out", () => {
  const [first, second] = read('[ {"a": 1} , {"b":2}]').readings;
  expect(first).toMatchObject({ position: { file: 0, offset: 2 }, digest: sha256('{"a": 1}') });
  expect(second).toMatchObject({ position: { file: 0, offset: 13 }, digest: sha256('{"b":2}') });
});

test("headers are what an envelope has beside its subject", () => {
  expect(read('{"source_system":"shop","subject":{},"ext":{"x":[1]}}').headers).toEqual({
    source_system: "shop",
    ext: { x: [1] },
  });
  expect(read("{}").headers).toBeUndefined();
  expect(read("[]").headers).toBeUndefined();
});

test("a run holds its header beside its lists of records", () => {
  const text =
    '{"subject_kind":"billing-run","source_system":"erp","subject":{"run_id":"R-1",' +
    '"invoices":[{"invoice_number":"1"}],"dunning":[{"notice_id":"N"}]}}';
  const body = readBody(Buffer.from(text), billingRunSubject);
  expect(body.headers).toEqual({ subject_kind: "billing-run", source_system: "erp" });
  expect(body.run).toEqual({ run_id: "R-1" });
  expect(body.readings).toMatchObject([
    { of: "invoice", place: { pointer: "/subject/invoices/0" } },
    { of: "notice", place: { pointer: "/subject/dunning/0" } },
  ]);
  expect(() => readBody(Buffer.from(text.replace("-run", "_run")), billingRunSubject)).toThrow(
    'it is written "billing-run"',
  );
});

// What is no submission at all, with the place of each mistake.
test.each<[string, readonly object[]]>([
  ["", [{ pointer: "" }]],
  ["{", [{ line: 1, column: 2 }]],
  ['{"a": 1,\n "b": ?}', [{ line: 2, column: 7 }]],
  ['["õõ", x]', [{ line: 1, column: 8 }]], // columns count characters, not bytes
  ["[1,]", [{ line: 1, column: 4 }]],
  ["order=1", [{ line: 1, column: 1 }]],
  ["{} {}", [{ line: 1, column: 4 }]],
  ["\ufeff{]", [{ line: 1, column: 2 }]], // nor does the byte order mark count
  ["42", [{ pointer: "" }]],
  ["null", [{ pointer: "" }]],
  ['"text"', [{ pointer: "" }]],
  ['{"subject":42}', [{ pointer: "/subject" }]],
  ['{"subject":null}', [{ pointer: "/subject" }]],
  ['{"subject":{},"subject":[]}', [{ line: 1, column: 15 }]],
  [`{"a":1,"subject":{},"a":2}`, [{ line: 1, column: 2 }]], // a header could be read either way
])("%j is refused at %j", (text, places) => {
  try {
    read(text);
  } catch (error) {
    if (!isGateError(error, "invalid")) throw error;
    expect(error.mistakes).toHaveLength(places.length);
    expect(error.mistakes).toMatchObject(places);
    for (const mistake of error.mistakes) expect(mistake.message.length).toBeGreaterThan(10);
    return;
  }
  throw new Error("it was read");
});

test("a list nested a million deep is refused or unreadable, not a crash", () => {
  const deep = `${"[".repeat(1_000_000)}${"]".repeat(1_000_000)}`;
  expect(read(deep).readings).toMatchObject([{ kind: "unreadable" }]);
});

test("names that JavaScript knows are data like any other", () => {
  const body = read('{"__proto__":{"x":1},"constructor":1,"subject":{"__proto__":{"y":1}}}');
  expect(Object.keys(body.headers!)).toEqual(["__proto__", "constructor"]);
  expect(({} as { x?: number }).x).toBeUndefined();
});
