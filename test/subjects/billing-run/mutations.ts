/** A mistake that is planted in one of the example documents of EN 16931, and who must find it where. */
export interface Mutation {
  readonly mistake: string;
  /** The document, without `.xml`. */
  readonly of: string;
  /** What is first made of the document, where it does not have what the mistake needs. */
  readonly first?: readonly Edit[];
  readonly edits: readonly Edit[];
  /** A rule, and its check after a slash; `unreadable` and a code for what is refused while it is read. */
  readonly found: string;
  /** Where, from the root of the document. */
  readonly at: string;
  /** Judged with the header of a run of the seller S-1. */
  readonly run?: true;
}

/** Replaces what is found the n-th time, from 1. */
export type Edit = readonly [found: string, put: string, nth?: number];

const amount = (name: string, value: string, currency = "EUR"): string =>
  `<cbc:${name} currencyID="${currency}">${value}</cbc:${name}>`;

const line = (n: number, inner: string): string => `cac:InvoiceLine[${n}]/${inner}`;
const net = (n: number): string => line(n, "cbc:LineExtensionAmount");
const rate = (n: number): string => line(n, "cac:Item/cac:ClassifiedTaxCategory/cbc:Percent");
const total = (name: string): string => `cac:LegalMonetaryTotal/cbc:${name}`;
const subtotal = (n: number, inner: string): string =>
  `cac:TaxTotal/cac:TaxSubtotal[${n}]/${inner}`;
const supplier = "cac:AccountingSupplierParty/cac:Party";
const customer = "cac:AccountingCustomerParty/cac:Party";
const vatOf = (party: string): string =>
  `${party}/cac:PartyTaxScheme[cac:TaxScheme/cbc:ID='VAT']/cbc:CompanyID`;
const vatTotal = "cac:TaxTotal/cbc:TaxAmount[@currencyID=/Invoice/cbc:DocumentCurrencyCode]";
const account = "cac:PaymentMeans[1]/cac:PayeeFinancialAccount/cbc:ID";

