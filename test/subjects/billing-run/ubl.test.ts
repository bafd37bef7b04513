import { createHash } from "node:crypto";
import { cpuMs } from "../../support/cpu-time.ts";
import { ublInvoice as invoice, readOne, recordOf, refusalOf } from "../../support/e-invoice.ts";
import fc from "../../support/fast-check.ts";

test("an invoice becomes a record with its place, and money stays text", async () => {
  const document = invoice();
  expect(await readOne(document)).toEqual({
    kind: "record",
    of: "invoice",
    position: { file: 3, offset: 0 },
    place: { file: "a.xml", line: 2, pointer: "/Invoice" },
    digest: createHash("sha256").update(document).digest("hex"),
    value: {
      profile: "urn:cen.eu:en16931:2017",
      invoice_number: "A-1",
      issue_date: "2026-11-01",
      type_code: "380",
      notes: ["One"],
      currency: "EUR",
      seller: { vat_id: "EE100931558", name: "Seller OÜ" },
      payment: { means_code: "30", payee_iban: "EE382200221020145685" },
      allowances: [{ amount: "1.00" }],
      total_vat: "2.16",
      vat_breakdown: [{ taxable: "9.00", category: "S", rate: "24" }],
      amount_due: "11.16",
      lines: [{ line_id: "1", quantity: "1", unit_code: "C62", net_amount: "10.00", name: "Line" }],
    },
  });
});

// What is edited, the field that shows it, and its value.
test.each<[string, Record<string, string>, string, unknown]>([
  [
    "several notes are several texts",
    { "<cbc:Note>One</cbc:Note>": "<cbc:Note>One</cbc:Note><cbc:Note>Two</cbc:Note>" },
    "notes",
    ["One", "Two"],
  ],
  ["a truth value may be a digit", { ">false<": ">1<" }, "charges", [{ amount: "1.00" }]],
  [
    "a plus sign and bare points are decimals of XML",
    { ">11.16<": ">+.50<" },
    "amount_due",
    "0.50",
  ],
  [
    "more digits than a double has stay",
    { ">11.16<": ">12345678901234567.89<" },
    "amount_due",
    "12345678901234567.89",
  ],
  [
    "what is no decimal is left for the schema to find",
    { ">11.16<": ">1e400<" },
    "amount_due",
    "1e400",
  ],
  ["space around a value is none of it", { ">A-1<": ">\n  A-1\t<" }, "invoice_number", "A-1"],
  ["an empty element is absent", { ">A-1<": "><" }, "invoice_number", undefined],
  [
    "CDATA, character references and comments are content as any",
    { ">A-1<": "><![CDATA[A]]>&#45;<!-- no -->1<" },
    "invoice_number",
    "A-1",
  ],
  [
    "texts are NFC",
    { "Seller OÜ": "Seller OU\u0308" },
    "seller",
    { vat_id: "EE100931558", name: "Seller OÜ" },
  ],
  [
    "an element of that name in another namespace is another",
    { "<cbc:ID>A-1</cbc:ID>": '<cbc:ID>A-1</cbc:ID><x:ID xmlns:x="urn:x">B-2</x:ID>' },
    "invoice_number",
    "A-1",
  ],
  [
    "a tax number that is not for VAT is another",
    { "<cbc:ID>VAT</cbc:ID>": "<cbc:ID>TAX</cbc:ID>" },
    "seller",
    { tax_registration_id: "EE100931558", name: "Seller OÜ" },
  ],
  [
    "Norway's register stands where the tax registration does",
    { EE100931558: "Foretaksregisteret", "<cbc:ID>VAT</cbc:ID>": "<cbc:ID>TAX</cbc:ID>" },
    "seller",
    {
      tax_registration_id: "Foretaksregisteret",
      register_note: "Foretaksregisteret",
      name: "Seller OÜ",
    },
  ],
  [
    "an account that is no IBAN is a national one",
    { EE382200221020145685: "86011117947" },
    "payment",
    { means_code: "30", payee_account: "86011117947" },
  ],
])("%s", async (_, edits, field, value) => {
  expect((await recordOf(invoice(edits)))[field]).toEqual(value);
});

test("prefixes are the sender's choice", async () => {
  const document = invoice()
    .replaceAll("cbc:", "b:")
    .replaceAll("xmlns:cbc", "xmlns:b")
    .replaceAll("cac:", "a.a:")
    .replaceAll("xmlns:cac", "xmlns:a.a")
    .replace("<Invoice xmlns=", "<i:Invoice xmlns:i=")
    .replace("</Invoice>", "</i:Invoice>");
  expect(await recordOf(document)).toEqual(await recordOf(invoice()));
});

