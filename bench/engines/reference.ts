import { fault } from "../../lib/core/expression/fault.ts";
import {
  all,
  amount,
  and,
  blank,
  codeOf,
  day,
  either,
  eq,
  existsOne,
  ge,
  given,
  gt,
  has,
  le,
  lift,
  list,
  lt,
  type Maybe,
  matches,
  minus,
  not,
  num,
  oneOf,
  or,
  orElse,
  plus,
  quot,
  type Rec,
  record,
  rounded,
  same,
  size,
  sum,
  text,
  texts,
  times,
} from "./exact.ts";
import { isIban, isPaymentReference, isScheme } from "./identifier-checks.ts";
import * as patterns from "./patterns.ts";
import { type Judge, ruleIds } from "./verdicts.ts";

/**
 * The workload's rules once more, written by hand and slowly: BigInt decimals, every operand a
 * value or the reason why there is none. It is what all engines are compared with, and shares
 * nothing with the rule language but the reading of a field.
 */
export const judgeSlowly: Judge = (invoice, out) => {
  for (let rule = 0; rule < ruleIds.length; rule++) out[rule] = judgeOne(rule, invoice);
};

/** The outcome of one rule, by its place in `ruleIds`. */
export const judgeOne = (rule: number, invoice: unknown): number =>
  rules[ruleIds[rule]!]!(invoice as Rec);

type Rule = (r: Rec) => number;

const must =
  (test: (r: Rec) => Maybe<boolean>): Rule =>
  (r) =>
    codeOf(true, () => test(r));
const when =
  (applies: (r: Rec) => Maybe<boolean>, test: (r: Rec) => Maybe<boolean>): Rule =>
  (r) =>
    codeOf(applies(r), () => test(r));

const zero = num("0");
const cent2 = num("0.02");
const scaleAtMost2 = (of: Rec, name: string) => lift((d) => d.scale <= 2, amount(of, name));
const notBlank = (of: Rec, name: string) => not(blank(text(of, name)));
const opt = (of: Rec, name: string) => orElse(amount(of, name), zero);
const optList = (of: Rec, name: string) => orElse(list(of, name), []);
const adjusts = (l: Rec) =>
  and(
    () => has(l, "charge_kind"),
    () => oneOf(text(l, "charge_kind"), "discount", "adjustment"),
  );
const sameKey = (item: Rec, b: Rec) =>
  and(
    () => same(text(item, "vat_category"), text(b, "category")),
    () => eq(amount(item, "vat_rate"), amount(b, "rate")),
  );
const taxOff = (b: Rec) =>
  minus(
    amount(b, "tax"),
    rounded(times(times(amount(b, "taxable"), amount(b, "rate")), num("0.01")), 2),
  );

