import { type JsonOptions, readJson } from "../../../lib/subjects/readers/json.ts";
import fc from "../../support/fast-check.ts";
import { all, bytesOf, cut, gist, ORIGIN, sha256 } from "../../support/readings.ts";

const LISTS = {
  layout: {
    lists: [
      { field: "records" },
      { field: "orders" },
      { field: "notices", of: "notice" },
      { field: "subject", mayBeOne: true },
    ],
  },
};

const read = (input: string | Uint8Array, options: JsonOptions = LISTS) =>
  all(readJson([typeof input === "string" ? bytesOf(input) : input], ORIGIN, options));

test.each<[claim: string, input: string | Uint8Array, gists: readonly unknown[]]>([
  ["a list of records", ' [ {"a":1} , {"a":2} ] ', [{ a: 1 }, { a: 2 }]],
  ["an empty list has no records", "[]", []],
  ["one record", '{"a":[1,2]}', [{ a: [1, 2] }]],
  ["an envelope", '{"orders":[{"a":1}],"x":{"y":2}}', [{ a: 1 }]],
  ["an envelope with two lists", '{"notices":[{"a":1}],"orders":[{"a":2}]}', [{ a: 1 }, { a: 2 }]],
  ["an envelope with one record", '{"source_system":"x","subject":{"a":1}}', [{ a: 1 }]],
  ["a record with such a field that is text", '{"a":1,"subject":"x"}', [{ a: 1, subject: "x" }]],
  ["an envelope without records", '{"records":[]}', []],
  ["a field of that name that is no list", '{"orders":{"a":1}}', [{ orders: { a: 1 } }]],
  ["a byte order mark", '\ufeff[{"a":1}]', [{ a: 1 }]],
  ["an element that is no object", '[{"a":1},2]', [{ a: 1 }, "not_object"]],
  ["a scalar is no record", "17", ["not_object"]],
  [
    "what is no record spoils itself alone",
    '[{"a":"\\ud800"},{"a":1,"a":2},{"a":1}]',
    ["bad_encoding", "duplicate_key", { a: 1 }],
  ],
  [
    "bytes that are not UTF-8",
    Uint8Array.from([...bytesOf('[{"a":1},{"a":"'), 0xff, ...bytesOf('"}]')]),
    [{ a: 1 }, "bad_encoding"],
  ],
  ["a document that breaks off is one piece", '[{"a":1},{"a":2}', ["not_json"]],
  ["a document that goes on is one piece", '[{"a":1}] x', ["not_json"]],
  ["a comma too many", '[{"a":1},]', ["not_json"]],
  ["nothing at all", "", ["not_json"]],
  ["white space alone", " \n", ["not_json"]],
  ["a list twice", '{"orders":[{"a":1}],"orders":[{"a":2}]}', ["duplicate_key"]],
  [
    "a list under a name written in another way",
    '{"orders":[],"\\u006frders":[{"a":2}]}',
    ["duplicate_key"],
  ],
  ["a header field twice", '{"orders":[{"a":1}],"run":1,"run":2}', ["duplicate_key"]],
  [
    "65 levels in one record",
    `[{"a":1},${'{"a":'.repeat(65)}1${"}".repeat(65)}]`,
    [{ a: 1 }, "too_deep"],
  ],
  ["a million levels", `[${"[".repeat(1e6)}${"]".repeat(1e6)}]`, ["not_object"]],
  ["a million levels that never end", "[".repeat(1e6), ["not_json"]],
  ["more than a million levels", `[${"[".repeat(2e6)}${"]".repeat(2e6)}]`, ["not_json"]],
])("%s", async (_claim, input, gists) => {
  expect((await read(input)).map(gist)).toEqual(gists);
});

test("records keep pointer, line, byte, type and the digest of their raw bytes", async () => {
  const text = '{\n  "notices": [\n    {"a": 1},\n    {"a":\n 2}, {"a": 3}]}';
  const found = await read(text);
  expect(found).toMatchObject([
    {
      place: { file: "in", line: 3, pointer: "/notices/0" },
      position: { file: 0, offset: 21 },
      of: "notice",
    },
    { place: { line: 4, pointer: "/notices/1" }, position: { offset: 35 } },
    { place: { line: 5, pointer: "/notices/2" }, position: { offset: 46 } },
  ]);
  expect(found[1]?.digest).toBe(sha256('{"a":\n 2}'));
  expect((await read("[{}]"))[0]).toMatchObject({ place: { pointer: "/0" } });
  expect((await read("{}"))[0]).toMatchObject({ place: { line: 1, pointer: "" } });
  expect(
    (await read('{"a/~b":[{}]}', { layout: { lists: [{ field: "a/~b" }] } }))[0],
  ).toMatchObject({
    place: { pointer: "/a~1~0b/0" },
  });
});

test("the envelope's other fields are given before its records", async () => {
  const events: unknown[] = [];
  const text = '{"run":{"id":"a\u030a","sum":0.10000000000000001},"orders":[{"a":1}],"z":null}';
  const onHeader = (header: unknown) => events.push(header);
  for await (const batch of readJson([bytesOf(text)], ORIGIN, { ...LISTS, onHeader }))
    events.push(...batch.map(gist));
  const run = { id: "\u00e5", sum: { $number: "0.10000000000000001" } };
  expect(events).toEqual([{ run, z: null }, { a: 1 }]);
});

test.each([
  ['[\n  {"a": 1},\n  {"a" 2}\n]', 3, "line 3, column 8: found '2', but ':' is expected"],
  ["[1,\r\n\u00e5]", 2, "line 2, column 1: found the byte 0xC3, but a value is expected"],
  ['{"a":1}\n{"a":2}\n', 2, "objects one after the other are NDJSON"],
  ["", 1, "line 1, column 1: found the end, but a value is expected"],
])("what is wrong with the document %j is told", async (text, line, reason) => {
  const [unreadable] = await read(text);
  expect(unreadable).toMatchObject({
    place: { line },
    position: { offset: 0 },
    digest: sha256(text),
  });
  expect(unreadable?.kind === "unreadable" && unreadable.reason).toContain(reason);
});

test("what is wrong with one record is told with its place in the document", async () => {
  const [, second] = await read('[{"a":1},\n {"a":1,\n  "a":2}]');
  expect(second).toMatchObject({ place: { line: 2, pointer: "/1" } });
  expect(second?.kind === "unreadable" && second.reason).toContain("line 3, column 3: the name");
});

test("a document that is too large is one piece that is never held", async () => {
  const text = `[${'{"a":1},'.repeat(100)}{}]`;
  const found = await all(
    readJson(cut(bytesOf(text), [50, 120]), ORIGIN, { documentBytesMax: 99 }),
  );
  expect(found).toMatchObject([{ code: "too_large", digest: sha256(text) }]);
});

test("any cut of the bytes, and any white space, gives the same records", async () => {
  const records = fc.array(fc.dictionary(fc.string(), fc.jsonValue()));
  await fc.assert(
    fc.asyncProperty(records, fc.array(fc.nat(5000)), async (values, cuts) => {
      const bytes = bytesOf(JSON.stringify({ orders: values, x: 1 }));
      const whole = await read(bytes);
      expect(await all(readJson(cut(bytes, cuts), ORIGIN, LISTS))).toEqual(whole);
      const spaced = await read(JSON.stringify(values, null, 2));
      expect(spaced.map(gist)).toEqual(whole.map(gist));
      expect(whole).toHaveLength(values.length);
    }),
    { numRuns: 200 },
  );
});