const mistakes: readonly Mutation[] = [
  // What must be there.
  {
    mistake: "no currency",
    of: "ubl-tc434-example9",
    edits: [["<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>", ""]],
    found: "BIL-01/currency",
    at: "cbc:DocumentCurrencyCode",
  },
  {
    mistake: "no date of issue",
    of: "ubl-tc434-example8",
    edits: [["<cbc:IssueDate>2014-11-10</cbc:IssueDate>", ""]],
    found: "BIL-01/issue_date",
    at: "cbc:IssueDate",
  },
  {
    mistake: "no type",
    of: "ubl-tc434-example6",
    edits: [["<cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>", ""]],
    found: "BIL-01/type_code",
    at: "cbc:InvoiceTypeCode",
  },
  {
    mistake: "no name of the seller",
    of: "ubl-tc434-example6",
    edits: [["<cbc:RegistrationName>SellerCompany</cbc:RegistrationName>", ""]],
    found: "BIL-01/seller_name",
    at: `${supplier}/cac:PartyLegalEntity/cbc:RegistrationName`,
  },
  {
    mistake: "a blank name of the buyer",
    of: "ubl-tc434-example6",
    edits: [["<cbc:RegistrationName>Buyercompany ltd", "<cbc:RegistrationName>  "]],
    found: "BIL-01/buyer_name",
    at: `${customer}/cac:PartyLegalEntity/cbc:RegistrationName`,
  },
  {
    mistake: "no country of the buyer",
    of: "ubl-tc434-example6",
    edits: [["<cbc:IdentificationCode>DK</cbc:IdentificationCode>", "", 2]],
    found: "BIL-01/buyer_country",
    at: `${customer}/cac:PostalAddress/cac:Country/cbc:IdentificationCode`,
  },
  {
    mistake: "no amount due",
    of: "ubl-tc434-example9",
    edits: [[amount("PayableAmount", "177.87"), ""]],
    found: "BIL-01/amount_due",
    at: total("PayableAmount"),
  },
  {
    mistake: "a line without quantity",
    of: "ubl-tc434-example9",
    edits: [['<cbc:InvoicedQuantity unitCode="MON">3</cbc:InvoicedQuantity>', ""]],
    found: "BIL-01/quantity",
    at: line(1, "cbc:InvoicedQuantity"),
  },
  {
    mistake: "a line without unit",
    of: "ubl-tc434-example9",
    edits: [[' unitCode="MON">3<', ">3<"]],
    found: "BIL-01/unit",
    at: line(1, "cbc:InvoicedQuantity/@unitCode"),
  },
  {
    mistake: "a line without name",
    of: "ubl-tc434-example9",
    edits: [["<cbc:Name>IExpress licentiekosten</cbc:Name>", ""]],
    found: "BIL-01/item_name",
    at: line(1, "cac:Item/cbc:Name"),
  },
  {
    mistake: "a line without price",
    of: "ubl-tc434-example9",
    edits: [[amount("PriceAmount", "49.00"), ""]],
    found: "BIL-01/price",
    at: line(1, "cac:Price/cbc:PriceAmount"),
  },
  {
    mistake: "a line number that stands twice",
    of: "ubl-tc434-example6",
    edits: [["<cbc:ID>2</cbc:ID>", "<cbc:ID>1</cbc:ID>"]],
    found: "BIL-01/line_numbers",
    at: "cac:InvoiceLine",
  },
  // Sort of document, dates, terms.
  {
    mistake: "a type that no invoice has",
    of: "ubl-tc434-example9",
    edits: [[">380<", ">999<"]],
    found: "BIL-02/code",
    at: "cbc:InvoiceTypeCode",
  },
  {
    mistake: "a correction that does not say of what",
    of: "ubl-tc434-example9",
    edits: [[">380<", ">384<"]],
    found: "BIL-02/reference",
    at: "cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID",
  },
  {
    mistake: "due before it is issued",
    of: "ubl-tc434-example9",
    edits: [["<cbc:DueDate>2015-04-14", "<cbc:DueDate>2014-04-14"]],
    found: "BIL-03/due_before_issue",
    at: "cbc:DueDate",
  },
  {
    mistake: "due in nine months",
    of: "ubl-tc434-example9",
    edits: [["<cbc:DueDate>2015-04-14", "<cbc:DueDate>2016-01-14"]],
    found: "BIL-03/long_term",
    at: "cbc:DueDate",
  },
  {
    mistake: "neither due date nor terms",
    of: "ubl-tc434-example9",
    edits: [["<cbc:DueDate>2015-04-14</cbc:DueDate>", ""]],
    found: "BIL-04",
    at: "cbc:DueDate",
  },
  // Lines and sums.
  {
    mistake: "a line that is not quantity times price",
    of: "ubl-tc434-example9",
    edits: [[amount("LineExtensionAmount", "147.00"), amount("LineExtensionAmount", "174.00"), 2]],
    found: "BIL-05/amount",
    at: net(1),
  },
  {
    mistake: "a quantity ten times as large",
    of: "ubl-tc434-example8",
    edits: [[">16000<", ">160000<"]],
    found: "BIL-05/amount",
    at: net(1),
  },
  {
    mistake: "a price per nothing",
    of: "ubl-tc434-example9",
    edits: [['<cbc:BaseQuantity unitCode="MON">1<', '<cbc:BaseQuantity unitCode="MON">0<']],
    found: "BIL-05/base",
    at: line(1, "cac:Price/cbc:BaseQuantity"),
  },
  {
    mistake: "a wrong sum of lines",
    of: "guide-example1",
    edits: [[amount("LineExtensionAmount", "229.60"), amount("LineExtensionAmount", "229.06")]],
    found: "BIL-06",
    at: total("LineExtensionAmount"),
  },
  {
    mistake: "a sum of lines that is a cent off",
    of: "ubl-tc434-example8",
    edits: [[amount("LineExtensionAmount", "908.91"), amount("LineExtensionAmount", "908.92")]],
    found: "BIL-06",
    at: total("LineExtensionAmount"),
  },
  {
    mistake: "a wrong sum of allowances",
    of: "ubl-tc434-example5",
    edits: [
      [
        amount("AllowanceTotalAmount", "150.00", "DKK"),
        amount("AllowanceTotalAmount", "105.00", "DKK"),
      ],
    ],
    found: "BIL-07/allowances",
    at: total("AllowanceTotalAmount"),
  },
  {
    mistake: "a charge that the totals do not know",
    of: "guide-example3",
    edits: [[amount("ChargeTotalAmount", "100.00", "DKK"), ""]],
    found: "BIL-07/charges",
    at: total("ChargeTotalAmount"),
  },
  {
    mistake: "a wrong total without VAT",
    of: "ubl-tc434-example4",
    edits: [
      [
        amount("TaxExclusiveAmount", "4000.00", "DKK"),
        amount("TaxExclusiveAmount", "4400.00", "DKK"),
      ],
    ],
    found: "BIL-07/net",
    at: total("TaxExclusiveAmount"),
  },
  // VAT.
  {
    mistake: "a taxed sum that is not that of its lines",
    of: "ubl-tc434-example8",
    edits: [[amount("TaxableAmount", "908.91"), amount("TaxableAmount", "980.91")]],
    found: "BIL-08/taxable",
    at: subtotal(1, "cbc:TaxableAmount"),
  },
  {
    mistake: "a line with a rate that the breakdown lacks",
    of: "ubl-tc434-example6",
    edits: [["<cbc:Percent>25</cbc:Percent>", "<cbc:Percent>24</cbc:Percent>", 2]],
    found: "BIL-08/lines",
    at: rate(1),
  },
  {
    mistake: "a breakdown of a rate that no line has",
    of: "ubl-tc434-example9",
    edits: [["<cbc:Percent>21</cbc:Percent>", "<cbc:Percent>9</cbc:Percent>"]],
    found: "BIL-08/lines",
    at: rate(1),
  },
  {
    mistake: "wrong VAT, a little",
    of: "ubl-tc434-example8",
    edits: [[amount("TaxAmount", "190.87"), amount("TaxAmount", "190.97"), 2]],
    found: "BIL-09/amount",
    at: subtotal(1, "cbc:TaxAmount"),
  },
  {
    mistake: "wrong VAT, much",
    of: "ubl-tc434-example6",
    edits: [[amount("TaxAmount", "375.00", "DKK"), amount("TaxAmount", "735.00", "DKK")]],
    found: "BIL-09/amount",
    at: subtotal(1, "cbc:TaxAmount"),
  },
  {
    mistake: "VAT on what is not subject to it",
    of: "ubl-tc434-example7",
    edits: [[amount("TaxAmount", "0.00", "SEK"), amount("TaxAmount", "800.00", "SEK"), 2]],
    found: "BIL-09/untaxed",
    at: subtotal(1, "cbc:TaxAmount"),
  },
  {
    mistake: "a VAT total that is not the sum",
    of: "ubl-tc434-example6",
    edits: [[amount("TaxAmount", "675.00", "DKK"), amount("TaxAmount", "657.00", "DKK")]],
    found: "BIL-10/vat",
    at: vatTotal,
  },
  {
    mistake: "a wrong total with VAT",
    of: "ubl-tc434-example6",
    edits: [
      [
        amount("TaxInclusiveAmount", "4675.00", "DKK"),
        amount("TaxInclusiveAmount", "4657.00", "DKK"),
      ],
    ],
    found: "BIL-10/gross",
    at: total("TaxInclusiveAmount"),
  },
  {
    mistake: "what was prepaid is asked for again",
    of: "ubl-tc434-example5",
    edits: [[amount("PayableAmount", "2337.50", "DKK"), amount("PayableAmount", "4675.00", "DKK")]],
    found: "BIL-10/due",
    at: total("PayableAmount"),
  },
  {
    mistake: "an amount of three digits",
    of: "ubl-tc434-example9",
    edits: [[amount("PayableAmount", "177.87"), amount("PayableAmount", "177.870")]],
    found: "BIL-11/amount_due",
    at: total("PayableAmount"),
  },
  {
    mistake: "a line of three digits",
    of: "ubl-tc434-example8",
    edits: [[amount("LineExtensionAmount", "16.16"), amount("LineExtensionAmount", "16.160")]],
    found: "BIL-11/lines",
    at: net(2),
  },
  {
    mistake: "a currency that does not exist",
    of: "ubl-tc434-example9",
    edits: [[">EUR<", ">EUX<"], ...Array.from({ length: 9 }, (): Edit => ['"EUR"', '"EUX"'])],
    found: "BIL-12/code",
    at: "cbc:DocumentCurrencyCode",
  },
  {
    mistake: "VAT in a currency, without its total",
    of: "ubl-tc434-example9",
    edits: [
      [
        "<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>",
        "<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode><cbc:TaxCurrencyCode>SEK</cbc:TaxCurrencyCode>",
      ],
    ],
    found: "BIL-12/vat_total",
    at: "cac:TaxTotal/cbc:TaxAmount[@currencyID=/Invoice/cbc:TaxCurrencyCode]",
  },
  {
    mistake: "a VAT total of the other sign",
    of: "ubl-tc434-example10",
    edits: [['currencyID="SEK">2000.73<', 'currencyID="SEK">-2000.73<']],
    found: "BIL-12/sign",
    at: "cac:TaxTotal/cbc:TaxAmount[@currencyID=/Invoice/cbc:TaxCurrencyCode]",
  },
  {
    mistake: "a rate that the country does not have",
    of: "guide-example2",
    edits: [["<cbc:Percent>25</cbc:Percent>", "<cbc:Percent>24</cbc:Percent>", 4]],
    first: [
      ["2013-06", "2026-06"],
      ["2013-06", "2026-06"],
      ["2013-06", "2026-06"],
      ["2013-06", "2026-06"],
      ["2013-06", "2026-06"],
      ["2013-06", "2026-06"],
      ["2013-06", "2026-06"],
    ],
    found: "BIL-14/rate",
    at: rate(1),
  },
  {
    mistake: "the rate of last year",
    of: "ubl-tc434-example9",
    first: estonian("2025-06-30", "22"),
    edits: [["2025-06-30", "2025-07-01"]],
    found: "BIL-14/rate",
    at: rate(1),
  },
  {
    mistake: "the rate of next month",
    of: "ubl-tc434-example9",
    first: estonian("2025-07-01", "24"),
    edits: [["2025-07-01", "2025-06-30"]],
    found: "BIL-14/rate",
    at: rate(1),
  },
  {
    mistake: "a taxed row at no rate",
    of: "ubl-tc434-example9",
    edits: [["<cbc:Percent>21</cbc:Percent>", "<cbc:Percent>0</cbc:Percent>"]],
    found: "BIL-15/taxed",
    at: subtotal(1, "cac:TaxCategory/cbc:Percent"),
  },
  {
    mistake: "an exempt row at a rate",
    of: "ubl-tc434-creditnote1",
    edits: [["<cbc:Percent>0.00</cbc:Percent>", "<cbc:Percent>5.00</cbc:Percent>"]],
    found: "BIL-15/untaxed",
    at: subtotal(1, "cac:TaxCategory/cbc:Percent"),
  },
  {
    mistake: "a category that does not exist",
    of: "ubl-tc434-example9",
    edits: [["<cbc:ID>S</cbc:ID>", "<cbc:ID>X</cbc:ID>"]],
    found: "BIL-15/category",
    at: subtotal(1, "cac:TaxCategory/cbc:ID"),
  },
  {
    mistake: "VAT of a seller without number",
    of: "ubl-tc434-example9",
    edits: [["<cbc:CompanyID>NL809163160B01</cbc:CompanyID>", ""]],
    found: "BIL-15/seller_id",
    at: vatOf(supplier),
  },
  {
    mistake: "no ground for charging no VAT",
    of: "ubl-tc434-example7",
    edits: [["<cbc:TaxExemptionReason>Tax</cbc:TaxExemptionReason>", ""]],
    found: "BIL-15/exemption",
    at: subtotal(1, "cac:TaxCategory/cbc:TaxExemptionReason"),
  },
  {
    mistake: "reverse charge to a buyer without number",
    of: "ubl-tc434-example6",
    edits: [["<cbc:ID>S</cbc:ID>", "<cbc:ID>AE</cbc:ID>"]],
    found: "BIL-15/buyer_id",
    at: vatOf(customer),
  },
  // Who, and where the money goes.
  {
    mistake: "a VAT number of no country",
    of: "ubl-tc434-example9",
    edits: [[">NL809163160B01<", ">XX809163160B01<"]],
    found: "BIL-16/seller_vat",
    at: vatOf(supplier),
  },
  {
    mistake: "a VAT number with a wrong check digit",
    of: "ubl-tc434-example9",
    first: [
      [">NL809163160B01<", ">EE100931558<"],
      [">NL<", ">EE<"],
    ],
    edits: [[">EE100931558<", ">EE100931559<"]],
    found: "BIL-16/seller_vat",
    at: vatOf(supplier),
  },
  {
    mistake: "an IBAN with two digits swapped",
    of: "ubl-tc434-example9",
    edits: [["NL13RABO0377815500", "NL13RABO0377851500"]],
    found: "BIL-17/iban",
    at: account,
  },
  {
    mistake: "an IBAN that is too short",
    of: "ubl-tc434-example8",
    edits: [["NL28RBOS0420242228", "NL28RBOS042024222"]],
    found: "BIL-17/iban",
    at: account,
  },
  {
    mistake: "a transfer to no account",
    of: "ubl-tc434-example9",
    edits: [["<cbc:ID>NL13RABO0377815500</cbc:ID>", ""]],
    found: "BIL-17/account",
    at: account,
  },
  {
    mistake: "a further account that is wrong",
    of: "guide-example1",
    edits: [["NL03 INGB 0004489902", "NL03 INGB 0004489920"]],
    found: "BIL-17/others",
    at: "cac:PaymentMeans[2]/cac:PayeeFinancialAccount/cbc:ID",
  },
  {
    mistake: "a creditor reference with a wrong check digit",
    of: "ubl-tc434-example9",
    first: [["2015 0483 0000 0000", "RF18539007547034"]],
    edits: [["RF18539007547034", "RF19539007547034"]],
    found: "BIL-18/creditor_reference",
    at: "cac:PaymentMeans[1]/cbc:PaymentID",
  },
  {
    mistake: "another's account",
    of: "ubl-tc434-example9",
    run: true,
    edits: [["NL13RABO0377815500", "NL91ABNA0417164300"]],
    found: "BIL-90/account",
    at: account,
  },
  // Signs, credit notes, what stands elsewhere.
  {
    mistake: "a negative invoice",
    of: "ubl-tc434-example9",
    edits: [[amount("TaxInclusiveAmount", "177.87"), amount("TaxInclusiveAmount", "-177.87")]],
    found: "BIL-19/negative_invoice",
    at: total("TaxInclusiveAmount"),
  },
  {
    mistake: "a negative price",
    of: "ubl-tc434-example9",
    edits: [[amount("PriceAmount", "49.00"), amount("PriceAmount", "-49.00")]],
    found: "BIL-19/negative_price",
    at: line(1, "cac:Price/cbc:PriceAmount"),
  },
  {
    mistake: "a credit note above the invoice",
    of: "ubl-tc434-creditnote1",
    run: true,
    first: [creditOf("F-150")],
    edits: [["F-150", "F-50"]],
    found: "BIL-20/archived_amount",
    at: total("TaxInclusiveAmount"),
  },
  {
    mistake: "a credit note on an invoice that nobody knows",
    of: "ubl-tc434-creditnote1",
    run: true,
    first: [creditOf("F-150")],
    edits: [["F-150", "F-404"]],
    found: "BIL-20/unknown",
    at: "cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID",
  },
  {
    mistake: "a number that was used before",
    of: "ubl-tc434-example9",
    run: true,
    edits: [[">20150483<", ">F-150<"]],
    found: "BIL-91",
    at: "cbc:ID",
  },
  // What is refused while it is read.
  {
    mistake: "one amount in another currency",
    of: "ubl-tc434-example8",
    edits: [['currencyID="EUR">16.16<', 'currencyID="USD">16.16<']],
    found: "unreadable/mixed_currency",
    at: "cac:InvoiceLine/cbc:LineExtensionAmount",
  },
  {
    mistake: "a second number",
    of: "ubl-tc434-example9",
    edits: [["<cbc:ID>20150483</cbc:ID>", "<cbc:ID>20150483</cbc:ID><cbc:ID>20150484</cbc:ID>"]],
    found: "unreadable/duplicate_element",
    at: "cbc:ID",
  },
  {
    mistake: "neither allowance nor charge",
    of: "guide-example3",
    edits: [["<cbc:ChargeIndicator>true</cbc:ChargeIndicator>", ""]],
    found: "unreadable/bad_value",
    at: "cac:AllowanceCharge",
  },
];