test("further means of payment are kept, since their accounts may be paid to", async () => {
  const other =
    "<cac:PaymentMeans><cbc:PaymentMeansCode>58</cbc:PaymentMeansCode><cac:PayeeFinancialAccount><cbc:ID>LV80BANK0000435195001</cbc:ID></cac:PayeeFinancialAccount></cac:PaymentMeans>";
  const record = await recordOf(
    invoice({ "  <cac:AllowanceCharge>": `${other}  <cac:AllowanceCharge>` }),
  );
  expect(record.payment).toEqual({ means_code: "30", payee_iban: "EE382200221020145685" });
  expect(record.other_payments).toEqual([
    { means_code: "58", payee_iban: "LV80BANK0000435195001" },
  ]);
});

const taxTotal = (currency: string, amount: string): string =>
  `<cac:TaxTotal><cbc:TaxAmount currencyID="${currency}">${amount}</cbc:TaxAmount></cac:TaxTotal>`;
const accounted = (currency: string): Record<string, string> => ({
  "<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>": `<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode><cbc:TaxCurrencyCode>${currency}</cbc:TaxCurrencyCode>`,
});

test("which VAT total is which, its currency tells, in whatever order they stand", async () => {
  const before = {
    ...accounted("NOK"),
    "  <cac:TaxTotal>": `${taxTotal("NOK", "25.00")}<cac:TaxTotal>`,
  };
  expect(await recordOf(invoice(before))).toMatchObject({
    total_vat: "2.16",
    total_vat_acc: "25.00",
  });
  // One total is both where VAT is accounted in the currency of the document.
  expect(await recordOf(invoice(accounted("EUR")))).toMatchObject({
    total_vat: "2.16",
    total_vat_acc: "2.16",
  });
});

test("a credit note has its own names for some elements", async () => {
  const document = invoice({
    "<cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>":
      "<cbc:CreditNoteTypeCode>381</cbc:CreditNoteTypeCode>",
  })
    .replaceAll("InvoiceLine", "CreditNoteLine")
    .replaceAll("InvoicedQuantity", "CreditedQuantity")
    .replaceAll("<Invoice", "<CreditNote")
    .replaceAll("</Invoice>", "</CreditNote>")
    .replace(":Invoice-2", ":CreditNote-2")
    .replace(
      "</cbc:PaymentMeansCode>",
      "</cbc:PaymentMeansCode><cbc:PaymentDueDate>2026-12-01</cbc:PaymentDueDate>",
    );
  expect(await readOne(document)).toMatchObject({
    place: { pointer: "/CreditNote" },
    value: {
      type_code: "381",
      due_date: "2026-12-01",
      lines: [{ quantity: "1", unit_code: "C62" }],
    },
  });
});

