import { XmlDocument } from "libxml2-wasm";
import { locateInEInvoice } from "../../../lib/subjects/e-invoice/locate.ts";
import { namespaces } from "../../../lib/subjects/e-invoice/syntax.ts";
import { ciiInvoice, readOne, recordOf, refusalOf } from "../../support/e-invoice.ts";

const root = "/rsm:CrossIndustryInvoice";

test("a CII invoice becomes the same record as a UBL one", async () => {
  expect(await readOne(ciiInvoice())).toMatchObject({
    kind: "record",
    of: "invoice",
    place: { file: "a.xml", line: 2, pointer: root },
    value: {
      invoice_number: "C-1",
      type_code: "380",
      issue_date: "2026-11-01",
      notes: ["First", "Second"],
      lines: [
        {
          line_id: "1",
          name: "Line",
          unit_price: "5.00",
          unit_code: "C62",
          quantity: "2",
          vat_category: "S",
          vat_rate: "24",
          charges: [{ amount: "0.50" }],
          net_amount: "10.50",
        },
      ],
      seller: { name: "Seller", tax_registration_id: "99", vat_id: "DE1" },
      buyer: { customer_id: "K-7", name: "Buyer" },
      vat_currency: "NOK",
      currency: "EUR",
      payment: { means_code: "30", payee_iban: "DE02120300000000202051", reference: "RF18 5390" },
      vat_breakdown: [{ tax: "2.52", taxable: "10.50", category: "S", rate: "24" }],
      vat_point_date: "2026-10-31",
      total_vat: "2.52",
      total_vat_acc: "28.90",
      amount_due: "13.02",
      preceding_invoice: { number: "C-0", issue_date: "2026-10-01" },
    },
  });
});

test("the XPath of each field, evaluated by libxml2, finds its value", async () => {
  const text = ciiInvoice();
  const record = await recordOf(text);
  const document = XmlDocument.fromString(text);
  const check = (value: unknown, pointer: string): void => {
    if (typeof value === "object" && value !== null) {
      for (const [name, inner] of Object.entries(value)) check(inner, `${pointer}/${name}`);
      return;
    }
    const xpath = locateInEInvoice({ file: "", pointer: root }, pointer) ?? "none";
    const found = document
      .find(xpath, { ...namespaces })
      .map((node) => node.content.replace(/^(\d{4})(\d\d)(\d\d)$/, "$1-$2-$3"));
    expect([xpath, found]).toEqual([xpath, [value]]);
  };
  check(record, "");
  document.dispose();
});

test.each<[Record<string, string>, string, RegExp]>([
  [
    { "<ram:ID>C-1</ram:ID>": "<ram:ID>C-1</ram:ID><ram:ID>C-2</ram:ID>" },
    "duplicate_element",
    /rsm:ExchangedDocument\/ram:ID .*stands twice/,
  ],
  [
    { "<udt:Indicator>true</udt:Indicator>": "" },
    "bad_value",
    /ram:ChargeIndicator\/udt:Indicator must be one of/,
  ],
  [{ '"NOK"': '"SEK"' }, "mixed_currency", /ram:TaxTotalAmount .*is in SEK/],
  [
    {
      ">20261031<":
        ">20261031</udt:DateString></ram:TaxPointDate></ram:ApplicableTradeTax><ram:ApplicableTradeTax><ram:TaxPointDate><udt:DateString>20261101<",
    },
    "duplicate_element",
    /ram:TaxPointDate\/udt:DateString/,
  ],
])("%j is unreadable: %s %s", async (edits, code, reason) => {
  expect(await refusalOf(ciiInvoice(edits))).toMatchObject({
    code,
    reason: expect.stringMatching(reason),
  });
});

test("a tax point that stands with each rate, and is the same, is one", async () => {
  const twice =
    ">20261031</udt:DateString></ram:TaxPointDate></ram:ApplicableTradeTax><ram:ApplicableTradeTax><ram:TaxPointDate><udt:DateString>20261031<";
  expect(await recordOf(ciiInvoice({ ">20261031<": twice }))).toMatchObject({
    vat_point_date: "2026-10-31",
    vat_breakdown: [{}, {}],
  });
});
