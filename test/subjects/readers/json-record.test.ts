import { parseRecord } from "../../../lib/subjects/readers/json-record.ts";
import { quotesIn } from "../../../lib/subjects/readers/json-tally.ts";
import { cpuMs } from "../../support/cpu-time.ts";
import fc from "../../support/fast-check.ts";
import { bytesOf } from "../../support/readings.ts";

const tell = (offset: number): string => `byte ${offset}`;

test("quotes are counted exactly, from whatever byte on and however many", () => {
  const bytes = fc.array(fc.constantFrom(0x22, 0x21, 0x23, 0xa2, 0xa3, 0x00, 0xff), {
    maxLength: 3000,
  });
  fc.assert(
    fc.property(bytes, fc.nat(7), (values, from) => {
      const raw = Uint8Array.from(values).subarray(from);
      expect(quotesIn(raw, false)).toBe(raw.filter((byte) => byte === 0x22).length);
    }),
    { numRuns: 300 },
  );
});

const padding = fc.record({
  before: fc.string({ maxLength: 700 }),
  iban: fc.constantFrom("EE382200221020145685", "1234567890123456789", "-12345678901234567"),
  count: fc.nat(40),
});

test("a name that stands twice is found in records of any length", () => {
  fc.assert(
    fc.property(padding, fc.boolean(), ({ before, iban, count }, isTwice) => {
      const lines = Array.from({ length: count }, (_, i) => ({ id: i, sku: `a"${i}` }));
      const text = JSON.stringify({ before, iban, lines, last: 1 });
      const again = isTwice ? text.replace(/\}$/, ',"iban":"x"}') : text;
      expect(parseRecord(bytesOf(again), tell).refusal?.code).toBe(
        isTwice ? "duplicate_key" : undefined,
      );
    }),
    { numRuns: 500 },
  );
});

test("a number that is too long is found wherever it stands, and nothing else is taken for one", () => {
  const number = fc.constantFrom(
    "12.50",
    "0",
    "1e3",
    "-0.5",
    "12345678901234567",
    "0.12345678901234567",
    "1e-400",
    "-1E999",
  );
  fc.assert(
    fc.property(
      padding,
      fc.array(number),
      fc.constantFrom("", " "),
      ({ before, iban, count }, numbers, space) => {
        const pad = JSON.stringify(before.slice(0, count));
        const text = `{"pad":${pad},"list":[${numbers.map((n) => `${space}${n}${space}`).join(",")}],"iban":${JSON.stringify(iban)}}`;
        const { value } = parseRecord(bytesOf(text), tell);
        const held = numbers.map((n) => (/\d{17}|400|999/.test(n) ? { $number: n } : Number(n)));
        expect(value?.["list"]).toEqual(held);
        expect(value?.["iban"]).toBe(iban);
      },
    ),
    { numRuns: 1000 },
  );
});

// Input that is made to be slow, and the code of what is unreadable.
test.each<[claim: string, text: () => string, code: string | undefined]>([
  ["ten million characters of text", () => `{"a":"${"x".repeat(1e7)}"}`, undefined],
  ["ten million brackets", () => `{"a":${"[".repeat(5e6)}${"]".repeat(5e6)}}`, "too_deep"],
  ["ten million brackets that never close", () => `{"a":${"[".repeat(1e7)}`, "not_json"],
  [
    "a million numbers that are long",
    () => `{"a":[${"0.12345678901234567,".repeat(5e5)}0]}`,
    undefined,
  ],
  ["a number of a million digits", () => `{"a":${"9".repeat(1e6)}}`, undefined],
  ["digits in text without end", () => `{"a":"${"9".repeat(1e6)}","b":1}`, undefined],
  ["a million combining marks", () => `{"a":"a${"\u0301".repeat(1e6)}"}`, undefined],
  [
    "two hundred thousand names",
    () => `{${Array.from({ length: 2e5 }, (_, i) => `"k${i}":1`).join()},"k7":2}`,
    "duplicate_key",
  ],
  ["a million backslashes", () => `{"a":"${"\\\\".repeat(5e5)}"}`, undefined],
])("%s takes bounded time", (_claim, text, code) => {
  const raw = bytesOf(text());
  const start = cpuMs();
  expect(parseRecord(raw, tell).refusal?.code).toBe(code);
  expect(cpuMs() - start).toBeLessThan(10_000);
});
