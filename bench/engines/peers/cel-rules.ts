import type { Variant } from "../peer.ts";

export interface TextRule {
  readonly when?: string;
  readonly must: string;
}

/**
 * The workload's rules in CEL without decimals and without absence: `n(x)` reads a number, `opt(x)`
 * one that may be absent, `shown(x)` tells text that shows something.
 */
export function celRules(variant: Variant): Readonly<Record<string, TextRule>> {
  const d = dialect(variant);
  return { ...documentRules(d), ...amountRules(d), ...vatRules(d), ...deliveryRules(d) };
}

type Dialect = ReturnType<typeof dialect>;
type Rules = Readonly<Record<string, TextRule>>;

/** How a number, an optional one, shown text … are written, by variant. */
function dialect(variant: Variant) {
  const there = (path: string) => `(has(${path}) && ${path} != null)`;
  const n = (path: string) => (variant === "strings" ? `double(${path})` : path);
  const opt = (path: string) => `(${there(path)} ? ${n(path)} : 0.0)`;
  const shown = (path: string) => `(${there(path)} && !blank(${path}))`;
  const all = (conditions: readonly string[]) => conditions.join(" && ");
  const sum = (list: string, field: string, where = "true") =>
    `sum(${list}.filter(x, ${where}).map(x, ${n(`x.${field}`)}))`;
  const optList = (list: string) => `(${there(list)} ? ${list} : [])`;
  const key = `x.vat_category == b.category && ${n("x.vat_rate")} == ${n("b.rate")}`;
  const adjusts = `${there("l.charge_kind")} && l.charge_kind in ["discount", "adjustment"]`;
  const base = `(${there("l.price_base_qty")} ? ${n("l.price_base_qty")} : 1.0)`;
  const rounded = (x: string) => `round((${x}) * 100.0) / 100.0`;
  const id = '"^(EE[0-9]{9}|NO[0-9]{9}MVA|RO[0-9]{2,10})$"';
  const notes = optList("record.notes");
  const scaled = (path: string) =>
    variant === "strings"
      ? `${path}.matches("^[^.]*([.][0-9]{0,2})?$")`
      : `round(${path} * 100.0) / 100.0 == ${path}`;
  return {
    there,
    n,
    opt,
    shown,
    all,
    sum,
    optList,
    key,
    adjusts,
    base,
    rounded,
    id,
    notes,
    scaled,
  };
}

const documentRules = ({ there, n, shown, all, scaled }: Dialect): Rules => ({
  "BIL-01": {
    must: all([
      ...["invoice_number", "type_code", "currency"].map((f) => shown(`record.${f}`)),
      ...["seller.name", "seller.country", "buyer.name", "buyer.country"].map((f) =>
        shown(`record.${f}`),
      ),
      ...["issue_date", "sum_lines", "total_net", "total_gross", "amount_due"].map((f) =>
        there(`record.${f}`),
      ),
      "record.lines.size() > 0 && record.vat_breakdown.size() > 0",
      `record.lines.all(l, ${all([
        ...["line_id", "unit_code", "name", "vat_category"].map((f) => shown(`l.${f}`)),
        ...["quantity", "net_amount", "unit_price"].map((f) => there(`l.${f}`)),
      ])})`,
    ]),
  },
  "BIL-02": {
    must: `record.type_code in ["380", "381", "383", "384", "386", "389"]
        && (!(record.type_code in ["381", "384"])
          || ${there("record.preceding_invoice")} && ${shown("record.preceding_invoice.number")})`,
  },
  "BIL-03": {
    when: there("record.due_date"),
    must: `record.issue_date <= record.due_date
        && days(record.issue_date, record.due_date) <= 120.0`,
  },
  "BIL-04": {
    when: `${n("record.amount_due")} > 0.0`,
    must: `${there("record.due_date")} || ${shown("record.payment_terms")}`,
  },
  "BIL-11": {
    must: all([
      ...["sum_lines", "total_net", "total_vat", "total_gross", "amount_due"].map((f) =>
        scaled(`record.${f}`),
      ),
      `record.vat_breakdown.all(b, ${scaled("b.taxable")} && ${scaled("b.tax")})`,
      `record.lines.all(l, ${scaled("l.net_amount")})`,
    ]),
  },
  "BIL-12": {
    must: `record.currency in ["EUR", "NOK", "RON", "SEK", "DKK", "USD", "GBP"]
        && (!${there("record.vat_currency")}
          || record.vat_currency != record.currency && ${there("record.total_vat_acc")}
            && (${n("record.total_vat_acc")} < 0.0) == (${n("record.total_vat")} < 0.0))`,
  },
  "BIL-25": {
    when: `${there("record.period_start")} && ${there("record.period_end")}`,
    must: `record.period_start <= record.period_end
        && record.lines.all(l, !${there("l.period_start")}
          || l.period_start >= record.period_start && l.period_end <= record.period_end
            && l.period_start <= l.period_end)`,
  },
});

