import type { Variant } from "../peer.ts";
import type { TextRule } from "./cel-rules.ts";

/**
 * The workload's rules in ZEN's expression language, whose numbers are exact decimals. It has no
 * functions of one's own, and so neither IBAN nor payment references.
 */
export function zenRules(variant: Variant): Readonly<Record<string, TextRule>> {
  const d = dialect(variant);
  return { ...documentRules(d), ...amountRules(d), ...vatRules(d), ...deliveryRules(d) };
}

type Dialect = ReturnType<typeof dialect>;
type Rules = Readonly<Record<string, TextRule>>;

/** How a number, an optional one, shown text … are written, by variant. */
function dialect(variant: Variant) {
  const n = (path: string) => (variant === "strings" ? `number(${path})` : path);
  const opt = (path: string) => n(`(${path} ?? ${variant === "strings" ? '"0"' : "0"})`);
  const shown = (path: string) => `(${path} != null and trim(${path}) != "")`;
  const there = (path: string) => `${path} != null`;
  const every = (conditions: readonly string[]) => conditions.join(" and ");
  const sum = (list: string, field: string) => `sum(map(${list}, ${n(`#.${field}`)}))`;
  const sumWhere = (list: string, field: string, where: string) =>
    `sum(map(filter(${list}, ${where}), ${n(`#.${field}`)}))`;
  const optList = (list: string) => `(${list} ?? [])`;
  const sameKey = `#.vat_category == b.category and ${n("#.vat_rate")} == ${n("b.rate")}`;
  const adjusts = '(#.charge_kind ?? "") in ["discount", "adjustment"]';
  const base = opt("#.price_base_qty").replace(/"0"|\b0\b/, variant === "strings" ? '"1"' : "1");
  const id = '"^(EE[0-9]{9}|NO[0-9]{9}MVA|RO[0-9]{2,10})$"';
  const notes = optList("notes");
  const scaled = (path: string) =>
    variant === "strings"
      ? `matches(${path}, "^[^.]*([.][0-9]{0,2})?$")`
      : `round(${path}, 2) == ${path}`;
  return {
    n,
    opt,
    shown,
    there,
    every,
    sum,
    sumWhere,
    optList,
    sameKey,
    adjusts,
    base,
    id,
    notes,
    scaled,
  };
}

