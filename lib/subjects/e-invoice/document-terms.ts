import { bt, cii, type Term } from "./terms.ts";

const { agreement, delivery, settlement, sums, day } = cii;

/** Terms that stand once in a document. */
export const documentTerms: readonly Term[] = [
  bt("1", "invoice_number", "cbc:ID", "rsm:ExchangedDocument/ram:ID"),
  bt("2", "issue_date", "cbc:IssueDate", `rsm:ExchangedDocument/ram:IssueDateTime/${day}`, "date"),
  {
    ...bt("3", "type_code", "cbc:InvoiceTypeCode", "rsm:ExchangedDocument/ram:TypeCode"),
    creditNote: "cbc:CreditNoteTypeCode",
  },
  bt("5", "currency", "cbc:DocumentCurrencyCode", `${settlement}/ram:InvoiceCurrencyCode`),
  bt("6", "vat_currency", "cbc:TaxCurrencyCode", `${settlement}/ram:TaxCurrencyCode`),
  bt("7", "vat_point_date", "cbc:TaxPointDate", undefined, "date"),
  {
    ...bt(
      "9",
      "due_date",
      "cbc:DueDate",
      `${settlement}/ram:SpecifiedTradePaymentTerms/ram:DueDateDateTime/${day}`,
      "date",
    ),
    // UBL's credit note has no due date of its own: it stands with the means of payment.
    creditNote: "cac:PaymentMeans/cbc:PaymentDueDate",
    mayRepeat: true,
  },
  bt("10", "buyer_reference", "cbc:BuyerReference", `${agreement}/ram:BuyerReference`),
  bt(
    "12",
    "contract_id",
    "cac:ContractDocumentReference/cbc:ID",
    `${agreement}/ram:ContractReferencedDocument/ram:IssuerAssignedID`,
  ),
  bt(
    "13",
    "purchase_order_ref",
    "cac:OrderReference/cbc:ID",
    `${agreement}/ram:BuyerOrderReferencedDocument/ram:IssuerAssignedID`,
  ),
  bt(
    "14",
    "order_number",
    "cac:OrderReference/cbc:SalesOrderID",
    `${agreement}/ram:SellerOrderReferencedDocument/ram:IssuerAssignedID`,
  ),
  bt(
    "18",
    "object_id",
    "cac:AdditionalDocumentReference[cbc:DocumentTypeCode='130']/cbc:ID",
    `${agreement}/ram:AdditionalReferencedDocument[ram:TypeCode='130']/ram:IssuerAssignedID`,
  ),
  bt(
    "20",
    "payment_terms",
    "cac:PaymentTerms/cbc:Note",
    `${settlement}/ram:SpecifiedTradePaymentTerms/ram:Description`,
  ),
  bt(
    "22",
    "notes",
    "cbc:Note[#]",
    "rsm:ExchangedDocument/ram:IncludedNote[#]/ram:Content",
    "texts",
  ),
  bt(
    "24",
    "profile",
    "cbc:CustomizationID",
    "rsm:ExchangedDocumentContext/ram:GuidelineSpecifiedDocumentContextParameter/ram:ID",
  ),
  bt(
    "25",
    "preceding_invoice.number",
    "cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID",
    `${settlement}/ram:InvoiceReferencedDocument/ram:IssuerAssignedID`,
  ),
  bt(
    "26",
    "preceding_invoice.issue_date",
    "cac:BillingReference/cac:InvoiceDocumentReference/cbc:IssueDate",
    `${settlement}/ram:InvoiceReferencedDocument/ram:FormattedIssueDateTime/qdt:DateTimeString`,
    "date",
  ),
  bt(
    "72",
    "delivery_date",
    "cac:Delivery/cbc:ActualDeliveryDate",
    `${delivery}/ram:ActualDeliverySupplyChainEvent/ram:OccurrenceDateTime/${day}`,
    "date",
  ),
  bt(
    "73",
    "period_start",
    "cac:InvoicePeriod/cbc:StartDate",
    `${settlement}/ram:BillingSpecifiedPeriod/ram:StartDateTime/${day}`,
    "date",
  ),
  bt(
    "74",
    "period_end",
    "cac:InvoicePeriod/cbc:EndDate",
    `${settlement}/ram:BillingSpecifiedPeriod/ram:EndDateTime/${day}`,
    "date",
  ),
  bt(
    "80",
    "deliver_to_country",
    "cac:Delivery/cac:DeliveryLocation/cac:Address/cac:Country/cbc:IdentificationCode",
    `${delivery}/ram:ShipToTradeParty/ram:PostalTradeAddress/ram:CountryID`,
  ),
  bt("106", "sum_lines", total("LineExtension"), `${sums}/ram:LineTotalAmount`, "amount"),
  bt(
    "107",
    "sum_allowances",
    total("AllowanceTotal"),
    `${sums}/ram:AllowanceTotalAmount`,
    "amount",
  ),
  bt("108", "sum_charges", total("ChargeTotal"), `${sums}/ram:ChargeTotalAmount`, "amount"),
  bt("109", "total_net", total("TaxExclusive"), `${sums}/ram:TaxBasisTotalAmount`, "amount"),
  bt("110", "total_vat", "cac:TaxTotal/cbc:TaxAmount", `${sums}/ram:TaxTotalAmount`, "vat_total"),
  bt("112", "total_gross", total("TaxInclusive"), `${sums}/ram:GrandTotalAmount`, "amount"),
  bt("113", "paid_amount", total("Prepaid"), `${sums}/ram:TotalPrepaidAmount`, "amount"),
  bt("114", "rounding_amount", total("PayableRounding"), `${sums}/ram:RoundingAmount`, "amount"),
  bt("115", "amount_due", total("Payable"), `${sums}/ram:DuePayableAmount`, "amount"),
];

function total(name: string): string {
  return `cac:LegalMonetaryTotal/cbc:${name}Amount`;
}

/** Terms that CII has where no path of UBL corresponds. */
export const ciiTerms: readonly Term[] = [
  {
    ...bt(
      "7",
      "vat_point_date",
      "",
      `${settlement}/ram:ApplicableTradeTax/ram:TaxPointDate/udt:DateString`,
      "date",
    ),
    mayRepeat: true,
  },
  bt("83", "payment.reference", "", `${settlement}/ram:PaymentReference`),
  bt(
    "89",
    "payment.mandate_ref",
    "",
    `${settlement}/ram:SpecifiedTradePaymentTerms/ram:DirectDebitMandateID`,
  ),
];