const amountRules = ({
  there,
  n,
  opt,
  shown,
  sum,
  optList,
  adjusts,
  base,
  rounded,
}: Dialect): Rules => ({
  "BIL-05": {
    must: `record.lines.all(l, ${base} > 0.0 && abs(${n("l.net_amount")}
        - ${rounded(`${n("l.quantity")} * ${n("l.unit_price")} / ${base}`)}) <= 0.02)`,
  },
  "BIL-06": { must: `${sum("record.lines", "net_amount")} == ${n("record.sum_lines")}` },
  "BIL-07": {
    must: `${n("record.total_net")} == ${n("record.sum_lines")}
          - ${opt("record.sum_allowances")} + ${opt("record.sum_charges")}
        && ${opt("record.sum_allowances")} == ${sum(optList("record.allowances"), "amount")}
        && ${opt("record.sum_charges")} == ${sum(optList("record.charges"), "amount")}`,
  },
  "BIL-10": {
    must: `${n("record.total_vat")} == ${sum("record.vat_breakdown", "tax")}
        && ${n("record.total_gross")} == ${n("record.total_net")} + ${n("record.total_vat")}
        && ${n("record.amount_due")} == ${n("record.total_gross")}
          - ${opt("record.paid_amount")} + ${opt("record.rounding_amount")}
        && abs(${opt("record.rounding_amount")}) <= (record.currency == "NOK" ? 0.5 : 0.05)`,
  },
  "BIL-19": {
    must: `${n("record.total_gross")} >= 0.0
        && (${n("record.amount_due")} <= 0.0 || ${n("record.amount_due")} >= 1.0)
        && record.lines.all(l, ${n("l.unit_price")} >= 0.0 || ${adjusts})`,
  },
  "BIL-22": {
    must: `record.lines.all(l,
        (${n("l.quantity")} > 0.0 || record.type_code == "381" || ${adjusts})
        && (${n("l.quantity")} != 0.0 || ${n("l.net_amount")} == 0.0)
        && (!(l.unit_code in ["C62", "H87"])
          || round(${n("l.quantity")}) == ${n("l.quantity")}))`,
  },
  "BIL-23": {
    when: there("record.allowances"),
    must: `record.allowances.all(a, (${shown("a.reason")} || ${shown("a.reason_code")})
          && ${there("a.percentage")} == ${there("a.base_amount")}
          && (!${there("a.percentage")} || abs(${n("a.amount")}
            - ${rounded(`${n("a.base_amount")} * ${n("a.percentage")} * 0.01`)}) <= 0.02))
        && ${sum("record.allowances", "amount")} * 2.0 <= ${n("record.sum_lines")}`,
  },
});

const vatRules = ({ there, n, shown, sum, optList, key, rounded, id }: Dialect): Rules => ({
  "BIL-08": {
    must: `record.vat_breakdown.all(b, abs(${n("b.taxable")}
          - ${sum("record.lines", "net_amount", key)}
          + ${sum(optList("record.allowances"), "amount", key)}
          - ${sum(optList("record.charges"), "amount", key)}) <= 0.02)
        && record.lines.all(x, record.vat_breakdown.exists_one(b, ${key}))`,
  },
  "BIL-09": {
    must: `record.vat_breakdown.all(b, abs(${n("b.tax")}
          - ${rounded(`${n("b.taxable")} * ${n("b.rate")} * 0.01`)}) <= 0.02
        && (b.category == "S" || ${n("b.tax")} == 0.0))`,
  },
  "BIL-15": {
    must: `${shown("record.seller.vat_id")}
        && record.vat_breakdown.all(b, b.category == "S"
          ? ${n("b.rate")} > 0.0 && !${shown("b.exemption_reason")}
          : b.category in ["Z", "E", "AE", "K", "G", "O"] && ${n("b.rate")} == 0.0
            && (b.category == "Z" || ${shown("b.exemption_reason")})
            && (!(b.category in ["AE", "K"])
              || ${shown("record.buyer.vat_id")} && record.buyer.type != "consumer"))`,
  },
  "BIL-16": {
    when: there("record.seller.vat_id"),
    must: `record.seller.vat_id.matches(${id})
        && (!${shown("record.buyer.vat_id")} || record.buyer.vat_id.matches(${id}))`,
  },
  "BIL-30": {
    when: `record.seller.country == "NO"`,
    must: `record.seller.vat_id.endsWith("MVA")
        && record.seller.register_note == "Foretaksregisteret"`,
  },
  "BIL-31": {
    when: `record.seller.country == "RO"`,
    must: `record.profile == "RO_CIUS"
        && (record.buyer.type == "consumer"
          || record.buyer.vat_id.matches("^(RO)?[0-9]{2,10}$"))`,
  },
});

const deliveryRules = ({ there, shown, all, notes }: Dialect): Rules => ({
  "BIL-17": {
    when: `record.payment.means_code in ["30", "31", "58"]`,
    must: `${shown("record.payment.payee_iban")} && iban(record.payment.payee_iban)`,
  },
  "BIL-18": {
    when: `record.payment.reference_scheme != "none"`,
    must: "paymentReference(record.payment.reference, record.payment.reference_scheme)",
  },
  "BIL-27": {
    must: `record.buyer.language in ["en", "et", "ro", "nb"]
        && (record.delivery_channel == "email"
          ? ${shown("record.buyer.email")}
            && record.buyer.email.matches("^[^@ ]+@[^@ .]+([.][^@ .]+)+$")
          : record.delivery_channel == "post"
            ? ${all(["street", "city", "postal_code"].map((f) => shown(`record.buyer.${f}`)))}
            : record.delivery_channel == "einvoice"
              ? ${shown("record.buyer.electronic_address")}
              : record.delivery_channel in ["portal", "api"])`,
  },
  "BIL-28": {
    must: `(!${there("record.payment.card_masked")}
          || !record.payment.card_masked.matches("[0-9]{7}"))
        && ${notes}.all(n, !n.matches("[3-6][0-9]{12}"))`,
  },
  "BIL-29": {
    must: `!record.buyer.name.matches("[{][{]|[}][}]|%s|^undefined$|^null$|^NaN$")
        && ${notes}.all(n, !n.matches("[{][{]|[}][}]|%s|lorem ipsum"))`,
  },
});
