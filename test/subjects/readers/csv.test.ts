import { parse } from "csv-parse/sync";
import { type CsvOptions, readCsv } from "../../../lib/subjects/readers/csv.ts";
import fc from "../../support/fast-check.ts";
import { all, bytesOf, cut, gist, ORIGIN, sha256 } from "../../support/readings.ts";

const read = (input: string | Uint8Array, options?: CsvOptions) =>
  all(readCsv([typeof input === "string" ? bytesOf(input) : input], ORIGIN, options));

// The file, and its records or the codes of what is unreadable.
test.each<[claim: string, text: string, gists: readonly unknown[]]>([
  [
    "a record a row",
    "a,b\n1,2\n3,4\n",
    [
      { a: "1", b: "2" },
      { a: "3", b: "4" },
    ],
  ],
  ["the last row needs no end", "a,b\n1,2", [{ a: "1", b: "2" }]],
  ["CRLF ends a row", "a,b\r\n1,2\r\n", [{ a: "1", b: "2" }]],
  ["an empty cell is absent", 'a,b,c\n,"",x\n', [{ a: null, b: null, c: "x" }]],
  ["an empty last cell", "a,b\n1,\n", [{ a: "1", b: null }]],
  ["blanks are kept, they may mean something", "a,b\n 1 ,  \n", [{ a: " 1 ", b: "  " }]],
  ["blank lines count for nothing", "\n\na\n\n1\r\n\r\n2\n\n", [{ a: "1" }, { a: "2" }]],
  ["a header alone has no records", "a,b\n", []],
  ["nothing has no records", "", []],
  ["a delimiter in quotes", 'a,b\n"1,5",2\n', [{ a: "1,5", b: "2" }]],
  ["a line break in quotes", 'a,b\n"x\r\ny\n",2\n', [{ a: "x\r\ny\n", b: "2" }]],
  ["a doubled quote", 'a,b\n"say ""hi""",""""\n', [{ a: 'say "hi"', b: '"' }]],
  [
    "a quote within a cell is a character",
    'a,b\n12" ruler,"5"" nail"\n',
    [{ a: '12" ruler', b: '5" nail' }],
  ],
  [
    "quotes at the end of a CRLF row",
    'a,b\r\n1,"2"\r\n"3","4"\r\n',
    [
      { a: "1", b: "2" },
      { a: "3", b: "4" },
    ],
  ],
  ["a quoted last cell needs no end", 'a\n"1"', [{ a: "1" }]],
  ["header names are trimmed", " a , b\n1,2\n", [{ a: "1", b: "2" }]],
  ["a column without a name is known by its number", "a,\n1,2\n", [{ a: "1", "column 2": "2" }]],
  ["semicolons are found", "a;b,c;d\n1;2;\n", [{ a: "1", "b,c": "2", d: null }]],
  ["tabs are found", "a\tb\n1,5\t2\n", [{ a: "1,5", b: "2" }]],
  ["pipes are found", '"a,,,,"|b\n1|2\n', [{ "a,,,,": "1", b: "2" }]],
  [
    "too few and too many cells",
    "a,b\n1\n1,2\n1,2,3\n",
    ["unequal_columns", { a: "1", b: "2" }, "unequal_columns"],
  ],
  ["text behind a closing quote", 'a,b\n"1"x,2\n3,4\n', ["bad_quotes", { a: "3", b: "4" }]],
  [
    "a quote that is never closed takes the rest",
    'a,b\n1,2\n"3,4\n5,6\n',
    [{ a: "1", b: "2" }, "bad_quotes"],
  ],
  ["a NUL byte", "a,b\n1\0,2\n3,4\n", ["bad_encoding", { a: "3", b: "4" }]],
  ["a column name that stands twice", "a,b,a\n1,2,3\n", ["duplicate_column"]],
  ["texts come in NFC", "a\u030a\na\u030a\u20ac\n", [{ "\u00e5": "\u00e5\u20ac" }]],
])("%s", async (_claim, text, gists) => {
  expect((await read(text)).map(gist)).toEqual(gists);
});

test("a column may be called as JavaScript calls things", async () => {
  const [record] = await read("__proto__,constructor\nx,y\n");
  const value = record?.kind === "record" ? record.value : {};
  expect(Object.entries(value)).toEqual([
    ["__proto__", "x"],
    ["constructor", "y"],
  ]);
});