const documentRules = ({ n, shown, there, every, scaled }: Dialect): Rules => ({
  "BIL-01": {
    must: every([
      ...["invoice_number", "type_code", "currency", "seller.name", "seller.country"].map(shown),
      ...["buyer.name", "buyer.country"].map(shown),
      ...["issue_date", "sum_lines", "total_net", "total_gross", "amount_due"].map(there),
      "len(lines) > 0 and len(vat_breakdown) > 0",
      `all(lines, ${every([
        ...["line_id", "unit_code", "name", "vat_category"].map((f) => shown(`#.${f}`)),
        ...["quantity", "net_amount", "unit_price"].map((f) => there(`#.${f}`)),
      ])})`,
    ]),
  },
  "BIL-02": {
    must: `type_code in ["380", "381", "383", "384", "386", "389"]
        and (type_code not in ["381", "384"] or ${shown("preceding_invoice.number")})`,
  },
  "BIL-03": {
    when: "due_date != null",
    must: `d(due_date).diff(d(issue_date), "day") >= 0
        and d(due_date).diff(d(issue_date), "day") <= 120`,
  },
  "BIL-04": {
    when: `${n("amount_due")} > 0`,
    must: `due_date != null or ${shown("payment_terms")}`,
  },
  "BIL-11": {
    must: every([
      ...["sum_lines", "total_net", "total_vat", "total_gross", "amount_due"].map(scaled),
      `all(vat_breakdown, ${scaled("#.taxable")} and ${scaled("#.tax")})`,
      `all(lines, ${scaled("#.net_amount")})`,
    ]),
  },
  "BIL-12": {
    must: `currency in ["EUR", "NOK", "RON", "SEK", "DKK", "USD", "GBP"]
        and (vat_currency == null or vat_currency != currency and total_vat_acc != null
          and (${n("total_vat_acc")} < 0) == (${n("total_vat")} < 0))`,
  },
  "BIL-25": {
    when: "period_start != null and period_end != null",
    must: `d(period_end).diff(d(period_start), "day") >= 0
        and all(lines, #.period_start == null
          or d(#.period_start).diff(d(period_start), "day") >= 0
            and d(period_end).diff(d(#.period_end), "day") >= 0
            and d(#.period_end).diff(d(#.period_start), "day") >= 0)`,
  },
});

const amountRules = ({ n, opt, shown, sum, optList, adjusts, base }: Dialect): Rules => ({
  "BIL-05": {
    must: `all(lines, ${base} > 0 and abs(${n("#.net_amount")}
        - round(${n("#.quantity")} * ${n("#.unit_price")} / ${base}, 2)) <= 0.02)`,
  },
  "BIL-06": { must: `${sum("lines", "net_amount")} == ${n("sum_lines")}` },
  "BIL-07": {
    must: `${n("total_net")} == ${n("sum_lines")} - ${opt("sum_allowances")}
          + ${opt("sum_charges")}
        and ${opt("sum_allowances")} == ${sum(optList("allowances"), "amount")}
        and ${opt("sum_charges")} == ${sum(optList("charges"), "amount")}`,
  },
  "BIL-10": {
    must: `${n("total_vat")} == ${sum("vat_breakdown", "tax")}
        and ${n("total_gross")} == ${n("total_net")} + ${n("total_vat")}
        and ${n("amount_due")} == ${n("total_gross")} - ${opt("paid_amount")}
          + ${opt("rounding_amount")}
        and abs(${opt("rounding_amount")}) <= (currency == "NOK" ? 0.5 : 0.05)`,
  },
  "BIL-19": {
    must: `${n("total_gross")} >= 0 and (${n("amount_due")} <= 0 or ${n("amount_due")} >= 1)
        and all(lines, ${n("#.unit_price")} >= 0 or ${adjusts})`,
  },
  "BIL-22": {
    must: `all(lines, (${n("#.quantity")} > 0 or type_code == "381" or ${adjusts})
        and (${n("#.quantity")} != 0 or ${n("#.net_amount")} == 0)
        and (#.unit_code not in ["C62", "H87"]
          or round(${n("#.quantity")}) == ${n("#.quantity")}))`,
  },
  "BIL-23": {
    when: "allowances != null",
    must: `all(allowances, (${shown("#.reason")} or ${shown("#.reason_code")})
          and (#.percentage != null) == (#.base_amount != null)
          and (#.percentage == null or abs(${n("#.amount")}
            - round(${n("#.base_amount")} * ${n("#.percentage")} * 0.01, 2)) <= 0.02))
        and ${sum("allowances", "amount")} * 2 <= ${n("sum_lines")}`,
  },
});

const vatRules = ({ n, shown, sumWhere, optList, sameKey, id }: Dialect): Rules => ({
  "BIL-08": {
    must: `all(vat_breakdown as b, abs(${n("b.taxable")}
          - ${sumWhere("lines", "net_amount", sameKey)}
          + ${sumWhere(optList("allowances"), "amount", sameKey)}
          - ${sumWhere(optList("charges"), "amount", sameKey)}) <= 0.02)
        and all(lines as l, one(vat_breakdown,
          #.category == l.vat_category and ${n("#.rate")} == ${n("l.vat_rate")}))`,
  },
  "BIL-09": {
    must: `all(vat_breakdown, abs(${n("#.tax")}
          - round(${n("#.taxable")} * ${n("#.rate")} * 0.01, 2)) <= 0.02
        and (#.category == "S" or ${n("#.tax")} == 0))`,
  },
  "BIL-15": {
    must: `${shown("seller.vat_id")} and all(vat_breakdown, #.category == "S"
        ? ${n("#.rate")} > 0 and not ${shown("#.exemption_reason")}
        : #.category in ["Z", "E", "AE", "K", "G", "O"] and ${n("#.rate")} == 0
          and (#.category == "Z" or ${shown("#.exemption_reason")})
          and (#.category not in ["AE", "K"]
            or ${shown("buyer.vat_id")} and buyer.type != "consumer"))`,
  },
  "BIL-16": {
    when: "seller.vat_id != null",
    must: `matches(seller.vat_id, ${id})
        and (not ${shown("buyer.vat_id")} or matches(buyer.vat_id, ${id}))`,
  },
  "BIL-30": {
    when: `seller.country == "NO"`,
    must: `endsWith(seller.vat_id, "MVA") and seller.register_note == "Foretaksregisteret"`,
  },
  "BIL-31": {
    when: `seller.country == "RO"`,
    must: `profile == "RO_CIUS" and (buyer.type == "consumer"
        or matches(buyer.vat_id, "^(RO)?[0-9]{2,10}$"))`,
  },
});

const deliveryRules = ({ shown, every, notes }: Dialect): Rules => ({
  "BIL-27": {
    must: `buyer.language in ["en", "et", "ro", "nb"] and (delivery_channel == "email"
        ? ${shown("buyer.email")}
          and matches(buyer.email, "^[^@ ]+@[^@ .]+([.][^@ .]+)+$")
        : delivery_channel == "post"
          ? ${every(["buyer.street", "buyer.city", "buyer.postal_code"].map(shown))}
          : delivery_channel == "einvoice"
            ? ${shown("buyer.electronic_address")}
            : delivery_channel in ["portal", "api"])`,
  },
  "BIL-28": {
    must: `(payment.card_masked == null or not matches(payment.card_masked, "[0-9]{7}"))
        and all(${notes}, not matches(#, "[3-6][0-9]{12}"))`,
  },
  "BIL-29": {
    must: `not matches(buyer.name, "[{][{]|[}][}]|%s|^undefined$|^null$|^NaN$")
        and all(${notes}, not matches(#, "[{][{]|[}][}]|%s|lorem ipsum"))`,
  },
});
