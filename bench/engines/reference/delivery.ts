import { fault } from "../../../lib/core/expression/fault.ts";
import {
  all,
  and,
  either,
  lift,
  matches,
  not,
  oneOf,
  orElse,
  record,
  same,
  text,
  texts,
} from "../exact.ts";
import { isIban, isPaymentReference, isScheme } from "../identifier-checks.ts";
import * as patterns from "../patterns.ts";
import { must, notBlank, type Rule, when } from "./rule.ts";

/** The rules of ruleset/delivery.yaml. */
export const deliveryRules: Readonly<Record<string, Rule>> = {
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
};
