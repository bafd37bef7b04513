/**
 * Where the business terms of EN 16931-1 stand in the two syntaxes that the norm binds them to, UBL 2.1
 * and UN/CEFACT CII D16B, and which field of an invoice they become. Paths are XPaths from the document
 * or from the group; a condition tells elements of one name apart, `[#]` stands at one of several texts.
 */
export interface Term {
  /** Business term: `BT-131`. */
  readonly term: string;
  /** Field of the invoice, from the group: `seller.name`. */
  readonly field: string;
  readonly ubl: string;
  /** Where a credit note has it elsewhere than an invoice. */
  readonly creditNote?: string;
  readonly cii?: string;
  readonly as?: ReadAs;
  /** May stand several times, where it says the same each time. */
  readonly mayRepeat?: true;
}

/**
 * How content becomes a value: a text when absent, or `texts`, of which there may be several; an
 * amount tells its currency; VAT totals are told apart by theirs; an account is an IBAN or not.
 */
export type ReadAs = "amount" | "number" | "date" | "vat_total" | "account" | "texts";

/** Elements that repeat, each an object of a list. */
export interface Group {
  /** Business group: `BG-25`. */
  readonly group: string;
  /** The list of the invoice, or of the group around it. */
  readonly list: string;
  readonly ubl: string;
  readonly creditNote?: string;
  readonly cii: string;
  readonly terms: readonly Term[];
  readonly groups?: readonly Group[];
}

/** `term`, `field`, path in UBL, path in CII, and how it is read. */
export const bt = (term: string, field: string, ubl: string, cii?: string, as?: ReadAs): Term => ({
  term: `BT-${term}`,
  field,
  ubl,
  ...(cii !== undefined && { cii }),
  ...(as !== undefined && { as }),
});

const deal = "rsm:SupplyChainTradeTransaction";

/** The parts of a CII document, and its format of days. */
export const cii = {
  deal,
  agreement: `${deal}/ram:ApplicableHeaderTradeAgreement`,
  delivery: `${deal}/ram:ApplicableHeaderTradeDelivery`,
  settlement: `${deal}/ram:ApplicableHeaderTradeSettlement`,
  sums: `${deal}/ram:ApplicableHeaderTradeSettlement/ram:SpecifiedTradeSettlementHeaderMonetarySummation`,
  day: "udt:DateTimeString",
} as const;

/** The list of all means of payment, before the first becomes `payment` and the rest `other_payments`. */
export const paymentsList = "payments";

/** A truth value is written in either of two ways. */
export function indicates(path: string, value: boolean): string {
  return `${path}='${value}' or ${path}='${value ? 1 : 0}'`;
}
