import * as z from "zod";
import { isIban, isPaymentReference } from "../identifier-checks.ts";
import * as patterns from "../patterns.ts";
import { type Peer, placeOf, type Variant } from "../peer.ts";
import { FAILED, PASS, ruleIds, UNPROVEN } from "../verdicts.ts";

/**
 * The workload's rules as a zod schema with refinements. Refinements see a record only when its
 * shape is right, so that a missing field leaves every other rule unjudged.
 */
export function zod(variant: Variant): Peer {
  const schema = schemaOf(variant);
  const places = rules.map(placeOf);
  return {
    name: "zod, with refinements",
    package: "zod",
    rulesAre: "code",
    rules,
    remark: "presence is its schema's, the rest are functions over doubles in refinements",
    tellsApplicability: false,
    records: 20_000,
    judge: (record, out) => {
      const parsed = schema.safeParse(record);
      for (const place of places) out[place] = PASS;
      if (!parsed.success) fail(parsed.error.issues, places, out);
    },
  };
}

const rules = [
  ...["BIL-01", "BIL-02", "BIL-03", "BIL-04", "BIL-06", "BIL-11", "BIL-12", "BIL-16", "BIL-17"],
  ...["BIL-18", "BIL-25", "BIL-27", "BIL-28", "BIL-29", "BIL-30", "BIL-31"],
];

function fail(issues: readonly z.core.$ZodIssue[], places: readonly number[], out: Uint8Array) {
  if (issues.some((issue) => issue.code !== "custom"))
    for (const place of places) out[place] = UNPROVEN;
  for (const issue of issues) out[ruleIds.indexOf(ruleOf(issue))] = FAILED;
}

/** Fields that are not there are BIL-01's, digits BIL-11's, everything else says its rule. */
function ruleOf(issue: z.core.$ZodIssue): string {
  if (issue.code === "custom") return String(issue.params?.["rule"]);
  return issue.message === "digits" ? "BIL-11" : "BIL-01";
}

const rule = (id: string) => ({ params: { rule: id } });
const shown = z.string().regex(/\S/);
const text = z.string().nullish();
const isShown = (value: string | null | undefined) => (value ?? "").trim() !== "";
const days = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / 86_400_000;
const cents = (value: string | number) => Math.round(Number(value) * 100);

const schemaOf = (variant: Variant) =>
  refinements.reduce((schema, [id, holds]) => schema.refine(holds, rule(id)), shapeOf(variant));

type Shape = z.infer<ReturnType<typeof shapeOf>>;

/** The shape of an invoice: what is there, and of what type. */
function shapeOf(variant: Variant) {
  const number = variant === "strings" ? z.string().regex(/^-?\d{1,15}(\.\d{1,6})?$/) : z.number();
  const money =
    variant === "strings"
      ? z.string().regex(/^-?\d{1,15}(\.\d{1,2})?$/, "digits")
      : z.number().refine((x) => Math.round(x * 100) / 100 === x, rule("BIL-11"));
  const line = z.object({
    line_id: shown,
    quantity: number,
    unit_code: shown,
    net_amount: money,
    name: shown,
    unit_price: number,
    vat_category: shown,
    vat_rate: number,
    period_start: text,
    period_end: text,
  });
  return z.object({
    invoice_number: shown,
    issue_date: shown,
    type_code: shown,
    currency: shown,
    vat_currency: text,
    due_date: text,
    payment_terms: text,
    notes: z
      .array(
        z
          .string()
          .refine((note) => !patterns.cardNumber.test(note), rule("BIL-28"))
          .refine((note) => !patterns.placeholder.test(note), rule("BIL-29")),
      )
      .nullish(),
    profile: text,
    preceding_invoice: z.object({ number: text }).nullish(),
    seller: z.object({ name: shown, vat_id: text, country: shown, register_note: text }),
    buyer: z.object({
      name: shown.refine((name) => !patterns.placeholderName.test(name), rule("BIL-29")),
      type: z.string(),
      vat_id: text,
      electronic_address: text,
      street: text,
      city: text,
      postal_code: text,
      country: shown,
      language: z.string(),
      email: text,
    }),
    delivery_channel: z.string(),
    period_start: text,
    period_end: text,
    payment: z.object({
      means_code: z.string(),
      reference: text,
      reference_scheme: z.string(),
      payee_iban: text,
      card_masked: z
        .string()
        .refine((masked) => !patterns.longDigits.test(masked), rule("BIL-28"))
        .nullish(),
    }),
    sum_lines: money,
    total_net: money,
    total_vat: money,
    total_vat_acc: money.nullish(),
    total_gross: money,
    amount_due: money,
    vat_breakdown: z.array(z.object({ taxable: money, tax: money })).min(1),
    lines: z.array(line).min(1),
  });
}

