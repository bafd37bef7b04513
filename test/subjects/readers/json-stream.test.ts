import type { Reading } from "../../../lib/core/record.ts";
import { type JsonOptions, readJson } from "../../../lib/subjects/readers/json.ts";
import { quickEnd } from "../../../lib/subjects/readers/json-quick.ts";
import { type Cursor, skipValue } from "../../../lib/subjects/readers/json-syntax.ts";
import fc, { tries } from "../../support/fast-check.ts";
import { all, bytesOf, cut, gist, ORIGIN, sha256 } from "../../support/readings.ts";

const layout = {
  lists: [
    { field: "records" },
    { field: "subject", holdsLists: true },
    { field: "bills", of: "bill" },
  ],
  headerFields: ["run"],
};
/** Documents of more bytes are walked through in a window. */
const recordBytesMax = 60;

const whole = (bytes: Uint8Array, options: JsonOptions = {}) =>
  all(readJson([bytes], ORIGIN, { layout, recordBytesMax, ...options }));

/** Reads a document in the window, each time it is opened cut in the same places. */
function streamed(bytes: Uint8Array, cuts: readonly number[] = [], options: JsonOptions = {}) {
  const reopen = () => cut(bytes, cuts);
  return all(readJson(reopen(), ORIGIN, { layout, recordBytesMax, reopen, ...options }));
}

/** All that does not name a column, which a stream tells as a byte. */
const told = (reading: Reading) => ({
  gist: gist(reading),
  digest: reading.digest,
  position: reading.position,
  place: reading.place,
});

const texts: readonly [what: string, text: string][] = [
  ["a list", `[${'{"a":1},\n'.repeat(20)}{"a":2}]`],
  [
    "an envelope with its header last",
    `{"bills":[${'{"a":[1,"]"]} , '.repeat(9)}{}],"x":"\u00e5"}`,
  ],
  ["a run", `{"x":1,"subject":{"run_id":"R","bills":[${'{"a":1},'.repeat(20)}{}],"n":{"b":[]}}}`],
  ["a list in which nothing is a record", `[${"1, 2.5e3 ,true,null,".repeat(20)}"a"]`],
  ["space", `${" \n".repeat(100)}[\n${" ".repeat(200)}{"a":1}${" ".repeat(200)}\n,{}]\n\n`],
  [
    "a record that is too large",
    `[{"a":1},\n{"a":"${"x".repeat(99)}\\"}"},\n[${"[],".repeat(50)}0],{"a":2}]`,
  ],
  ["a number that is too large", `[${"1".repeat(99)},{"a":1}]`],
  ["what breaks off", `[{"a":1},${'{"a":1},'.repeat(20)}{"a"`],
  ["what breaks off in a record that is too large", `[{"a":1},{"a":"${"x".repeat(200)}`],
  ["brackets that do not fit, in a record that is too large", `[{"a":[${"1,".repeat(99)}1}]]`],
  ["a comma too many", `[${'{"a":1},'.repeat(20)}]`],
  ["what goes on", `[${'{"a":1},'.repeat(20)}{}] []`],
  ["a list that stands twice", `{"bills":[${'{"a":1},'.repeat(20)}{}],\n"bills":[]}`],
  ["a header field that stands twice", `{"n":1,"bills":[${'{"a":1},'.repeat(20)}{}],"n":1}`],
  ["a word that is none", `[${'{"a":1},'.repeat(20)}tru]`],
  ["a byte that is no character", `[${'{"a":1},'.repeat(20)}{"a":"\\ud800"}]`],
];

test.each(texts)("%s is read from a window as in one piece", async (_, text) => {
  const bytes = bytesOf(text);
  const expected = (await whole(bytes)).map(told);
  const everyByte = Array.from(bytes.keys());
  for (const cuts of [[], everyByte, everyByte.filter((at) => at % 7 === 0)])
    expect((await streamed(bytes, cuts)).map(told)).toEqual(expected);
});

test("no record of a broken document is given, and the whole is one piece", async () => {
  const text = `[\n${'{"a":1},\n'.repeat(20)}{"a" 2}]`;
  const found = await streamed(bytesOf(text), [3, 100]);
  expect(found).toMatchObject([
    {
      code: "not_json",
      reason: "line 22, byte 188: found '2', but ':' is expected",
      place: { line: 22 },
      digest: sha256(text),
    },
  ]);
});

test("the header is told before the first record, wherever it stands", async () => {
  const events: unknown[] = [];
  const text = `{"x":1,"subject":{"bills":[${'{"a":1},'.repeat(20)}{}],"run_id":"R"},"y":2}`;
  const reopen = () => [bytesOf(text)];
  const onHeader = (header: unknown) => events.push(header);
  for await (const batch of readJson(reopen(), ORIGIN, {
    layout,
    recordBytesMax,
    reopen,
    onHeader,
  }))
    events.push(batch.length);
  expect(events).toEqual([{ x: 1, subject: { run_id: "R" }, y: 2 }, 21]);
});

