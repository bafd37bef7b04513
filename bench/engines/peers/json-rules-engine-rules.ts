import type { TopLevelCondition } from "json-rules-engine";

type Condition = Extract<TopLevelCondition, { all: unknown }>["all"][number];

const is = (fact: string, operator: string, value: unknown): Condition => {
  const [root, ...path] = fact.split(".");
  return {
    fact: root!,
    operator,
    value,
    ...(path.length > 0 ? { path: `$.${path.join(".")}` } : {}),
  };
};
const all = (...conditions: readonly Condition[]): TopLevelCondition => ({ all: [...conditions] });
const any = (...conditions: readonly Condition[]): TopLevelCondition => ({ any: [...conditions] });
const vatId = "^(EE[0-9]{9}|NO[0-9]{9}MVA|RO[0-9]{2,10})$";

/** The workload's rules that need no pair of lists, as conditions over facts. */
export const conditionsOf: Readonly<Record<string, TopLevelCondition>> = {
  "BIL-02": all(
    is("type_code", "in", ["380", "381", "383", "384", "386", "389"]),
    any(is("type_code", "notIn", ["381", "384"]), is("preceding_invoice.number", "shown", true)),
  ),
  "BIL-03": any(
    is("due_date", "absent", true),
    all(
      {
        fact: "days",
        params: { from: "issue_date", to: "due_date" },
        operator: "atLeast",
        value: 0,
      },
      {
        fact: "days",
        params: { from: "issue_date", to: "due_date" },
        operator: "atMost",
        value: 120,
      },
    ),
  ),
  "BIL-04": any(
    is("amount_due", "atMost", 0),
    is("due_date", "absent", false),
    is("payment_terms", "shown", true),
  ),
  "BIL-06": all({
    fact: "sum",
    params: { list: "lines", field: "net_amount" },
    operator: "is",
    value: { fact: "sum_lines" },
  }),
  "BIL-12": all(
    is("currency", "in", ["EUR", "NOK", "RON", "SEK", "DKK", "USD", "GBP"]),
    any(
      is("vat_currency", "absent", true),
      all(
        { fact: "vat_currency", operator: "notEqual", value: { fact: "currency" } },
        is("total_vat_acc", "absent", false),
        any(
          all(is("total_vat_acc", "atLeast", 0), is("total_vat", "atLeast", 0)),
          all({ not: is("total_vat_acc", "atLeast", 0) }, { not: is("total_vat", "atLeast", 0) }),
        ),
      ),
    ),
  ),
  "BIL-16": any(
    is("seller.vat_id", "absent", true),
    all(
      is("seller.vat_id", "matches", vatId),
      any(is("buyer.vat_id", "shown", false), is("buyer.vat_id", "matches", vatId)),
    ),
  ),
  "BIL-17": any(
    is("payment.means_code", "notIn", ["30", "31", "58"]),
    is("payment.payee_iban", "iban", true),
  ),
  "BIL-18": any(
    is("payment.reference_scheme", "equal", "none"),
    is("referenceIsRight", "equal", true),
  ),
  "BIL-19": all(
    is("total_gross", "atLeast", 0),
    any(is("amount_due", "atMost", 0), is("amount_due", "atLeast", 1)),
    {
      fact: "least",
      params: { list: "lines", field: "unit_price" },
      operator: "atLeast",
      value: 0,
    },
  ),
  "BIL-27": all(
    is("buyer.language", "in", ["en", "et", "ro", "nb"]),
    any(
      all(
        is("delivery_channel", "equal", "email"),
        is("buyer.email", "matches", "^[^@ ]+@[^@ .]+([.][^@ .]+)+$"),
      ),
      all(
        is("delivery_channel", "equal", "post"),
        is("buyer.street", "shown", true),
        is("buyer.city", "shown", true),
        is("buyer.postal_code", "shown", true),
      ),
      all(
        is("delivery_channel", "equal", "einvoice"),
        is("buyer.electronic_address", "shown", true),
      ),
      is("delivery_channel", "in", ["portal", "api"]),
    ),
  ),
  "BIL-28": all(
    { not: is("payment.card_masked", "matches", "[0-9]{7}") },
    is("notes", "lacks", "[3-6][0-9]{12}"),
  ),
  "BIL-29": all(
    { not: is("buyer.name", "matches", "[{][{]|[}][}]|%s|^undefined$|^null$|^NaN$") },
    is("notes", "lacks", "[{][{]|[}][}]|%s|lorem ipsum"),
  ),
  "BIL-30": any(
    is("seller.country", "notEqual", "NO"),
    all(
      is("seller.vat_id", "matches", "MVA$"),
      is("seller.register_note", "equal", "Foretaksregisteret"),
    ),
  ),
  "BIL-31": any(
    is("seller.country", "notEqual", "RO"),
    all(
      is("profile", "equal", "RO_CIUS"),
      any(
        is("buyer.type", "equal", "consumer"),
        is("buyer.vat_id", "matches", "^(RO)?[0-9]{2,10}$"),
      ),
    ),
  ),
};