// What is edited, and why the document is one unreadable piece.
test.each<[Record<string, string>, string, RegExp, number]>([
  [{ "</Invoice>": "" }, "not_xml", /line 32, column 1: .* unclosed tag: Invoice/, 32],
  [{ "</cbc:Note>": "</cbc:Nota>" }, "not_xml", /line 9, column \d+: .* unexpected close tag/, 9],
  [{ "<cbc:Note>One": "<cbc:Note>a < b" }, "not_xml", /line 9/, 9],
  [{ "<cbc:Note>One": "<cbc:Note>&nbsp;" }, "not_xml", /undefined entity/, 9],
  [
    { "<cbc:Note>One": "<cbc:Note>&#0;" },
    "not_xml",
    /malformed character entity|disallowed character/,
    9,
  ],
  [{ "<cbc:Note>One": "<cbc:Note>\u0000" }, "not_xml", /disallowed character/, 9],
  [{ "<cbc:Note>One": "<cbc:Note>&#xD800;" }, "not_xml", /character/, 9],
  [{ "<cbc:Note>One": "<unbound:Note/><cbc:Note>One" }, "not_xml", /unbound namespace prefix/, 9],
  [
    { "<cbc:ID>A-1</cbc:ID>": "<cbc:ID>A-1</cbc:ID><cbc:ID>A-2</cbc:ID>" },
    "duplicate_element",
    /^\/Invoice\/cbc:ID \(line 6\) stands twice, as 'A-1' and as 'A-2'/,
    6,
  ],
  [
    { "<cbc:ID>A-1</cbc:ID>": "<cbc:ID>A-1</cbc:ID><cbc:ID>A-1</cbc:ID>" },
    "duplicate_element",
    /stands twice/,
    6,
  ],
  [
    {
      '<cbc:Amount currencyID="EUR">1.00</cbc:Amount>':
        '<cbc:Amount currencyID="EUR">1.00</cbc:Amount><cbc:Amount currencyID="EUR">2.00</cbc:Amount>',
    },
    "duplicate_element",
    /cac:AllowanceCharge.*cbc:Amount .*stands twice/,
    20,
  ],
  [
    { "  <cac:LegalMonetaryTotal>": `${taxTotal("EUR", "9.99")}<cac:LegalMonetaryTotal>` },
    "duplicate_element",
    /TaxAmount .*stands twice in EUR/,
    25,
  ],
  [
    { "  <cac:LegalMonetaryTotal>": `${taxTotal("SEK", "9.99")}<cac:LegalMonetaryTotal>` },
    "mixed_currency",
    /TaxAmount .*is in SEK, but the document is in EUR/,
    25,
  ],
  [
    { 'currencyID="EUR">10.00': 'currencyID="USD">10.00' },
    "mixed_currency",
    /^\/Invoice\/cac:InvoiceLine\/cbc:LineExtensionAmount \(line 28\) is in USD/,
    28,
  ],
  [
    { ">false<": ">maybe<" },
    "bad_value",
    /cac:AllowanceCharge.* cbc:ChargeIndicator must be one of/,
    20,
  ],
  [{ "<cbc:ChargeIndicator>false</cbc:ChargeIndicator>": "" }, "bad_value", /must be one of/, 20],
  [
    { ">A-1<": ">A<cbc:Note>x</cbc:Note>1<" },
    "bad_value",
    /\/Invoice\/cbc:ID .*is a text, and cannot hold the element cbc:Note/,
    6,
  ],
  [
    { ">380<": ">381<" },
    "wrong_type",
    /cbc:InvoiceTypeCode is 381, but the document is of the type Invoice: right is an invoice's/,
    2,
  ],
  [
    {
      '<?xml version="1.0" encoding="UTF-8"?>':
        '<!DOCTYPE Invoice [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
    },
    "doctype",
    /leave it out/,
    1,
  ],
  [
    {
      '<?xml version="1.0" encoding="UTF-8"?>': '<!DOCTYPE Invoice SYSTEM "file:///etc/hostname">',
    },
    "doctype",
    /entities/,
    1,
  ],
  [
    {
      '<?xml version="1.0" encoding="UTF-8"?>':
        '<!DOCTYPE Invoice [<!ENTITY % e SYSTEM "http://localhost/e"> %e;]>',
    },
    "doctype",
    /entities/,
    1,
  ],
  [
    { 'encoding="UTF-8"': 'encoding="Shift_JIS"' },
    "bad_encoding",
    /written in shift_jis, which is not read: write it in UTF-8/,
    1,
  ],
  [{ 'encoding="UTF-8"': 'encoding="UTF-16"' }, "bad_encoding", /written in utf-16/, 1],
  [
    { ":Invoice-2": ":Order-2" },
    "not_invoice",
    /found <Invoice> in the namespace urn:.*:Order-2, right is one Invoice or CreditNote of UBL 2.1/,
    2,
  ],
])("%j is unreadable: %s %s", async (edits, code, reason, line) => {
  const refusal = await refusalOf(invoice(edits));
  expect(refusal).toMatchObject({
    code,
    reason: expect.stringMatching(reason),
    position: { file: 3, offset: 0 },
  });
  expect(refusal.digest).toMatch(/^[0-9a-f]{64}$/);
  expect(refusal.place.line).toBe(line);
});

