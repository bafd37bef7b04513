import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type InputSource, readSource } from "../../../lib/adapters/files/input-source.ts";
import { findInputs } from "../../../lib/adapters/files/inputs.ts";
import type { Reading } from "../../../lib/core/record.ts";
import { billingRunSubject } from "../../../lib/subjects/billing-run/index.ts";
import { readSubmission } from "../../../lib/subjects/read-submission.ts";
import { cli, folderWith } from "../../support/cli.ts";
import { ublInvoice } from "../../support/e-invoice.ts";
import { type ZipEntry, zipOf } from "../../support/zip.ts";

const invoice = (number: string): string => ublInvoice({ ">A-1<": `>${number}<` });
const none = async function* () {};

/** What the files of a folder or an archive are read as: the number of an invoice, or why it is none. */
async function readingsIn(names: readonly string[], folder: string): Promise<readonly string[]> {
  const inputs = await findInputs(names, folder, none);
  const readings: Reading[] = [];
  for await (const batch of readSubmission(inputs, { subject: billingRunSubject }))
    readings.push(...batch);
  return readings.map((one) =>
    one.kind === "record"
      ? `${one.place.file} ${one.value.invoice_number}`
      : `${one.place.file} ${one.code}: ${one.reason}`,
  );
}

const zipped = (...entries: readonly ZipEntry[]): string =>
  folderWith({ "run.zip": zipOf(entries) });

test("a folder is its files and those of its folders, in the order of their names", async () => {
  const folder = folderWith({
    "run/b.xml": invoice("B"),
    "run/a/2.xml": invoice("A2"),
    "run/a/10.xml": invoice("A10"),
    "run/c.json": '[{"invoice_number":"C"}]',
    "run/d.zip": zipOf([{ name: "x.xml", content: invoice("D") }]),
    "last.xml": invoice("Z"),
  });
  expect(await readingsIn(["run", "last.xml"], folder)).toEqual([
    "run/a/10.xml A10",
    "run/a/2.xml A2",
    "run/b.xml B",
    "run/c.json C",
    "run/d.zip/x.xml D",
    "last.xml Z",
  ]);
  expect(await readingsIn(["run/"], folder)).toHaveLength(5);
});

test("what is in a folder and cannot be read is told, not dropped", async () => {
  const folder = folderWith({
    "run/a.xml": invoice("A"),
    "run/readme.txt": "Invoices of May\n",
    "run/empty.ndjson": "",
    "elsewhere/b.xml": invoice("B"),
  });
  symlinkSync("/nowhere", join(folder, "run/dangling.xml"));
  symlinkSync(join(folder, "elsewhere"), join(folder, "run/linked"));
  symlinkSync(join(folder, "elsewhere/b.xml"), join(folder, "run/z.xml"));
  mkdirSync(join(folder, "run/none"));
  expect(await readingsIn(["run"], folder)).toEqual([
    "run/a.xml A",
    "run/dangling.xml not_a_file: it cannot be looked at: there is no such file or folder",
    "run/empty.ndjson empty: it has no bytes: what should have written it did not",
    "run/linked not_a_file: it is a link to a folder: put the files themselves into the folder",
    expect.stringMatching(/^run\/readme.txt not_json: /),
    "run/z.xml B",
  ]);
});

test("an archive is its files, in the order of their names, each with its own place", async () => {
  const folder = zipped(
    { name: "b/", content: "" },
    { name: "b/2.xml", content: invoice("B2") },
    { name: "b/1.xml", content: invoice("B1"), method: 0 },
    { name: "ä.xml", content: invoice("Ä") },
    { name: "a.ndjson", content: '{"invoice_number":"N1"}\n{"invoice_number":"N2"}\n' },
    { name: "c.xml", content: invoice("C"), isZip64: true },
  );
  expect(await readingsIn(["run.zip"], folder)).toEqual([
    "run.zip/a.ndjson N1",
    "run.zip/a.ndjson N2",
    "run.zip/b/1.xml B1",
    "run.zip/b/2.xml B2",
    "run.zip/c.xml C",
    "run.zip/ä.xml Ä",
  ]);
});

