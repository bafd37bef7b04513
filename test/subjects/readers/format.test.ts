import {
  formatByContent,
  formatByName,
  showsFormat,
} from "../../../lib/subjects/readers/format.ts";
import { formatOf } from "../../../lib/subjects/readers/format-of.ts";
import { bytesOf } from "../../support/readings.ts";

test.each([
  ["a.ndjson", "ndjson"],
  ["a.JSONL", "ndjson"],
  ["a.csv", "csv"],
  ["folder/a.tsv", "csv"],
  ["a.json", undefined], // NDJSON is often called so: the bytes decide
  ["a.json.gz", undefined],
  ["a.toString", undefined],
  ["-", undefined],
])("the name %s tells %s", (name, format) => {
  expect(formatByName(name)).toBe(format);
});

test.each([
  ["[1", "json"],
  ["\ufeff \n[", "json"],
  ['{"a":1}', "json"], // an envelope on one line
  ['{"a":1}\n', "json"],
  ['{\n"a":1}', "json"],
  ['{"a":1}\n\n{"a":2}\n', "ndjson"],
  ['{"a":1}\r\n{"a"', "ndjson"],
  ['{"a":[\n{"b":1}]}', "json"],
  ['{"a":1}\n[', "json"], // it goes on, and is refused there
  ["a,b\n1,2\n", undefined],
  ["<Invoice/>", "xml"],
  ["\ufeff\n<Invoice/>", "xml"],
  ["PK\u0003\u0004…", "zip"],
  ["invoice_number", undefined],
  ["", undefined],
])("the bytes %j tell %s", (text, format) => {
  expect(formatByContent(bytesOf(text))).toBe(format);
});

test.each([
  ["", false],
  ["  \n", false],
  ["[{", false], // it could be the beginning of a byte order mark
  ["[{}", true],
  ["a,b", true],
  ['{"a":1}', false],
  ['{"a":1}\n \n', false],
  ['{"a":1}\n x', true],
])("the bytes %j show enough: %s", (text, shows) => {
  expect(showsFormat(bytesOf(text))).toBe(shows);
});

test("an input that is looked at is closed again, however it is written", async () => {
  const texts = ['{"a":1}\n{"a":2}\n', '{"a":1}', "a,b\n1,2\n", "<a/>", ""];
  for (const text of texts) {
    let isOpen = false;
    async function* bytes() {
      isOpen = true;
      try {
        for (let at = 0; at < text.length; at++) yield Buffer.from(text.slice(at, at + 1));
      } finally {
        isOpen = false;
      }
    }
    await formatOf({ name: "piped", open: bytes });
    expect([text, isOpen]).toEqual([text, false]);
  }
});
