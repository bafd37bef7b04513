import type { Reading } from "../../lib/core/record.ts";
import { readSubmission, type SubmissionOptions } from "../../lib/subjects/read-submission.ts";
import fc from "../support/fast-check.ts";
import { PARCEL } from "../support/mapped.ts";
import { all, bytesOf, cut, gist } from "../support/readings.ts";

function read(
  files: Readonly<Record<string, string>>,
  options: Partial<SubmissionOptions> = {},
): Promise<readonly Reading[]> {
  const sources = Object.entries(files).map(([name, text]) => ({
    name,
    open: () => [bytesOf(text)],
  }));
  return all(readSubmission(sources, { subject: PARCEL, ...options }));
}

const numbers = (readings: readonly Reading[]): readonly unknown[] =>
  readings.map((r) => (r.kind === "record" ? r.value["number"] : r.code));

test("several files are one submission, each by its own format", async () => {
  const found = await read({
    "a.ndjson": '{"number":"1"}\n{"number":"2"}\n',
    "b.json": '{"number":"3"}\n{"number":"4"}\n', // NDJSON under a wrong name
    "c.json": '{"parcels":[{"number":"5"}]}',
    "-": '[{"number":"6"}]',
    d: '{"source_system":"x","subject":{"number":"7"}}',
  });
  expect(numbers(found)).toEqual(["1", "2", "3", "4", "5", "6", "7"]);
  expect(found.map(({ position }) => position.file)).toEqual([0, 0, 1, 1, 2, 3, 4]);
  expect(found.map(({ place }) => place.file)[6]).toBe("d");
});

test("a record without its natural key is unreadable, and told why", async () => {
  const found = await read({ "a.ndjson": '{"number":" "}\n{"number":"2"}\n{"number":{}}\n' });
  expect(found.map(gist)).toEqual(["no_key", { number: "2" }, "no_key"]);
  expect(found[0]).toMatchObject({
    place: { file: "a.ndjson", line: 1 },
    reason: "without number nobody could tell which parcel it is: fill it in",
  });
});

test("a format that is stated stands above name and content", async () => {
  expect(numbers(await read({ "a.csv": '{"number":"1"}' }, { format: "ndjson" }))).toEqual(["1"]);
  expect(numbers(await read({ "a.ndjson": '{"number":"1"}\n{' }, { format: "json" }))).toEqual([
    "not_json",
  ]);
});

test("headers of envelopes are handed on before the records", async () => {
  const headers: unknown[] = [];
  const onHeader = (header: unknown) => headers.push(header);
  await read({ "a.json": '{"run":{"id":"R"},"records":[{"number":"1"}]}' }, { onHeader });
  expect(headers).toEqual([{ run: { id: "R" } }]);
});

test("CSV cannot be read without a mapping", async () => {
  const refusal = read({ "a.ndjson": '{"number":"1"}', "b.csv": "number\n1\n" });
  await expect(refusal).rejects.toThrow("b.csv is CSV, whose columns are no fields by themselves");
});

test("what tells nothing of itself, or something false, is one unreadable piece", async () => {
  expect(numbers(await read({ "a.txt": "number\n1\n" }))).toEqual(["not_json"]);
  // XML is read as e-invoices, which parcels are not.
  expect(numbers(await read({ "a.json": "<html>" }))).toEqual(["unknown_format"]);
  expect(numbers(await read({ "a.json": "" }))).toEqual(["not_json"]);
});

test("a source that is not read to its end is closed", async () => {
  let isClosed = false;
  async function* endless() {
    try {
      for (;;) yield bytesOf('{"number":"1"}\n'.repeat(100));
    } finally {
      isClosed = true;
    }
  }
  for await (const batch of readSubmission([{ name: "-", open: endless }], { subject: PARCEL })) {
    expect(batch.length).toBeGreaterThan(0);
    break;
  }
  expect(isClosed).toBe(true);
});

test("the format that is found does not depend on how the bytes are cut", async () => {
  const texts = fc.constantFrom(
    '{"number":"1"}\n{"number":"2"}\n',
    '\ufeff\n {"number":"1"}\r\n\r\n{"number":"2"}',
    '{"number":"1"}\n',
    '{\n"records":[{"number":"1"}]}',
    '[{"number":"1"},\n{"number":"2"}]',
  );
  await fc.assert(
    fc.asyncProperty(texts, fc.array(fc.nat(100)), async (text, cuts) => {
      const file = { name: "-", open: () => cut(bytesOf(text), cuts) };
      const found = await all(readSubmission([file], { subject: PARCEL }));
      expect(found).toEqual(await read({ "-": text }));
    }),
    { numRuns: 300 },
  );
});