test("an archive is told by its content where its name tells nothing", async () => {
  const folder = folderWith({ "upload.bin": zipOf([{ name: "a.xml", content: invoice("A") }]) });
  expect(await readingsIn(["upload.bin"], folder)).toEqual(["upload.bin/a.xml A"]);
});

// An entry beside a good one, and why it is one unreadable piece.
test.each<[string, ZipEntry, RegExp]>([
  [
    "leads out of the archive",
    { name: "../../etc/a.xml", content: invoice("X") },
    /bad_name: its name leads elsewhere \(invalid relative path/,
  ],
  ["leads to the root", { name: "/etc/a.xml", content: invoice("X") }, /bad_name: .*absolute path/],
  ["leads to a drive", { name: "C:\\a.xml", content: invoice("X") }, /bad_name: .*absolute path/],
  [
    "leads out by backslashes",
    { name: "..\\a.xml", content: invoice("X") },
    /bad_name: .*invalid relative path/,
  ],
  ["has no name", { name: "", content: invoice("X") }, /bad_name: .*it has no name/],
  [
    "is a link",
    { name: "l.xml", content: "/etc/passwd", mode: 0o120777 },
    /not_a_file: it is a link/,
  ],
  [
    "is encrypted",
    { name: "e.xml", content: invoice("X"), flags: 0x801 },
    /encrypted: it is encrypted: pack it without a password/,
  ],
  [
    "is packed in another way",
    { name: "m.xml", content: invoice("X"), method: 12 },
    /broken: it is packed by method 12/,
  ],
  [
    "is an archive itself",
    { name: "n.zip", content: zipOf([{ name: "a.xml", content: invoice("X") }]) },
    /nested_archive: .* unpack it/,
  ],
  [
    "is an archive under another name",
    { name: "n.xml", content: zipOf([{ name: "a.xml", content: invoice("X") }]) },
    /nested_archive/,
  ],
  [
    "has another checksum",
    { name: "c.xml", content: invoice("X"), says: { checksum: 1 } },
    /broken: .*its checksum is not the one the archive has/,
  ],
  [
    "is longer than the archive says",
    { name: "s.xml", content: invoice("X"), says: { sizeBytes: 10 } },
    /broken: it cannot be unpacked: too many bytes/,
  ],
  [
    "is shorter than the archive says",
    { name: "s.xml", content: invoice("X"), says: { sizeBytes: 99_999 } },
    /broken: it cannot be unpacked: not enough bytes/,
  ],
  [
    "would unpack to a thousand times its size",
    { name: "z.xml", content: Buffer.alloc(4_000_000) },
    /too_large: \d+ bytes would unpack to 4000000: at most 300 times as many are read/,
  ],
  ["is no invoice", { name: "readme.txt", content: "Invoices of May\n" }, /not_json/],
  ["is empty", { name: "0.ndjson", content: "" }, /empty: it has no bytes/],
  ["is an empty e-invoice", { name: "0.xml", content: "" }, /empty: it has no bytes/],
])("an entry that %s is told, and its neighbour is read", async (_, entry, reason) => {
  const folder = zipped({ name: "good.xml", content: invoice("GOOD") }, entry);
  const readings = await readingsIn(["run.zip"], folder);
  expect(readings).toHaveLength(2);
  expect(readings).toContain("run.zip/good.xml GOOD");
  expect(readings.find((one) => !one.includes("GOOD"))).toMatch(reason);
});

test("two entries of one name are both told: nobody knows which was meant", async () => {
  const folder = zipped(
    { name: "a.xml", content: invoice("A") },
    { name: "a.xml", content: invoice("B") },
  );
  expect(await readingsIn(["run.zip"], folder)).toEqual(
    Array(2).fill(
      "run.zip/a.xml bad_name: the archive has two files of this name: rename one of them",
    ),
  );
});

test("an entry that breaks off after its first records refuses all: what was read may be wrong too", async () => {
  const lines = Array.from(
    { length: 20_000 },
    (_, i) => `{"invoice_number":"N${i}","note":"${Math.sin(i)}"}\n`,
  ).join("");
  const folder = zipped({ name: "a.ndjson", content: lines, says: { checksum: 1 } });
  await expect(readingsIn(["run.zip"], folder)).rejects.toThrow(
    "run.zip/a.ndjson: it cannot be unpacked: its checksum",
  );
});

// What is wrong with an archive as a whole.
test.each<[string, (whole: Buffer) => Uint8Array, RegExp]>([
  [
    "cut off",
    (whole) => whole.subarray(0, -30),
    /run.zip is no whole ZIP archive: End of central directory record signature not found.*pack it again/,
  ],
  ["without its directory", (whole) => whole.subarray(0, 40), /is no whole ZIP archive/],
  ["no archive", () => Buffer.from("PK\x03\x04 nothing of the sort"), /is no whole ZIP archive/],
  ["empty", () => zipOf([]), /run.zip is an archive without files/],
  ["folders alone", () => zipOf([{ name: "a/", content: "" }]), /is an archive without files/],
  [
    "made of entries that overlap",
    () =>
      zipOf([
        { name: "0.xml", content: Buffer.alloc(900_000, "ab") },
        ...Array.from({ length: 50 }, (_, i) => ({
          name: `${i + 1}.xml`,
          content: Buffer.alloc(900_000, "ab"),
          sharesWith: 0,
        })),
      ]),
    /entries that overlap: .*made to do harm/,
  ],
])("an archive that is %s is refused", async (_, broken, reason) => {
  const folder = folderWith({
    "run.zip": broken(zipOf([{ name: "a.xml", content: invoice("A") }])),
  });
  await expect(readingsIn(["run.zip"], folder)).rejects.toMatchObject({
    code: "invalid",
    message: expect.stringMatching(reason),
  });
});

test("a source is plain JSON: it is opened again elsewhere, from any byte, while the archive stays as it is", async () => {
  const content = invoice("A").repeat(20);
  const folder = zipped({ name: "a.xml", content });
  const [input] = await findInputs(["run.zip"], folder, none);
  const source = JSON.parse(JSON.stringify(input?.source)) as InputSource;
  const textOf = async (range?: { start: number; end: number }): Promise<string> => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of readSource(source, range)) chunks.push(chunk);
    return Buffer.concat(chunks).toString();
  };
  expect(await textOf()).toBe(content);
  expect(await textOf({ start: 100, end: 3000 })).toBe(
    Buffer.from(content).toString("utf8", 100, 3000),
  );
  truncateSync(join(folder, "run.zip"), 100);
  await expect(textOf()).rejects.toMatchObject({ code: "conflict" });
});