test.each([
  ['{"run":{"id":"R"}}', [{ run: { id: "R" } }], []],
  ['{"subject":{"run_id":"R"}}', [{ subject: { run_id: "R" } }], []],
  ['{"subject":{"bills":[]}}', [{ subject: {} }], []],
  ['{"subject":{"subject":{"bills":[{}]}}}', [{ subject: { subject: { bills: [{}] } } }], []],
  ['{"subject":[{"a":1}]}', [{}], [{ a: 1 }]],
  ['{"a":1}', [], [{ a: 1 }]],
])("%s has the header %j and the records %j", async (text, headers, records) => {
  const told: unknown[] = [];
  const found = await whole(bytesOf(text), { onHeader: (header) => told.push(header) });
  expect(told).toEqual(headers);
  expect(found.map(gist)).toEqual(records);
});

test("one record alone that is too large is one unreadable piece", async () => {
  const text = `{"a":"${"x".repeat(100)}"}`;
  expect(await streamed(bytesOf(text))).toMatchObject([
    { code: "too_large", digest: sha256(text) },
  ]);
  const fields = `{"bills":[],"a":"${"x".repeat(100)}"}`;
  expect(await streamed(bytesOf(fields))).toMatchObject([{ code: "too_large" }]);
});

test("a document that is another one when it is opened again is refused", async () => {
  let times = 0;
  const texts = ['{"n":1,"bills":[', '{"n":1,"bills":[', '{"n":2,"bills":[', '{"n":1,"bills":[,'];
  const reopen = () => [bytesOf(`${texts[times++ % 4]}${'{"a":1},'.repeat(20)}{}]}`)];
  const read = () => all(readJson(reopen(), ORIGIN, { layout, recordBytesMax, reopen }));
  await expect(read()).rejects.toThrow("in changed while it was read");
});

test("records that are not wanted are left out, by their offset", async () => {
  const bytes = bytesOf(`[${'{"a":1},'.repeat(20)}{"a":2}]`);
  const origin = { ...ORIGIN, only: (offset: number) => offset === 1 || offset === 161 };
  const reopen = () => [bytes];
  for (const options of [{}, { reopen }]) {
    const found = await all(readJson(reopen(), origin, { layout, recordBytesMax, ...options }));
    expect(found.map(gist)).toEqual([{ a: 1 }, { a: 2 }]);
  }
});

test("any document, damaged anywhere and cut anywhere, is read as in one piece", async () => {
  const record = fc.dictionary(fc.string({ maxLength: 5 }), fc.jsonValue({ maxDepth: 2 }), {
    maxKeys: 3,
  });
  const damage = fc.record({ at: fc.nat(5000), by: fc.constantFrom("", "]", '"', "\\", " ", "{") });
  const recordBytesMax = 300;
  await fc.assert(
    fc.asyncProperty(
      fc.array(record, { minLength: 15, maxLength: 30 }),
      fc.option(damage),
      fc.array(fc.nat(5000)),
      async (bills, damaged, cuts) => {
        const text = JSON.stringify({ bills, x: 1, subject: { bills, n: "[" } });
        const at = damaged ? damaged.at % text.length : 0;
        const broken = damaged ? text.slice(0, at) + damaged.by + text.slice(at + 1) : text;
        const bytes = bytesOf(broken);
        if (bytes.length <= recordBytesMax) return;
        const found = (await streamed(bytes, cuts, { recordBytesMax })).map(told);
        // What is wrong inside a record that is too large is not looked for: it is held anyway.
        if (found.some(({ gist }) => gist === "too_large")) return;
        expect(found).toEqual((await whole(bytes, { recordBytesMax })).map(told));
      },
    ),
    { numRuns: tries(500) },
  );
});

test("the quick way and the walk that says what is wrong end values in the same place", () => {
  const texts = fc.oneof(
    fc.jsonValue().map((value) => JSON.stringify(value, null, 1)),
    fc.string({ unit: fc.constantFrom(...'{}[],:"\\u0019.eE+-tfn aél \n\u0001') }),
    fc.constantFrom("true", "nul", "-0.5E+3", "01", "1.", '"\\u00zz"', '"\\ud800"', '{"a" :1 }'),
  );
  fc.assert(
    fc.property(texts, (text) => {
      const bytes = bytesOf(text);
      const quick = quickEnd(bytes, 0, bytes.length);
      const cursor = { bytes, at: 0, end: bytes.length, names: [] };
      // Names that stand twice are looked for in the slow way alone.
      const isRead = skipValue(cursor) || "isRepeatedName" in ((cursor as Cursor).problem ?? {});
      expect(quick >= 0).toBe(isRead);
      if (quick >= 0 && cursor.at >= quick) expect(cursor.at).toBe(quick);
    }),
    { numRuns: 2000 },
  );
});
