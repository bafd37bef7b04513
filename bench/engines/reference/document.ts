import {
  all,
  amount,
  and,
  day,
  given,
  gt,
  has,
  lift,
  list,
  lt,
  type Maybe,
  not,
  oneOf,
  or,
  type Rec,
  record,
  same,
  text,
} from "../exact.ts";
import { must, notBlank, type Rule, when, zero } from "./rule.ts";

const scaleAtMost2 = (of: Rec, name: string) => lift((d) => d.scale <= 2, amount(of, name));

/** The rules of ruleset/document.yaml. */
export const documentRules: Readonly<Record<string, Rule>> = {
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
};