test("holdpoint check takes files, folders and archives as one run, and tells what is in them", async () => {
  const folder = folderWith({
    "run.json": '{"subject":{"run_id":"R-1","seller_id":"S-1","invoices":[]}}',
    "loose/a.xml": invoice("A"),
    "loose/notes.txt": "no invoice",
    "run.zip": zipOf([
      { name: "b.xml", content: invoice("B") },
      { name: "../c.xml", content: invoice("C") },
    ]),
  });
  const { stdout, code } = await cli(
    ["check", "run.json", "loose", "run.zip", "--gate", "billing-run", "--output", "json"],
    { cwd: folder },
  );
  const report = JSON.parse(stdout);
  expect(code).toBe(1);
  expect(report.counts).toMatchObject({ received: 4, unreadable: 2 });
  expect(report.unreadable.map((one: { place: { file: string } }) => one.place.file)).toEqual([
    "loose/notes.txt",
    "run.zip/../c.xml",
  ]);
  const missing = report.violations.find(
    (one: { rule: string; check: string }) => one.check === "buyer_name",
  );
  expect(missing).toMatchObject({
    at: ["/buyer/name"],
    xpath: [
      "/Invoice/cac:AccountingCustomerParty/cac:Party/cac:PartyLegalEntity/cbc:RegistrationName",
    ],
    record: { place: { file: "loose/a.xml", pointer: "/Invoice" } },
  });
});

test("standard input cannot be an archive", async () => {
  const folder = folderWith();
  writeFileSync(join(folder, "x"), "");
  const archive = zipOf([{ name: "a.xml", content: invoice("A") }]);
  const { stdout } = await cli(["check", "-", "--gate", "billing-run", "--output", "json"], {
    cwd: folder,
    stdin: archive,
  });
  expect(JSON.parse(stdout).unreadable).toEqual([
    expect.objectContaining({ code: "nested_archive" }),
  ]);
});
