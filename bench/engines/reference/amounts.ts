import {
  all,
  amount,
  and,
  eq,
  ge,
  given,
  gt,
  has,
  le,
  lift,
  list,
  minus,
  not,
  num,
  oneOf,
  or,
  orElse,
  plus,
  quot,
  type Rec,
  rounded,
  same,
  size,
  sum,
  text,
  times,
} from "../exact.ts";
import { must, notBlank, opt, optList, type Rule, when, zero } from "./rule.ts";

const cent2 = num("0.02");

const adjusts = (l: Rec) =>
  and(
    () => has(l, "charge_kind"),
    () => oneOf(text(l, "charge_kind"), "discount", "adjustment"),
  );

/** The rules of ruleset/amounts.yaml. */
export const amountsRules: Readonly<Record<string, Rule>> = {
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
    (r) => given(r, "allowances"),
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
};