const rules: Readonly<Record<string, Rule>> = {
  "BIL-01": must((r) =>
    and(
      ...["invoice_number", "type_code", "currency"].map((name) => () => notBlank(r, name)),
      ...["name", "country"].map((name) => () => notBlank(record(r, "seller"), name)),
      ...["name", "country"].map((name) => () => notBlank(record(r, "buyer"), name)),
      ...["issue_date", "sum_lines", "total_net", "total_gross", "amount_due"].map(
        (name) => () => given(r, name),
      ),
      () => lift((lines) => lines.length > 0, list(r, "lines")),
      () => lift((rows) => rows.length > 0, list(r, "vat_breakdown")),
      () =>
        all(list(r, "lines"), (l) =>
          and(
            ...["line_id", "unit_code", "name", "vat_category"].map(
              (name) => () => notBlank(l, name),
            ),
            ...["quantity", "net_amount", "unit_price"].map((name) => () => given(l, name)),
          ),
        ),
    ),
  ),
  "BIL-02": must((r) =>
    and(
      () => oneOf(text(r, "type_code"), "380", "381", "383", "384", "386", "389"),
      () =>
        or(
          () => not(oneOf(text(r, "type_code"), "381", "384")),
          () => notBlank(record(r, "preceding_invoice"), "number"),
        ),
    ),
  ),
  "BIL-03": when(
    (r) => given(r, "due_date"),
    (r) =>
      and(
        () => lift((from, to) => from <= to, day(r, "issue_date"), day(r, "due_date")),
        () => lift((from, to) => to - from <= 120, day(r, "issue_date"), day(r, "due_date")),
      ),
  ),
  "BIL-04": when(
    (r) => gt(amount(r, "amount_due"), zero),
    (r) =>
      or(
        () => given(r, "due_date"),
        () => notBlank(r, "payment_terms"),
      ),
  ),
  "BIL-05": must((r) =>
    all(list(r, "lines"), (l) => {
      const base = orElse(amount(l, "price_base_qty"), num("1"));
      const product = times(amount(l, "quantity"), amount(l, "unit_price"));
      return and(
        () => gt(base, zero),
        () => le(size(minus(amount(l, "net_amount"), quot(product, base))), cent2),
      );
    }),
  ),
  "BIL-06": must((r) =>
    eq(
      sum(list(r, "lines"), (l) => amount(l, "net_amount")),
      amount(r, "sum_lines"),
    ),
  ),
  "BIL-07": must((r) => {
    const off = opt(r, "sum_allowances");
    const on = opt(r, "sum_charges");
    return and(
      () => eq(amount(r, "total_net"), plus(minus(amount(r, "sum_lines"), off), on)),
      () =>
        eq(
          off,
          sum(optList(r, "allowances"), (a) => amount(a, "amount")),
        ),
      () =>
        eq(
          on,
          sum(optList(r, "charges"), (c) => amount(c, "amount")),
        ),
    );
  }),
  "BIL-08": must((r) =>
    and(
      () =>
        all(list(r, "vat_breakdown"), (b) => {
          const of = (name: string, value: string) =>
            sum(
              name === "lines" ? list(r, name) : optList(r, name),
              (item) => amount(item, value),
              (item) => sameKey(item, b),
            );
          const lines = minus(amount(b, "taxable"), of("lines", "net_amount"));
          const rest = minus(plus(lines, of("allowances", "amount")), of("charges", "amount"));
          return le(size(rest), cent2);
        }),
      () => all(list(r, "lines"), (l) => existsOne(list(r, "vat_breakdown"), (b) => sameKey(l, b))),
    ),
  ),
  "BIL-09": must((r) =>
    all(list(r, "vat_breakdown"), (b) =>
      and(
        () => le(size(taxOff(b)), cent2),
        () =>
          or(
            () => same(text(b, "category"), "S"),
            () => eq(amount(b, "tax"), zero),
          ),
      ),
    ),
  ),
  "BIL-10": must((r) => {
    const rounding = opt(r, "rounding_amount");
    return and(
      () =>
        eq(
          amount(r, "total_vat"),
          sum(list(r, "vat_breakdown"), (b) => amount(b, "tax")),
        ),
      () => eq(amount(r, "total_gross"), plus(amount(r, "total_net"), amount(r, "total_vat"))),
      () =>
        eq(
          amount(r, "amount_due"),
          plus(minus(amount(r, "total_gross"), opt(r, "paid_amount")), rounding),
        ),
      () =>
        le(
          size(rounding),
          lift((is: boolean) => num(is ? "0.50" : "0.05"), same(text(r, "currency"), "NOK")),
        ),
    );
  }),
  "BIL-11": must((r) =>
    and(
      ...["sum_lines", "total_net", "total_vat", "total_gross", "amount_due"].map(
        (name) => () => scaleAtMost2(r, name),
      ),
      () =>
        all(list(r, "vat_breakdown"), (b) =>
          and(
            () => scaleAtMost2(b, "taxable"),
            () => scaleAtMost2(b, "tax"),
          ),
        ),
      () => all(list(r, "lines"), (l) => scaleAtMost2(l, "net_amount")),
    ),
  ),
  "BIL-12": must((r) =>
    and(
      () => oneOf(text(r, "currency"), "EUR", "NOK", "RON", "SEK", "DKK", "USD", "GBP"),
      () =>
        or(
          () => not(has(r, "vat_currency")),
          () =>
            and(
              () => not(same(text(r, "vat_currency"), text(r, "currency"))),
              () => given(r, "total_vat_acc"),
              () =>
                lift(
                  (a: boolean, b: boolean) => a === b,
                  lt(amount(r, "total_vat_acc"), zero),
                  lt(amount(r, "total_vat"), zero),
                ),
            ),
        ),
    ),
  ),
  "BIL-15": must((r) =>
    and(
      () => notBlank(record(r, "seller"), "vat_id"),
      () =>
        all(list(r, "vat_breakdown"), (b) => {
          const category = text(b, "category");
          return either(
            same(category, "S"),
            () =>
              and(
                () => gt(amount(b, "rate"), zero),
                () => blank(text(b, "exemption_reason")),
              ),
            () =>
              and(
                () => oneOf(category, "Z", "E", "AE", "K", "G", "O"),
                () => eq(amount(b, "rate"), zero),
                () =>
                  or(
                    () => same(category, "Z"),
                    () => notBlank(b, "exemption_reason"),
                  ),
                () =>
                  or(
                    () => not(oneOf(category, "AE", "K")),
                    () =>
                      and(
                        () => notBlank(record(r, "buyer"), "vat_id"),
                        () => not(same(text(record(r, "buyer"), "type"), "consumer")),
                      ),
                  ),
              ),
          );
        }),
    ),
  ),
  "BIL-16": when(
    (r) => has(record(r, "seller"), "vat_id"),
    (r) =>
      and(
        () => matches(text(record(r, "seller"), "vat_id"), patterns.vatId),
        () =>
          or(
            () => blank(text(record(r, "buyer"), "vat_id")),
            () => matches(text(record(r, "buyer"), "vat_id"), patterns.vatId),
          ),
      ),
  ),
  "BIL-17": when(
    (r) => oneOf(text(record(r, "payment"), "means_code"), "30", "31", "58"),
    (r) =>
      and(
        () => notBlank(record(r, "payment"), "payee_iban"),
        () => lift(isIban, text(record(r, "payment"), "payee_iban")),
      ),
  ),
  "BIL-18": when(
    (r) => not(same(text(record(r, "payment"), "reference_scheme"), "none")),
    (r) =>
      lift(
        (reference: string, scheme: string) =>
          isScheme(scheme)
            ? isPaymentReference(reference, scheme)
            : fault("invalid_argument", scheme),
        text(record(r, "payment"), "reference"),
        text(record(r, "payment"), "reference_scheme"),
      ),
  ),
  "BIL-19": must((r) =>
    and(
      () => ge(amount(r, "total_gross"), zero),
      () =>
        or(
          () => le(amount(r, "amount_due"), zero),
          () => ge(amount(r, "amount_due"), num("1.00")),
        ),
      () =>
        all(list(r, "lines"), (l) =>
          or(
            () => ge(amount(l, "unit_price"), zero),
            () => adjusts(l),
          ),
        ),
    ),
  ),
  "BIL-22": must((r) =>
    all(list(r, "lines"), (l) => {
      const quantity = amount(l, "quantity");
      return and(
        () =>
          or(
            () => gt(quantity, zero),
            () => same(text(r, "type_code"), "381"),
            () => adjusts(l),
          ),
        () =>
          or(
            () => not(eq(quantity, zero)),
            () => eq(amount(l, "net_amount"), zero),
          ),
        () =>
          or(
            () => not(oneOf(text(l, "unit_code"), "C62", "H87")),
            () => eq(rounded(quantity, 0), quantity),
          ),
      );
    }),
  ),
  "BIL-23": when(
    (r) => has(r, "allowances"),
    (r) =>
      and(
        () =>
          all(list(r, "allowances"), (a) => {
            const product = times(amount(a, "base_amount"), amount(a, "percentage"));
            return and(
              () =>
                or(
                  () => notBlank(a, "reason"),
                  () => notBlank(a, "reason_code"),
                ),
              () => same(given(a, "percentage"), given(a, "base_amount")),
              () =>
                or(
                  () => not(given(a, "percentage")),
                  () =>
                    le(
                      size(minus(amount(a, "amount"), rounded(times(product, num("0.01")), 2))),
                      cent2,
                    ),
                ),
            );
          }),
        () =>
          le(
            times(
              sum(list(r, "allowances"), (a) => amount(a, "amount")),
              num("2"),
            ),
            amount(r, "sum_lines"),
          ),
      ),
  ),
  "BIL-25": when(
    (r) =>
      and(
        () => given(r, "period_start"),
        () => given(r, "period_end"),
      ),
    (r) => {
      const ordered = (from: Maybe<number>, to: Maybe<number>) =>
        lift((a: number, b: number) => a <= b, from, to);
      const [from, to] = [day(r, "period_start"), day(r, "period_end")];
      return and(
        () => ordered(from, to),
        () =>
          all(list(r, "lines"), (l) =>
            or(
              () => not(given(l, "period_start")),
              () =>
                and(
                  () => ordered(from, day(l, "period_start")),
                  () => ordered(day(l, "period_end"), to),
                  () => ordered(day(l, "period_start"), day(l, "period_end")),
                ),
            ),
          ),
      );
    },
  ),
  "BIL-27": must((r) => {
    const buyer = record(r, "buyer");
    const channel = text(r, "delivery_channel");
    return and(
      () => oneOf(text(buyer, "language"), "en", "et", "ro", "nb"),
      () =>
        either(
          same(channel, "email"),
          () =>
            and(
              () => notBlank(buyer, "email"),
              () => matches(text(buyer, "email"), patterns.email),
            ),
          () =>
            either(
              same(channel, "post"),
              () => and(...["street", "city", "postal_code"].map((f) => () => notBlank(buyer, f))),
              () =>
                either(
                  same(channel, "einvoice"),
                  () => notBlank(buyer, "electronic_address"),
                  () => oneOf(channel, "portal", "api"),
                ),
            ),
        ),
    );
  }),
  "BIL-28": must((r) =>
    and(
      () =>
        not(matches(orElse(text(record(r, "payment"), "card_masked"), ""), patterns.longDigits)),
      () => all(orElse(texts(r, "notes"), []), (n) => not(matches(n, patterns.cardNumber))),
    ),
  ),
  "BIL-29": must((r) =>
    and(
      () => not(matches(text(record(r, "buyer"), "name"), patterns.placeholderName)),
      () => all(orElse(texts(r, "notes"), []), (n) => not(matches(n, patterns.placeholder))),
    ),
  ),
  "BIL-30": when(
    (r) => same(text(record(r, "seller"), "country"), "NO"),
    (r) =>
      and(
        () => lift((id) => id.endsWith("MVA"), text(record(r, "seller"), "vat_id")),
        () => same(text(record(r, "seller"), "register_note"), "Foretaksregisteret"),
      ),
  ),
  "BIL-31": when(
    (r) => same(text(record(r, "seller"), "country"), "RO"),
    (r) =>
      and(
        () => same(text(r, "profile"), "RO_CIUS"),
        () =>
          or(
            () => same(text(record(r, "buyer"), "type"), "consumer"),
            () => matches(text(record(r, "buyer"), "vat_id"), patterns.romanianId),
          ),
      ),
  ),
};
