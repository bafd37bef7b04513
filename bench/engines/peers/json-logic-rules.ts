import {
  adjusts,
  all,
  and,
  base,
  eq,
  type Logic,
  matches,
  near,
  not,
  num,
  oneOf,
  or,
  outer,
  rounded,
  roundingAtMost,
  shown,
  sum,
  there,
  val,
  vatId,
} from "./json-logic-terms.ts";

export interface LogicRule {
  readonly when?: Logic;
  readonly must: Logic;
}

/**
 * The workload's rules in JsonLogic. BIL-08, which sums one list by the elements of another, has no
 * form in it; nor has BIL-11, since numbers do not know their digits.
 */
export const jsonLogicRules: Readonly<Record<string, LogicRule>> = {
  "BIL-01": {
    must: and(
      ...["invoice_number", "type_code", "currency", "seller.name", "seller.country"].map(shown),
      ...["buyer.name", "buyer.country"].map(shown),
      ...["issue_date", "sum_lines", "total_net", "total_gross", "amount_due"].map(there),
      { "!!": [val("lines")] },
      { "!!": [val("vat_breakdown")] },
      all(
        "lines",
        and(
          ...["line_id", "unit_code", "name", "vat_category"].map(shown),
          ...["quantity", "net_amount", "unit_price"].map(there),
        ),
      ),
    ),
  },
  "BIL-02": {
    must: and(
      oneOf("type_code", "380", "381", "383", "384", "386", "389"),
      or(not(oneOf("type_code", "381", "384")), shown("preceding_invoice.number")),
    ),
  },
  "BIL-03": {
    when: there("due_date"),
    must: and(
      { "<=": [val("issue_date"), val("due_date")] },
      { "<=": [{ days: [val("issue_date"), val("due_date")] }, 120] },
    ),
  },
  "BIL-04": {
    when: { ">": [num("amount_due"), 0] },
    must: or(there("due_date"), shown("payment_terms")),
  },
  "BIL-05": {
    must: all(
      "lines",
      and(
        { ">": [{ "+": [base] }, 0] },
        near(
          num("net_amount"),
          rounded({ "/": [{ "*": [val("quantity"), val("unit_price")] }, base] }),
        ),
      ),
    ),
  },
  "BIL-06": { must: eq(sum("lines", "net_amount"), num("sum_lines")) },
  "BIL-07": {
    must: and(
      eq(num("total_net"), {
        "+": [{ "-": [num("sum_lines"), num("sum_allowances")] }, val("sum_charges")],
      }),
      eq(num("sum_allowances"), sum("allowances", "amount")),
      eq(num("sum_charges"), sum("charges", "amount")),
    ),
  },
  "BIL-09": {
    must: all(
      "vat_breakdown",
      and(
        near(num("tax"), rounded({ "*": [val("taxable"), val("rate"), 0.01] })),
        or(eq(val("category"), "S"), eq(num("tax"), 0)),
      ),
    ),
  },
  "BIL-10": {
    must: and(
      eq(num("total_vat"), sum("vat_breakdown", "tax")),
      eq(num("total_gross"), { "+": [val("total_net"), val("total_vat")] }),
      eq(num("amount_due"), {
        "+": [{ "-": [num("total_gross"), num("paid_amount")] }, val("rounding_amount")],
      }),
      {
        if: [eq(val("currency"), "NOK"), roundingAtMost(0.5), roundingAtMost(0.05)],
      },
    ),
  },
  "BIL-12": {
    must: and(
      oneOf("currency", "EUR", "NOK", "RON", "SEK", "DKK", "USD", "GBP"),
      or(
        not(there("vat_currency")),
        and(
          { "!==": [val("vat_currency"), val("currency")] },
          there("total_vat_acc"),
          eq({ "<": [num("total_vat_acc"), 0] }, { "<": [num("total_vat"), 0] }),
        ),
      ),
    ),
  },
  "BIL-15": {
    must: and(
      shown("seller.vat_id"),
      all("vat_breakdown", {
        if: [
          eq(val("category"), "S"),
          and({ ">": [num("rate"), 0] }, not(shown("exemption_reason"))),
          and(
            oneOf("category", "Z", "E", "AE", "K", "G", "O"),
            eq(num("rate"), 0),
            or(eq(val("category"), "Z"), shown("exemption_reason")),
            or(
              not(oneOf("category", "AE", "K")),
              and({ shown: [outer("buyer.vat_id")] }, { "!==": [outer("buyer.type"), "consumer"] }),
            ),
          ),
        ],
      }),
    ),
  },
  "BIL-16": {
    when: there("seller.vat_id"),
    must: and(
      matches("seller.vat_id", vatId),
      or(not(shown("buyer.vat_id")), matches("buyer.vat_id", vatId)),
    ),
  },
  "BIL-17": {
    when: oneOf("payment.means_code", "30", "31", "58"),
    must: and(shown("payment.payee_iban"), { iban: [val("payment.payee_iban")] }),
  },
  "BIL-18": {
    when: { "!==": [val("payment.reference_scheme"), "none"] },
    must: { paymentReference: [val("payment.reference"), val("payment.reference_scheme")] },
  },
  "BIL-19": {
    must: and(
      { ">=": [num("total_gross"), 0] },
      or({ "<=": [num("amount_due"), 0] }, { ">=": [num("amount_due"), 1] }),
      all("lines", or({ ">=": [num("unit_price"), 0] }, adjusts)),
    ),
  },
  "BIL-22": {
    must: all(
      "lines",
      and(
        or({ ">": [num("quantity"), 0] }, eq(outer("type_code"), "381"), adjusts),
        or({ "!==": [num("quantity"), 0] }, eq(num("net_amount"), 0)),
        or(
          not(oneOf("unit_code", "C62", "H87")),
          eq({ round: [num("quantity")] }, num("quantity")),
        ),
      ),
    ),
  },
  "BIL-23": {
    when: there("allowances"),
    must: and(
      all(
        "allowances",
        and(
          or(shown("reason"), shown("reason_code")),
          eq(there("percentage"), there("base_amount")),
          or(
            not(there("percentage")),
            near(num("amount"), rounded({ "*": [val("base_amount"), val("percentage"), 0.01] })),
          ),
        ),
      ),
      { "<=": [{ "*": [sum("allowances", "amount"), 2] }, num("sum_lines")] },
    ),
  },
  "BIL-25": {
    when: and(there("period_start"), there("period_end")),
    must: and(
      { "<=": [val("period_start"), val("period_end")] },
      all(
        "lines",
        or(
          not(there("period_start")),
          and(
            { ">=": [val("period_start"), outer("period_start")] },
            { "<=": [val("period_end"), outer("period_end")] },
            { "<=": [val("period_start"), val("period_end")] },
          ),
        ),
      ),
    ),
  },
  "BIL-27": {
    must: and(oneOf("buyer.language", "en", "et", "ro", "nb"), {
      if: [
        eq(val("delivery_channel"), "email"),
        and(shown("buyer.email"), matches("buyer.email", "^[^@ ]+@[^@ .]+([.][^@ .]+)+$")),
        eq(val("delivery_channel"), "post"),
        and(...["buyer.street", "buyer.city", "buyer.postal_code"].map(shown)),
        eq(val("delivery_channel"), "einvoice"),
        shown("buyer.electronic_address"),
        oneOf("delivery_channel", "portal", "api"),
      ],
    }),
  },
  "BIL-28": {
    must: and(
      not(matches("payment.card_masked", "[0-9]{7}")),
      all("notes", not({ matches: [{ val: [] }, "[3-6][0-9]{12}"] })),
    ),
  },
  "BIL-29": {
    must: and(
      not(matches("buyer.name", "[{][{]|[}][}]|%s|^undefined$|^null$|^NaN$")),
      all("notes", not({ matches: [{ val: [] }, "[{][{]|[}][}]|%s|lorem ipsum"] })),
    ),
  },
  "BIL-30": {
    when: eq(val("seller.country"), "NO"),
    must: and(
      matches("seller.vat_id", "MVA$"),
      eq(val("seller.register_note"), "Foretaksregisteret"),
    ),
  },
  "BIL-31": {
    when: eq(val("seller.country"), "RO"),
    must: and(
      eq(val("profile"), "RO_CIUS"),
      or(eq(val("buyer.type"), "consumer"), matches("buyer.vat_id", "^(RO)?[0-9]{2,10}$")),
    ),
  },
};