const types = new Set(["380", "381", "383", "384", "386", "389"]);
const corrections = new Set(["381", "384"]);
const currencies = new Set(["EUR", "NOK", "RON", "SEK", "DKK", "USD", "GBP"]);
const transfers = new Set(["30", "31", "58"]);
const languages = new Set(["en", "et", "ro", "nb"]);

/** The rules that look at more than one field. */
const refinements: readonly (readonly [id: string, holds: (r: Shape) => boolean])[] = [
  [
    "BIL-02",
    (r) =>
      types.has(r.type_code) &&
      (!corrections.has(r.type_code) || isShown(r.preceding_invoice?.number)),
  ],
  [
    "BIL-03",
    (r) => {
      if (r.due_date == null) return true;
      const term = days(r.issue_date, r.due_date);
      return term >= 0 && term <= 120;
    },
  ],
  ["BIL-04", (r) => !(Number(r.amount_due) > 0) || r.due_date != null || isShown(r.payment_terms)],
  [
    "BIL-06",
    (r) => r.lines.reduce((sum, l) => sum + cents(l.net_amount), 0) === cents(r.sum_lines),
  ],
  [
    "BIL-12",
    (r) =>
      currencies.has(r.currency) &&
      (r.vat_currency == null ||
        (r.vat_currency !== r.currency &&
          r.total_vat_acc != null &&
          Number(r.total_vat_acc) < 0 === Number(r.total_vat) < 0)),
  ],
  [
    "BIL-16",
    ({ seller, buyer }) =>
      seller.vat_id == null ||
      (patterns.vatId.test(seller.vat_id) &&
        (!isShown(buyer.vat_id) || patterns.vatId.test(buyer.vat_id ?? ""))),
  ],
  [
    "BIL-17",
    ({ payment }) => !transfers.has(payment.means_code) || isIban(payment.payee_iban ?? ""),
  ],
  [
    "BIL-18",
    ({ payment }) =>
      payment.reference_scheme === "none" ||
      isPaymentReference(payment.reference ?? "", payment.reference_scheme),
  ],
  [
    "BIL-25",
    ({ period_start: from, period_end: to, lines }) => {
      if (from == null || to == null) return true;
      return (
        from <= to &&
        lines.every(
          (l) =>
            l.period_start == null ||
            (l.period_end != null &&
              l.period_start >= from &&
              l.period_end <= to &&
              l.period_start <= l.period_end),
        )
      );
    },
  ],
  [
    "BIL-27",
    ({ buyer, delivery_channel }) => {
      if (!languages.has(buyer.language)) return false;
      switch (delivery_channel) {
        case "email":
          return patterns.email.test(buyer.email ?? "");
        case "post":
          return isShown(buyer.street) && isShown(buyer.city) && isShown(buyer.postal_code);
        case "einvoice":
          return isShown(buyer.electronic_address);
        default:
          return delivery_channel === "portal" || delivery_channel === "api";
      }
    },
  ],
  [
    "BIL-30",
    ({ seller }) =>
      seller.country !== "NO" ||
      ((seller.vat_id?.endsWith("MVA") ?? false) && seller.register_note === "Foretaksregisteret"),
  ],
  [
    "BIL-31",
    ({ seller, buyer, profile }) =>
      seller.country !== "RO" ||
      (profile === "RO_CIUS" &&
        (buyer.type === "consumer" || patterns.romanianId.test(buyer.vat_id ?? ""))),
  ],
];