test("a row knows the line and byte where it begins, and the digest of its raw bytes", async () => {
  const found = await read('\ufeffa,b\r\n"x\n\ny",õ\r\n\r\n3,4\r\n5\n');
  expect(found).toMatchObject([
    {
      place: { file: "in", line: 2 },
      position: { file: 0, offset: 8 },
      digest: sha256('"x\n\ny",õ'),
    },
    { place: { line: 6 }, position: { offset: 21 }, digest: sha256("3,4") },
    { place: { line: 7 }, position: { offset: 26 }, code: "unequal_columns", digest: sha256("5") },
  ]);
});

test("a part of a file tells places in the file, under the columns given", async () => {
  const origin = { file: 1, name: "f", startOffset: 1000, startLine: 50 };
  const found = await all(
    readCsv([bytesOf("1,2\n3,4\n")], origin, { columns: ["a", "b"], of: "x" }),
  );
  expect(found.map(gist)).toEqual([
    { a: "1", b: "2" },
    { a: "3", b: "4" },
  ]);
  expect(found[1]).toMatchObject({
    position: { file: 1, offset: 1004 },
    place: { line: 51 },
    of: "x",
  });
});

const bytes = (...values: (string | number)[]): Uint8Array =>
  Uint8Array.from(
    values.flatMap((value) => (typeof value === "string" ? [...bytesOf(value)] : value)),
  );
const utf16 = (text: string, isBig = false): Uint8Array => {
  const buffer = Buffer.from(text, "utf16le");
  return isBig ? buffer.swap16() : buffer;
};

// Bytes, the encoding that is stated, and what is read.
test.each<[claim: string, input: Uint8Array, options: CsvOptions, gists: readonly unknown[]]>([
  ["Latin-1", bytes("n\nJ", 0xfc, "ri\n"), { encoding: "latin1" }, [{ n: "Jüri" }]],
  ["Windows-1252", bytes("n\n", 0x80, "5\n"), { encoding: "windows-1252" }, [{ n: "€5" }]],
  [
    "Windows-1257, Baltic",
    bytes("n\n", 0xd5, "un ", 0xf0, "\n"),
    { encoding: "windows-1257" },
    [{ n: "Õun š" }],
  ],
  [
    "Windows-1250, Central European",
    bytes("n\n", 0xba, 0xfe, "\n"),
    { encoding: "windows-1250" },
    [{ n: "şţ" }],
  ],
  ["Latin-9", bytes("n\n", 0xa4, "\n"), { encoding: "iso-8859-15" }, [{ n: "€" }]],
  [
    "a byte that Windows-1257 has not",
    bytes("n\n", 0xa1, "\nx\n"),
    { encoding: "windows-1257" },
    ["bad_encoding", { n: "x" }],
  ],
  [
    "what is not UTF-8 spoils its row alone",
    bytes("n\nJ", 0xfc, "ri\nx\n"),
    {},
    ["bad_encoding", { n: "x" }],
  ],
  ["UTF-16 with a mark", utf16('\ufeffn;m\r\nJüri;"a\nb"\r\n'), {}, [{ n: "Jüri", m: "a\nb" }]],
  [
    "UTF-16, the other order",
    utf16('\ufeffn;m\r\nJüri;"a\nb"\r\n', true),
    {},
    [{ n: "Jüri", m: "a\nb" }],
  ],
  ["UTF-16 without a mark", utf16("n,m\nõ,2\n"), {}, [{ n: "õ", m: "2" }]],
  ["UTF-16, the other order, without a mark", utf16("n,m\nõ,2\n", true), {}, [{ n: "õ", m: "2" }]],
  [
    "a mark stands above what is stated",
    bytes("\ufeffn\nõ\n"),
    { encoding: "latin1" },
    [{ n: "õ" }],
  ],
  [
    "UTF-16 cut within a character",
    utf16("n\nx\ny\n").subarray(0, -3),
    {},
    [{ n: "x" }, "bad_encoding"],
  ],
  ["half a surrogate pair", utf16("n\nx\ud800\ny\n"), {}, ["bad_encoding", { n: "y" }]],
  ["UTF-16 places count bytes", utf16("n\n\n"), {}, []],
])("%s", async (_claim, input, options, gists) => {
  for (const cuts of [[], [1, 2, 3, 5, 8, 13]])
    expect((await all(readCsv(cut(input, cuts), ORIGIN, options))).map(gist)).toEqual(gists);
});

test("in UTF-16 offsets count bytes and digests are over bytes", async () => {
  for (const isBig of [false, true]) {
    const [record] = await read(utf16("\ufeffa\r\nõ\r\n", isBig));
    expect(record).toMatchObject({ position: { offset: 8 }, digest: sha256(utf16("õ", isBig)) });
  }
});

