import { lineTerms } from "./line-terms.ts";
import { bt, cii, type Group, indicates, paymentsList, type Term } from "./terms.ts";

const { deal, settlement } = cii;
const account = "ram:PayeePartyCreditorFinancialAccount";

const adjustment: readonly Term[] = [
  bt("92, 99, 136, 141", "amount", "cbc:Amount", "ram:ActualAmount", "amount"),
  bt("93, 100, 137, 142", "base_amount", "cbc:BaseAmount", "ram:BasisAmount", "amount"),
  bt(
    "94, 101, 138, 143",
    "percentage",
    "cbc:MultiplierFactorNumeric",
    "ram:CalculationPercent",
    "number",
  ),
  bt("97, 104, 139, 144", "reason", "cbc:AllowanceChargeReason", "ram:Reason"),
  bt("98, 105, 140, 145", "reason_code", "cbc:AllowanceChargeReasonCode", "ram:ReasonCode"),
];

const documentAdjustment: readonly Term[] = [
  ...adjustment,
  bt("95, 102", "vat_category", "cac:TaxCategory/cbc:ID", "ram:CategoryTradeTax/ram:CategoryCode"),
  bt(
    "96, 103",
    "vat_rate",
    "cac:TaxCategory/cbc:Percent",
    "ram:CategoryTradeTax/ram:RateApplicablePercent",
    "number",
  ),
];

/** Allowances and charges are one element each, told apart by its indicator. */
const adjustments = (
  group: string,
  list: string,
  isCharge: boolean,
  around: string,
  terms: readonly Term[],
): Group => ({
  group,
  list,
  ubl: `cac:AllowanceCharge[${indicates("cbc:ChargeIndicator", isCharge)}]`,
  cii: `${around}ram:SpecifiedTradeAllowanceCharge[${indicates("ram:ChargeIndicator/udt:Indicator", isCharge)}]`,
  terms,
});

/** Groups that repeat. */
export const documentGroups: readonly Group[] = [
  {
    group: "BG-16",
    list: paymentsList,
    ubl: "cac:PaymentMeans",
    cii: `${settlement}/ram:SpecifiedTradeSettlementPaymentMeans`,
    terms: [
      bt("81", "means_code", "cbc:PaymentMeansCode", "ram:TypeCode"),
      bt("83", "reference", "cbc:PaymentID"),
      bt("84", "payee_iban", "", `${account}/ram:IBANID`),
      bt(
        "84",
        "payee_account",
        "cac:PayeeFinancialAccount/cbc:ID",
        `${account}/ram:ProprietaryID`,
        "account",
      ),
      bt(
        "87",
        "card_masked",
        "cac:CardAccount/cbc:PrimaryAccountNumberID",
        "ram:ApplicableTradeSettlementFinancialCard/ram:ID",
      ),
      bt("89", "mandate_ref", "cac:PaymentMandate/cbc:ID"),
    ],
  },
  adjustments("BG-20", "allowances", false, `${settlement}/`, documentAdjustment),
  adjustments("BG-21", "charges", true, `${settlement}/`, documentAdjustment),
  {
    group: "BG-23",
    list: "vat_breakdown",
    ubl: "cac:TaxTotal/cac:TaxSubtotal",
    cii: `${settlement}/ram:ApplicableTradeTax`,
    terms: [
      bt("116", "taxable", "cbc:TaxableAmount", "ram:BasisAmount", "amount"),
      bt("117", "tax", "cbc:TaxAmount", "ram:CalculatedAmount", "amount"),
      bt("118", "category", "cac:TaxCategory/cbc:ID", "ram:CategoryCode"),
      bt("119", "rate", "cac:TaxCategory/cbc:Percent", "ram:RateApplicablePercent", "number"),
      bt(
        "120",
        "exemption_reason",
        "cac:TaxCategory/cbc:TaxExemptionReason",
        "ram:ExemptionReason",
      ),
      bt(
        "121",
        "exemption_code",
        "cac:TaxCategory/cbc:TaxExemptionReasonCode",
        "ram:ExemptionReasonCode",
      ),
    ],
  },
  {
    group: "BG-25",
    list: "lines",
    ubl: "cac:InvoiceLine",
    creditNote: "cac:CreditNoteLine",
    cii: `${deal}/ram:IncludedSupplyChainTradeLineItem`,
    terms: lineTerms,
    groups: [
      adjustments("BG-27", "allowances", false, "ram:SpecifiedLineTradeSettlement/", adjustment),
      adjustments("BG-28", "charges", true, "ram:SpecifiedLineTradeSettlement/", adjustment),
    ],
  },
];
