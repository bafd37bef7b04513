import { bt, cii, indicates, type Term } from "./terms.ts";

const { day } = cii;
const settlement = "ram:SpecifiedLineTradeSettlement";
const agreement = "ram:SpecifiedLineTradeAgreement";

/** Terms of a line (BG-25). */
export const lineTerms: readonly Term[] = [
  bt("126", "line_id", "cbc:ID", "ram:AssociatedDocumentLineDocument/ram:LineID"),
  bt("127", "note", "cbc:Note", "ram:AssociatedDocumentLineDocument/ram:IncludedNote/ram:Content"),
  bt(
    "128",
    "object_id",
    "cac:DocumentReference/cbc:ID",
    `${settlement}/ram:AdditionalReferencedDocument/ram:IssuerAssignedID`,
  ),
  {
    ...bt(
      "129",
      "quantity",
      "cbc:InvoicedQuantity",
      "ram:SpecifiedLineTradeDelivery/ram:BilledQuantity",
      "number",
    ),
    creditNote: "cbc:CreditedQuantity",
  },
  {
    ...bt(
      "130",
      "unit_code",
      "cbc:InvoicedQuantity/@unitCode",
      "ram:SpecifiedLineTradeDelivery/ram:BilledQuantity/@unitCode",
    ),
    creditNote: "cbc:CreditedQuantity/@unitCode",
  },
  bt(
    "131",
    "net_amount",
    "cbc:LineExtensionAmount",
    `${settlement}/ram:SpecifiedTradeSettlementLineMonetarySummation/ram:LineTotalAmount`,
    "amount",
  ),
  bt(
    "134",
    "period_start",
    "cac:InvoicePeriod/cbc:StartDate",
    `${settlement}/ram:BillingSpecifiedPeriod/ram:StartDateTime/${day}`,
    "date",
  ),
  bt(
    "135",
    "period_end",
    "cac:InvoicePeriod/cbc:EndDate",
    `${settlement}/ram:BillingSpecifiedPeriod/ram:EndDateTime/${day}`,
    "date",
  ),
  bt(
    "146",
    "unit_price",
    "cac:Price/cbc:PriceAmount",
    `${agreement}/ram:NetPriceProductTradePrice/ram:ChargeAmount`,
    "amount",
  ),
  bt(
    "147",
    "price_discount",
    `cac:Price/cac:AllowanceCharge[${indicates("cbc:ChargeIndicator", false)}]/cbc:Amount`,
    `${agreement}/ram:GrossPriceProductTradePrice/ram:AppliedTradeAllowanceCharge/ram:ActualAmount`,
    "amount",
  ),
  bt(
    "148",
    "gross_price",
    `cac:Price/cac:AllowanceCharge[${indicates("cbc:ChargeIndicator", false)}]/cbc:BaseAmount`,
    `${agreement}/ram:GrossPriceProductTradePrice/ram:ChargeAmount`,
    "amount",
  ),
  bt(
    "149",
    "price_base_qty",
    "cac:Price/cbc:BaseQuantity",
    `${agreement}/ram:NetPriceProductTradePrice/ram:BasisQuantity`,
    "number",
  ),
  bt(
    "151",
    "vat_category",
    "cac:Item/cac:ClassifiedTaxCategory/cbc:ID",
    `${settlement}/ram:ApplicableTradeTax/ram:CategoryCode`,
  ),
  bt(
    "152",
    "vat_rate",
    "cac:Item/cac:ClassifiedTaxCategory/cbc:Percent",
    `${settlement}/ram:ApplicableTradeTax/ram:RateApplicablePercent`,
    "number",
  ),
  bt("153", "name", "cac:Item/cbc:Name", "ram:SpecifiedTradeProduct/ram:Name"),
  bt(
    "155",
    "item_id",
    "cac:Item/cac:SellersItemIdentification/cbc:ID",
    "ram:SpecifiedTradeProduct/ram:SellerAssignedID",
  ),
  bt(
    "157",
    "gtin",
    "cac:Item/cac:StandardItemIdentification/cbc:ID",
    "ram:SpecifiedTradeProduct/ram:GlobalID",
  ),
];
