import type { Variant } from "../peer.ts";

type Schema = Readonly<Record<string, unknown>>;

const shown: Schema = { type: "string", pattern: "\\S" };
const there: Schema = { not: { enum: [null, ""] } };
/** The fields of an object, or of one inside another, each with its schema. */
const fields = (properties: Readonly<Record<string, Schema>>): Schema => ({ properties });
const required = (properties: Readonly<Record<string, Schema>>): Schema => ({
  properties,
  required: Object.keys(properties),
});
const each = (names: readonly string[], schema: Schema) =>
  Object.fromEntries(names.map((name) => [name, schema]));
const oneOf = (...words: readonly string[]): Schema => ({ enum: words });
const pattern = (source: string): Schema => ({ pattern: source });
const without = (source: string): Schema => ({ not: { type: "string", pattern: source } });
const when = (test: Schema, then: Schema): Schema => ({ if: test, then });
const country = (code: string): Schema => required({ seller: required({ country: oneOf(code) }) });
const vatId = pattern("^(EE[0-9]{9}|NO[0-9]{9}MVA|RO[0-9]{2,10})$");
const channel = (name: string, buyer: Schema): Schema =>
  when(required({ delivery_channel: oneOf(name) }), fields({ buyer }));

/** The workload's rules that look at one field at a time, as JSON Schema. */
export function ajvRules(variant: Variant): Readonly<Record<string, Schema>> {
  const isText = variant === "strings";
  const cents: Schema = isText ? pattern("^-?[0-9]{1,15}([.][0-9]{1,2})?$") : { multipleOf: 0.01 };
  const positive: Schema = isText ? pattern("^[0-9.]*[1-9][0-9.]*$") : { exclusiveMinimum: 0 };
  const notNegative: Schema = isText ? pattern("^[0-9]") : { minimum: 0 };
  const least: Schema = isText
    ? pattern("^(-.*|0+([.]0+)?|0*[1-9][0-9]*([.][0-9]+)?)$")
    : { anyOf: [{ maximum: 0 }, { minimum: 1 }] };
  const adjusts = required({ charge_kind: oneOf("discount", "adjustment") });
  const totals = ["sum_lines", "total_net", "total_gross", "amount_due"];
  return {
    "BIL-01": required({
      ...each(["invoice_number", "type_code", "currency"], shown),
      ...each(["issue_date", ...totals], there),
      seller: required({ name: shown, country: shown }),
      buyer: required({ name: shown, country: shown }),
      vat_breakdown: { minItems: 1 },
      lines: {
        minItems: 1,
        items: required({
          ...each(["line_id", "unit_code", "name", "vat_category"], shown),
          ...each(["quantity", "net_amount", "unit_price"], there),
        }),
      },
    }),
    "BIL-02": {
      ...fields({ type_code: oneOf("380", "381", "383", "384", "386", "389") }),
      ...when(
        required({ type_code: oneOf("381", "384") }),
        required({ preceding_invoice: required({ number: shown }) }),
      ),
    },
    "BIL-04": when(required({ amount_due: positive }), {
      anyOf: [required({ due_date: there }), required({ payment_terms: shown })],
    }),
    "BIL-11": fields({
      ...each([...totals, "total_vat"], cents),
      vat_breakdown: { items: fields({ taxable: cents, tax: cents }) },
      lines: { items: fields({ net_amount: cents }) },
    }),
    "BIL-16": fields({
      seller: fields({ vat_id: vatId }),
      buyer: fields({ vat_id: { anyOf: [{ not: shown }, vatId] } }),
    }),
    "BIL-19": fields({
      total_gross: notNegative,
      amount_due: least,
      lines: { items: { anyOf: [fields({ unit_price: notNegative }), adjusts] } },
    }),
    "BIL-27": {
      ...fields({
        delivery_channel: oneOf("email", "post", "einvoice", "portal", "api"),
        buyer: fields({ language: oneOf("en", "et", "ro", "nb") }),
      }),
      allOf: [
        channel("email", required({ email: pattern("^[^@ ]+@[^@ .]+([.][^@ .]+)+$") })),
        channel("post", required(each(["street", "city", "postal_code"], shown))),
        channel("einvoice", required({ electronic_address: shown })),
      ],
    },
    "BIL-28": fields({
      payment: fields({ card_masked: without("[0-9]{7}") }),
      notes: { items: without("[3-6][0-9]{12}") },
    }),
    "BIL-29": fields({
      buyer: fields({ name: without("[{][{]|[}][}]|%s|^undefined$|^null$|^NaN$") }),
      notes: { items: without("[{][{]|[}][}]|%s|lorem ipsum") },
    }),
    "BIL-30": when(country("NO"), {
      ...fields({
        seller: required({
          vat_id: pattern("MVA$"),
          register_note: oneOf("Foretaksregisteret"),
        }),
      }),
    }),
    "BIL-31": when(country("RO"), {
      ...required({ profile: oneOf("RO_CIUS") }),
      anyOf: [
        fields({ buyer: required({ type: oneOf("consumer") }) }),
        fields({ buyer: required({ vat_id: pattern("^(RO)?[0-9]{2,10}$") }) }),
      ],
    }),
  };
}
