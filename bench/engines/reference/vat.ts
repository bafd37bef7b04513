import {
  all,
  amount,
  and,
  blank,
  either,
  eq,
  existsOne,
  gt,
  has,
  le,
  lift,
  list,
  matches,
  minus,
  not,
  num,
  oneOf,
  or,
  plus,
  type Rec,
  record,
  rounded,
  same,
  size,
  sum,
  text,
  times,
} from "../exact.ts";
import * as patterns from "../patterns.ts";
import { must, notBlank, optList, type Rule, when, zero } from "./rule.ts";

const cent2 = num("0.02");

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

/** The rules of ruleset/vat.yaml. */
export const vatRules: Readonly<Record<string, Rule>> = {
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
