import type { Json, JsonObject } from "../../core/expression/value.ts";
import type { Built, MarkedAmount } from "./build.ts";
import { paymentsList } from "./terms.ts";
import type { Refused } from "./walk.ts";

type Fields = Record<string, Json>;

/** The invoice that a document's elements make together, or why they contradict each other. */
export type Settled =
  | { readonly value: JsonObject; readonly refused?: undefined }
  | { readonly value?: undefined; readonly refused: Refused };

/** Settles what one element alone does not tell: means of payment, VAT totals, currencies, the sort of document. */
export function settle(built: Built): Settled {
  const fields = { ...built.fields } as Fields;
  settlePayments(fields);
  const refused = contradiction(built) ?? settleVat(fields, built) ?? foreignAmount(fields, built);
  if (refused) return { refused };
  settleRegister(fields);
  return { value: fields };
}

/** The first means of payment is the invoice's; that there are others must not be lost. */
function settlePayments(fields: Fields): void {
  const payments = fields[paymentsList] as Fields[] | undefined;
  delete fields[paymentsList];
  const [first, ...others] = payments ?? [];
  if (first) fields.payment = { ...first, ...(fields.payment as Fields | undefined) };
  if (others.length > 0) fields.other_payments = others;
}

/** Codes of UNTDID 1001 that are credit notes. */
const creditNoteCodes = new Set([
  "81",
  "83",
  "261",
  "262",
  "296",
  "308",
  "381",
  "396",
  "420",
  "458",
  "503",
  "532",
]);

/** An Invoice that says it is a credit note, or the other way round: nobody knows who owes whom. */
function contradiction({ syntax, fields, line }: Built): Refused | undefined {
  const code = fields.type_code;
  if (syntax === "CrossIndustryInvoice" || typeof code !== "string") return undefined;
  if (creditNoteCodes.has(code) === (syntax === "CreditNote")) return undefined;
  const right =
    syntax === "CreditNote" ? "a credit note's, such as 381" : "an invoice's, such as 380";
  const path = `/${syntax}/cbc:${syntax}TypeCode`;
  return {
    code: "wrong_type",
    line,
    path,
    reason: `${path} is ${code}, but the document is of the type ${syntax}: right is ${right}`,
  };
}

/** The total in the document's currency is BT-110, that in the currency of accounting BT-111. */
function settleVat(fields: Fields, { vatTotals }: Built): Refused | undefined {
  for (const total of vatTotals) {
    const name = vatFieldOf(total, fields);
    if (name === undefined) return foreign(total, total.currency ?? "", fields);
    if (fields[name] !== undefined)
      return {
        code: "duplicate_element",
        line: total.line,
        path: total.path,
        reason: `${total.path} (line ${total.line}) stands twice in ${total.currency ?? "one currency"}: leave it once`,
      };
    fields[name] = total.value;
  }
  // One total is both where VAT is accounted in the currency of the document (BR-53).
  if (fields.vat_currency === fields.currency && fields.total_vat !== undefined)
    fields.total_vat_acc ??= fields.total_vat;
  return undefined;
}

function vatFieldOf({ currency }: MarkedAmount, fields: Fields): string | undefined {
  const own = fields.currency;
  const isFirst = fields.total_vat === undefined;
  if (currency === undefined || own === undefined) return isFirst ? "total_vat" : "total_vat_acc";
  if (currency === own && (isFirst || fields.vat_currency !== own)) return "total_vat";
  return currency === fields.vat_currency ? "total_vat_acc" : undefined;
}

/** A record holds one currency: an amount in another would be taken for one in it. */
function foreignAmount(fields: Fields, { currencies }: Built): Refused | undefined {
  if (fields.currency === undefined) return undefined;
  for (const [currency, spot] of currencies)
    if (currency !== fields.currency) return foreign(spot, currency, fields);
  return undefined;
}

const foreign = (
  { line, path }: { readonly line: number; readonly path: string },
  found: string,
  fields: Fields,
): Refused => ({
  code: "mixed_currency",
  line,
  path,
  reason: `${path} (line ${line}) is in ${found}, but the document is in ${String(fields.currency)}: right is one currency`,
});

/** Norway: the register stands where other countries have a tax registration. */
function settleRegister(fields: Fields): void {
  const seller = fields.seller as Fields | undefined;
  const registration = seller?.tax_registration_id;
  if (seller && typeof registration === "string" && /^foretaksregisteret$/i.test(registration))
    seller.register_note = registration;
}