/** The document as one of an Estonian seller, of a day and with a rate. */
function estonian(day: string, percent: string): readonly Edit[] {
  const tax = percent === "22" ? "32.34" : "35.28";
  const gross = percent === "22" ? "179.34" : "182.28";
  return [
    [">NL<", ">EE<"],
    [">NL<", ">EE<"],
    ["NL809163160B01", "EE100931558"],
    ["2015-04-01", day],
    ["2015-04-14", "2025-07-14"],
    ["<cbc:StartDate>2016-04-01</cbc:StartDate>", ""],
    ["<cbc:EndDate>2016-06-30</cbc:EndDate>", ""],
    ["<cbc:Percent>21<", `<cbc:Percent>${percent}<`],
    ["<cbc:Percent>21<", `<cbc:Percent>${percent}<`],
    [">30.87<", `>${tax}<`],
    [">30.87<", `>${tax}<`],
    [">177.87<", `>${gross}<`],
    [">177.87<", `>${gross}<`],
  ];
}

function creditOf(number: string): Edit {
  const reference = `<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>${number}</cbc:ID></cac:InvoiceDocumentReference></cac:BillingReference>`;
  return ["<cac:AccountingSupplierParty>", `${reference}<cac:AccountingSupplierParty>`];
}

export const mutations: readonly Mutation[] = mistakes;
