import { type NdjsonOptions, readNdjson } from "../../../lib/subjects/readers/ndjson.ts";
import fc from "../../support/fast-check.ts";
import { all, bytesOf, cut, gist, ORIGIN, sha256 } from "../../support/readings.ts";

const read = (input: string | Uint8Array, options?: NdjsonOptions) =>
  all(readNdjson([typeof input === "string" ? bytesOf(input) : input], ORIGIN, options));

// The input, and the values of its records or the codes of what is unreadable.
test.each<[claim: string, input: string | Uint8Array, gists: readonly unknown[]]>([
  ["a record a line", '{"a":1}\n{"a":2}\n', [{ a: 1 }, { a: 2 }]],
  ["the last line needs no end", '{"a":1}\n{"a":2}', [{ a: 1 }, { a: 2 }]],
  ["CRLF ends a line too", '{"a":1}\r\n{"a":2}\r\n', [{ a: 1 }, { a: 2 }]],
  ["blank lines count for nothing", '\n  \n{"a":1}\n\r\n\t\n', [{ a: 1 }]],
  ["a byte order mark is skipped", '\ufeff{"a":1}\n', [{ a: 1 }]],
  ["a mark elsewhere is none", '{"a":1}\n\ufeff{"a":2}\n', [{ a: 1 }, "not_json"]],
  ["nothing is no record", "", []],
  [
    "what is wrong spoils its line alone",
    '{"a":1}\n{"a":\n{"a":3}\n',
    [{ a: 1 }, "not_json", { a: 3 }],
  ],
  ["a list is no record", "[1]\n", ["not_object"]],
  ["null is no record", "null\n", ["not_object"]],
  [
    "bytes that are not UTF-8",
    Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d),
    ["bad_encoding"],
  ],
  ["a surrogate written as UTF-8", Uint8Array.of(0x22, 0xed, 0xa0, 0x80, 0x22), ["bad_encoding"]],
  ["U+FFFD is a character like others", '{"a":"\ufffd"}', [{ a: "\ufffd" }]],
  ["a NUL byte is not JSON", '{"a":"\0"}', ["not_json"]],
  ["an escaped NUL is a character", '{"a":"\\u0000"}', [{ a: "\0" }]],
  ["half a character", '{"a":"\\ud800"}', ["bad_encoding"]],
  ["half a character in a name", '{"\\udc00":1}', ["bad_encoding"]],
  ["a whole character of two escapes", '{"a":"\\ud83d\\ude00"}', [{ a: "😀" }]],
  ["64 levels", nested(64), [JSON.parse(nested(64))]],
  ["65 levels", nested(65), ["too_deep"]],
  ["a million levels", `{"a":${"[".repeat(1e6)}${"]".repeat(1e6)}}`, ["too_deep"]],
  ["a name that stands twice", '{"a":1,"a":2}', ["duplicate_key"]],
  ["a name that stands twice deep inside", '{"a":[{"b":{"c":1,"d":2,"c":3}}]}', ["duplicate_key"]],
  ["a name written in two ways", '{"a":1,"\\u0061":2}', ["duplicate_key"]],
  ["one name in two objects", '{"a":{"b":1},"c":{"b":2}}', [{ a: { b: 1 }, c: { b: 2 } }]],
  ["quotes in texts are no names", '{"a":"\\"a\\":\\\\","b":"}"}', [{ a: '"a":\\', b: "}" }]],
])("%s", async (_claim, input, gists) => {
  expect((await read(input)).map(gist)).toEqual(gists);
});

function nested(levels: number): string {
  return `${'{"a":'.repeat(levels - 1)}{}${"}".repeat(levels - 1)}`;
}

// A number as written in a record, and what the record holds.
const LONG = (source: string) => ({ $number: source });
test.each<[source: string, held: unknown]>([
  ["0.1", 0.1],
  ["-120.50", -120.5],
  ["123456789012.345", 123456789012.345], // 15 digits
  ["9007199254740991", 9007199254740991], // a safe integer, whatever its digits
  ["9007199254740993", LONG("9007199254740993")], // the double says …992
  ["0.30000000000000004", LONG("0.30000000000000004")],
  ["0.1000000000000000055", LONG("0.1000000000000000055")], // the double says 0.1
  ["-1234567890.1234567", LONG("-1234567890.1234567")],
  ["0.000000000000000000001", 0.000000000000000000001], // one digit that counts
  ["1.0000000000000000", LONG("1.0000000000000000")], // digits count as they are written
  ["1e2", 100],
  ["1.5E-3", 0.0015],
  ["1e400", LONG("1e400")],
  ["-1E400", LONG("-1E400")],
  ["0.1e-400", LONG("0.1e-400")],
  ["4e-320", LONG("4e-320")], // too small to be exact
  ["0e5", 0],
  ["0.00", 0],
])("the number %s is held as %j", async (source, held) => {
  const other = '"iban":"EE382200221020145685","id":"4f3e-4e12-1234567890123456"';
  for (const text of [
    `{"n":${source}}`,
    `{${other},"n":[${source}]}`,
    `{ "n" : ${source} , ${other}}`,
  ]) {
    const [record] = await read(text);
    const value = record?.kind === "record" ? record.value : record;
    expect([(value as { n: unknown }).n].flat()).toEqual([held]);
  }
});