test.each([
  ["a,b\n1,2,3\n", "found 3 cells, but the header has 2 columns"],
  ["a,b,a\n", "the header has two columns 'a' (1 and 3): give each its own name"],
  ['a\n"1" 2\n', "text stands behind a closing quote"],
])("what is wrong with %j is told", async (text, reason) => {
  const [unreadable] = await read(text);
  expect(unreadable?.kind === "unreadable" && unreadable.reason).toContain(reason);
});

test("a row that is too long is skipped and counted, quoted line breaks included", async () => {
  const long = `"${"x\n".repeat(100)}",2`;
  const input = bytesOf(`a,b\n1,2\n${long}\n3,4\n`);
  for (const size of [1, 10, 1000]) {
    const cuts = Array.from({ length: Math.floor(input.length / size) }, (_, i) => i * size);
    const found = await all(readCsv(cut(input, cuts), ORIGIN, { rowBytesMax: 50 }));
    expect(found.map(gist)).toEqual([{ a: "1", b: "2" }, "too_large", { a: "3", b: "4" }]);
    expect(found[1]).toMatchObject({ place: { line: 3 }, digest: sha256(long) });
    expect(found[2]).toMatchObject({ place: { line: 104 } });
  }
});

const cell = fc.oneof(
  fc.string({ unit: fc.constantFrom("a", "1", ",", ";", '"', "\n", "\r", " ", "õ", "€", "😀") }),
  fc.string(),
);
const table = fc.integer({ min: 1, max: 5 }).chain((width) =>
  fc.array(fc.array(cell, { minLength: width, maxLength: width }), {
    minLength: 1,
    maxLength: 8,
  }),
);
const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
const needsQuotes = (text: string): boolean => /[",\r\n]|^$/.test(text);

test("what is written as CSV is read as it was, whatever way it is cut", async () => {
  const ends = fc.constantFrom("\n", "\r\n");
  await fc.assert(
    fc.asyncProperty(
      table,
      ends,
      fc.boolean(),
      fc.array(fc.nat(2000)),
      async (rows, end, all1, cuts) => {
        fc.pre(!rows.flat().some((text) => text.includes("\0")));
        const columns = rows[0]!.map((_, i) => `c${i}`);
        const lines = [columns, ...rows].map((row) =>
          row.map((text) => (all1 || needsQuotes(text) ? quoted(text) : text)).join(","),
        );
        const input = bytesOf(lines.join(end) + end);
        const options = { delimiter: "," };
        const found = await all(readCsv(cut(input, cuts), ORIGIN, options));
        expect(found.map(gist)).toEqual(
          rows.map((row) =>
            Object.fromEntries(row.map((text, i) => [columns[i], text.normalize("NFC") || null])),
          ),
        );
        expect(await all(readCsv([input], ORIGIN, options))).toEqual(found);
      },
    ),
    { numRuns: 500 },
  );
});

test("csv-parse reads the same rows at the same bytes", async () => {
  await fc.assert(
    fc.asyncProperty(table, async (rows) => {
      fc.pre(!rows.flat().some((text) => /\0/.test(text)));
      const text = rows
        .map((row) => row.map((c) => (needsQuotes(c) ? quoted(c) : c)).join(","))
        .join("\n");
      const columns = rows[0]!.map((_, i) => `c${i}`);
      const found = await read(text, { columns, delimiter: "," });
      const theirs = parse(text, { raw: true, record_delimiter: "\n" }) as unknown as {
        record: string[];
        raw: string;
      }[];
      expect(found.map((row) => Object.values(gist(row) as object))).toEqual(
        theirs.map(({ record }) => record.map((c) => c.normalize("NFC") || null)),
      );
      expect(found.map((row) => row.digest)).toEqual(
        theirs.map(({ raw }) => sha256(raw.replace(/\n$/, ""))),
      );
    }),
    { numRuns: 300 },
  );
});

test("any cut of any bytes gives the same readings", async () => {
  const soup = fc.array(
    fc.constantFrom(0x22, 0x2c, 0x0a, 0x0d, 0x61, 0x3b, 0xc3, 0xb5, 0x00, 0xfe, 0xff, 0xef),
  );
  await fc.assert(
    fc.asyncProperty(soup, fc.array(fc.nat(50)), async (values, cuts) => {
      const input = Uint8Array.from(values);
      const options = { delimiter: ",", rowBytesMax: 12 };
      const whole = await all(readCsv([input], ORIGIN, options));
      expect(await all(readCsv(cut(input, cuts), ORIGIN, options))).toEqual(whole);
    }),
    { numRuns: 2000 },
  );
});