// Whole inputs that are no invoice.
test.each<[string, string | Uint8Array, string, RegExp]>([
  ["nothing", "", "not_xml", /document must contain a root element/],
  ["no XML", "invoice_number;total\nA-1;10.00\n", "not_xml", /text data outside of root node/],
  ["HTML", "<html><body>404</body></html>", "not_invoice", /found <html> in no namespace/],
  [
    "a wrapper with several invoices",
    `<Invoices>${invoice().replace(/^<\?xml.*\n/, "")}</Invoices>`,
    "not_invoice",
    /found <Invoices>.*take each out of what wraps it/,
  ],
  [
    "two roots",
    invoice() + invoice().replace(/^<\?xml.*\n/, ""),
    "not_xml",
    /documents may contain only one root/,
  ],
  [
    "half of UTF-8",
    Buffer.concat([Buffer.from("<a>"), Buffer.from([0xc3])]),
    "bad_encoding",
    /its bytes are not utf-8/,
  ],
  [
    "Latin-1 without saying so",
    Buffer.from(invoice(), "latin1"),
    "bad_encoding",
    /its bytes are not utf-8/,
  ],
  [
    "nesting without end",
    `${invoice().split("<cbc:ID>A-1")[0]}${"<a>".repeat(100_000)}`,
    "too_deep",
    /64 levels/,
  ],
  [
    "a mark and a declaration that differ",
    Buffer.concat([
      Buffer.from([0xef, 0xbb, 0xbf]),
      Buffer.from(invoice({ 'encoding="UTF-8"': 'encoding="ISO-8859-1"' })),
    ]),
    "bad_encoding",
    /mark says utf-8, its declaration iso-8859-1/,
  ],
])("%s is one unreadable piece", async (_, document, code, reason) => {
  expect(await refusalOf(document)).toMatchObject({ code, reason: expect.stringMatching(reason) });
});

const wide = (text: string, isBig: boolean): Buffer => {
  const bytes = Buffer.from(`\ufeff${text}`, "utf16le");
  return isBig ? bytes.swap16() : bytes;
};

test.each<[string, Uint8Array]>([
  ["UTF-8 with its mark", Buffer.from(`\ufeff${invoice()}`)],
  ["UTF-8 that does not say so", Buffer.from(invoice().replace(/^<\?xml.*\n/, ""))],
  ["UTF-16, little end first", wide(invoice({ 'encoding="UTF-8"': 'encoding="UTF-16"' }), false)],
  ["UTF-16, big end first", wide(invoice({ 'encoding="UTF-8"': 'encoding="UTF-16BE"' }), true)],
  [
    "ISO-8859-1, declared",
    Buffer.from(invoice({ 'encoding="UTF-8"': "encoding='ISO-8859-1'" }), "latin1"),
  ],
])("%s is read the same", async (_, document) => {
  expect(await recordOf(document)).toEqual(await recordOf(invoice()));
});

test("however the bytes are cut, the reading is the same", async () => {
  const documents = [
    invoice(),
    invoice({ "</cbc:Note>": "</cbc:Nota>" }),
    invoice({ ">380<": ">381<" }),
  ];
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...documents),
      fc.integer({ min: 1, max: 700 }),
      async (document, chunkBytes) => {
        expect(await readOne(document, { chunkBytes })).toEqual(
          await readOne(document, { chunkBytes: 1 << 20 }),
        );
      },
    ),
    { numRuns: 30 },
  );
});

test("an invoice of 5,000 lines is one record, and one that is too large is told by its size", async () => {
  const line = /<cac:InvoiceLine>.*<\/cac:InvoiceLine>/s.exec(invoice())?.[0] ?? "";
  const document = invoice({ [line]: line.repeat(5000) });
  expect((await recordOf(document)).lines).toHaveLength(5000);
  const tooLarge = await readOne(document, { documentBytesMax: 100_000, chunkBytes: 65_536 });
  expect(tooLarge).toMatchObject({
    kind: "unreadable",
    code: "too_large",
    reason: `it has ${Buffer.byteLength(document)} bytes, at most 100000 are read as one document`,
    digest: createHash("sha256").update(document).digest("hex"),
  });
});

test("what is made to be slow is read in time that goes with its length", async () => {
  const attributes = Array.from({ length: 20_000 }, (_, i) => `a${i}="x"`).join(" ");
  const many = invoice({ "<cbc:Note>One": `<cbc:Note ${attributes}>One` });
  const spaces = Array.from({ length: 20_000 }, (_, i) => `xmlns:n${i}="urn:${i}"`).join(" ");
  const namespaces = invoice({ "<cbc:Note>One": `<cbc:Note ${spaces}>One` });
  const references = invoice({ "<cbc:Note>One": `<cbc:Note>${"&amp;".repeat(500_000)}` });
  const start = cpuMs();
  for (const document of [many, namespaces, references])
    expect(await readOne(document)).toMatchObject({ kind: "record" });
  expect(cpuMs() - start).toBeLessThan(15_000);
});

test("names that JavaScript brings along are elements as any", async () => {
  const odd = "<__proto__>x</__proto__><constructor>y</constructor>";
  const record = await recordOf(invoice({ "<cbc:Note>One": `${odd}<cbc:Note>One` }));
  expect(record).toEqual(await recordOf(invoice()));
});