test("texts come in NFC, names stay as they are", async () => {
  const composed = '{"a":"\u00e5\u20ac","b":["\u00f5"]}';
  const decomposed = '{"a":"a\u030a\u20ac","b":["o\\u0303"]}';
  expect((await read(decomposed)).map(gist)).toEqual((await read(composed)).map(gist));
  expect((await read('{"a\u030a":"o"}')).map(gist)).toEqual([{ "a\u030a": "o" }]);
});

test("names that JavaScript knows are names like others", async () => {
  const text =
    '{"__proto__":{"polluted":"a\u030a"},"constructor":{"prototype":{"x":1}},"toString":"s"}';
  const [record] = await read(text);
  const value = record?.kind === "record" ? record.value : {};
  expect(Object.keys(value)).toEqual(["__proto__", "constructor", "toString"]);
  expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  expect(JSON.stringify(value)).toBe(text.normalize("NFC"));
  expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
});

test("a record knows its line, its byte and the digest of its raw bytes", async () => {
  const [first, second] = await read('\ufeff{"a":"õ"}\r\n\r\n{"a":2}\n');
  expect(first).toMatchObject({ position: { file: 0, offset: 3 }, place: { file: "in", line: 1 } });
  expect(first?.digest).toBe(sha256('{"a":"õ"}'));
  expect(second).toMatchObject({ position: { offset: 17 }, place: { line: 3 } });
  expect({ ...second }).toMatchObject({ digest: sha256('{"a":2}') });
});

test("a part of a file tells places in the file", async () => {
  const origin = { file: 2, name: "f", startOffset: 100, startLine: 10 };
  const [first, second] = await all(
    readNdjson([bytesOf('{"a":1}\nx\n')], origin, { of: "notice" }),
  );
  expect(first).toMatchObject({ position: { file: 2, offset: 100 }, of: "notice" });
  expect(second).toMatchObject({ place: { file: "f", line: 11 }, position: { offset: 108 } });
});

test.each([
  ['{"a":1,}', "column 8: found '}', but a name in double quotes is expected"],
  ['{"õ":tru}', "column 6: found 't', but a value (true, if that is meant) is expected"],
  ['{"a":1} {', "column 9: found '{', but the end is expected"],
  ['{"a":"x', "column 8: found the end, but the closing quote of a text is expected"],
  ["{'a':1}", "column 2: found ''', but a name in double quotes is expected"],
  ['{"a":01}', "column 7: found '1', but ',' or '}' is expected"],
  ['{"a":1,"b":{"x":1,"x":2}}', 'column 19: the name "x" stands twice'],
])("what is wrong with %s is told", async (text, reason) => {
  const [unreadable] = await read(text);
  expect(unreadable).toMatchObject({ kind: "unreadable", digest: sha256(text) });
  expect(unreadable?.kind === "unreadable" && unreadable.reason).toContain(reason);
});

test("a line that is too long is skipped, counted and digested, wherever it is cut", async () => {
  const long = `{"a":"${"x".repeat(200)}"}`;
  const bytes = bytesOf(`{"a":1}\n${long}\n{"a":2}\n${long}`);
  for (const size of [1, 7, 100, 1000]) {
    const cuts = Array.from({ length: Math.floor(bytes.length / size) }, (_, i) => i * size);
    const found = await all(readNdjson(cut(bytes, cuts), ORIGIN, { lineBytesMax: 100 }));
    expect(found.map(gist)).toEqual([{ a: 1 }, "too_large", { a: 2 }, "too_large"]);
    expect(found[1]).toMatchObject({ position: { offset: 8 }, place: { line: 2 } });
    expect(found[1]?.digest).toBe(sha256(long));
    expect(found[3]).toEqual({
      ...found[1],
      position: { file: 0, offset: 225 },
      place: { file: "in", line: 4 },
    });
  }
});

test("any cut of the bytes gives the same readings", async () => {
  const piece = fc.oneof(
    fc.object({ maxDepth: 3 }).map((value) => JSON.stringify(value)),
    fc.constantFrom(
      "",
      "\r",
      '{"a":"õ\u0303\\ud800"}',
      '{"n":12345678901234567.1}',
      "{]",
      '{"a":1,"a":2}',
    ),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(piece), fc.array(fc.nat(5000)), async (lines, cuts) => {
      const bytes = bytesOf(lines.join("\n"));
      const whole = await all(readNdjson([bytes], ORIGIN));
      expect(await all(readNdjson(cut(bytes, cuts), ORIGIN))).toEqual(whole);
    }),
    { numRuns: 300 },
  );
});

test("every JSON object is read as JSON.parse reads it, or refused for a reason", async () => {
  const value = fc.dictionary(fc.string({ unit: "binary" }), fc.jsonValue(), { maxKeys: 5 });
  await fc.assert(
    fc.asyncProperty(value, fc.constantFrom(undefined, 1), async (object, space) => {
      const text = JSON.stringify(object, null, space).replaceAll("\n", " ");
      const [reading] = await read(text);
      if (reading?.kind === "record" && !text.includes("$number"))
        expect(deepNfc(reading.value)).toEqual(deepNfc(JSON.parse(text)));
    }),
    { numRuns: 500 },
  );
});

const deepNfc = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_key, inner) =>
      typeof inner === "string"
        ? inner.normalize("NFC")
        : isMarked(inner)
          ? Number(inner.$number)
          : inner,
    ),
  );

const isMarked = (value: unknown): value is { $number: string } =>
  typeof value === "object" && value !== null && Object.keys(value).join() === "$number";
