import { cents, dayOf, isAbsent, isShown } from "./decode.ts";
import { codeOf, worst } from "./found.ts";
import { isIban, isPaymentReference, isScheme } from "./identifier-checks.ts";
import * as patterns from "./patterns.ts";
import { isRecord, type Raw } from "./raw.ts";
import { FAILED, FAULT, NOT_APPLICABLE, PASS, UNPROVEN } from "./verdicts.ts";
import { whyAmount, whyDay, whyText } from "./why.ts";

/** The rules that need no loop over lines. Returns whether it proved each of them. */
export function judgeHead(record: Raw, out: Uint8Array): boolean {
  const { seller, buyer, payment } = record;
  if (!isRecord(seller) || !isRecord(buyer) || !isRecord(payment)) {
    out.fill(UNPROVEN);
    return false;
  }
  const bil02 = typeCode(record);
  const bil03 = dates(record);
  const bil04 = terms(record);
  const bil12 = currency(record);
  const bil16 = vatIds(seller, buyer);
  const bil17 = account(payment);
  const bil18 = reference(payment);
  const bil27 = delivery(record, buyer);
  const bil28 = cardNumbers(record, payment);
  const bil29 = placeholders(record, buyer);
  const bil30 = norwegian(seller);
  const bil31 = romanian(record, seller, buyer);
  out[1] = bil02;
  out[2] = bil03;
  out[3] = bil04;
  out[11] = bil12;
  out[13] = bil16;
  out[14] = bil17;
  out[15] = bil18;
  out[20] = bil27;
  out[21] = bil28;
  out[22] = bil29;
  out[23] = bil30;
  out[24] = bil31;
  const first = bil02 && bil03 && bil04 && bil12 && bil16 && bil17;
  return first !== 0 && (bil18 && bil27 && bil28 && bil29 && bil30 && bil31) !== 0;
}

/** Text that shows nothing, or none at all, is false; anything else than text is a fault. */
const notShown = (raw: unknown): number =>
  typeof raw === "string" || raw === undefined || raw === null ? FAILED : FAULT;

const shown = (raw: unknown): number => (isShown(raw) ? PASS : notShown(raw));

function typeCode(record: Raw): number {
  switch (record.type_code) {
    case "380":
    case "383":
    case "386":
    case "389":
      return PASS;
    case "381":
    case "384":
      return corrected(record.preceding_invoice);
    default:
      return typeof record.type_code === "string" ? FAILED : UNPROVEN;
  }
}

function corrected(preceding: unknown): number {
  if (isRecord(preceding)) return shown(preceding.number);
  return isAbsent(preceding) ? FAILED : FAULT;
}

function dates(record: Raw): number {
  if (isAbsent(record.due_date)) return NOT_APPLICABLE;
  const issued = dayOf(record.issue_date);
  const due = dayOf(record.due_date);
  if (due - issued >= 0 && due - issued <= 120) return PASS;
  if (!Number.isNaN(due - issued)) return FAILED;
  return worst(whyDay(record.issue_date, issued), whyDay(record.due_date, due));
}

function terms(record: Raw): number {
  const due = cents(record.amount_due);
  if (due > 0) return isAbsent(record.due_date) ? shown(record.payment_terms) : PASS;
  return due <= 0 ? NOT_APPLICABLE : whyAmount(record.amount_due);
}

function currency(record: Raw): number {
  switch (record.currency) {
    case "EUR":
    case "NOK":
    case "RON":
    case "SEK":
    case "DKK":
    case "USD":
    case "GBP":
      return isAbsentText(record.vat_currency) ? PASS : accounting(record);
    default:
      if (typeof record.currency === "string") return FAILED;
      return isAbsentText(record.vat_currency) ? whyText(record.currency) : UNPROVEN;
  }
}

const isAbsentText = (raw: unknown): boolean => raw === undefined || raw === null;

function accounting(record: Raw): number {
  if (record.vat_currency === record.currency || isAbsent(record.total_vat_acc)) return FAILED;
  const accounted = cents(record.total_vat_acc);
  const vat = cents(record.total_vat);
  if (typeof record.vat_currency !== "string" || Number.isNaN(accounted + vat)) return UNPROVEN;
  return codeOf(accounted < 0 === vat < 0);
}

function vatIds(seller: Raw, buyer: Raw): number {
  if (isAbsentText(seller.vat_id)) return NOT_APPLICABLE;
  if (typeof seller.vat_id !== "string") return UNPROVEN;
  if (!patterns.vatId.test(seller.vat_id)) return FAILED;
  if (!isShown(buyer.vat_id)) return notShown(buyer.vat_id) === FAILED ? PASS : UNPROVEN;
  return codeOf(patterns.vatId.test(buyer.vat_id as string));
}

function account(payment: Raw): number {
  switch (payment.means_code) {
    case "30":
    case "31":
    case "58":
      if (!isShown(payment.payee_iban)) return notShown(payment.payee_iban);
      return codeOf(isIban(payment.payee_iban as string));
    default:
      return typeof payment.means_code === "string" ? NOT_APPLICABLE : whyText(payment.means_code);
  }
}

function reference(payment: Raw): number {
  const scheme = payment.reference_scheme;
  if (scheme === "none") return NOT_APPLICABLE;
  if (typeof scheme !== "string") return whyText(scheme);
  if (typeof payment.reference !== "string") return whyText(payment.reference);
  if (!isScheme(scheme)) return UNPROVEN;
  return codeOf(isPaymentReference(payment.reference, scheme));
}

function delivery(record: Raw, buyer: Raw): number {
  switch (buyer.language) {
    case "en":
    case "et":
    case "ro":
    case "nb":
      return reached(record.delivery_channel, buyer);
    default:
      return typeof buyer.language === "string" ? FAILED : UNPROVEN;
  }
}

function reached(channel: unknown, buyer: Raw): number {
  switch (channel) {
    case "email":
      if (!isShown(buyer.email)) return notShown(buyer.email);
      return codeOf(patterns.email.test(buyer.email as string));
    case "post":
      if (isShown(buyer.street) && isShown(buyer.city) && isShown(buyer.postal_code)) return PASS;
      return worst(shown(buyer.street), worst(shown(buyer.city), shown(buyer.postal_code)));
    case "einvoice":
      return shown(buyer.electronic_address);
    case "portal":
    case "api":
      return PASS;
    default:
      return typeof channel === "string" ? FAILED : UNPROVEN;
  }
}

function cardNumbers(record: Raw, payment: Raw): number {
  const { card_masked } = payment;
  if (typeof card_masked === "string" && patterns.longDigits.test(card_masked)) return FAILED;
  const clear = isAbsentText(card_masked) || typeof card_masked === "string";
  return worst(clear ? PASS : UNPROVEN, withoutAny(record.notes, patterns.cardNumber));
}

function placeholders(record: Raw, buyer: Raw): number {
  const { name } = buyer;
  if (typeof name === "string" && patterns.placeholderName.test(name)) return FAILED;
  const clear = typeof name === "string" ? PASS : UNPROVEN;
  return worst(clear, withoutAny(record.notes, patterns.placeholder));
}

/** Whether none of the texts matches. */
function withoutAny(notes: unknown, pattern: RegExp): number {
  if (isAbsent(notes)) return PASS;
  if (!Array.isArray(notes)) return UNPROVEN;
  let found = PASS;
  for (const note of notes) {
    if (typeof note !== "string") found = UNPROVEN;
    else if (pattern.test(note)) return FAILED;
  }
  return found;
}

function norwegian(seller: Raw): number {
  if (seller.country !== "NO") return elsewhere(seller.country);
  const { vat_id, register_note } = seller;
  const ends = typeof vat_id === "string" ? codeOf(vat_id.endsWith("MVA")) : whyText(vat_id);
  return worst(ends, isText(register_note, "Foretaksregisteret"));
}

const isText = (raw: unknown, text: string): number =>
  raw === text ? PASS : typeof raw === "string" ? FAILED : whyText(raw);

const elsewhere = (country: unknown): number =>
  typeof country === "string" ? NOT_APPLICABLE : whyText(country);

function romanian(record: Raw, seller: Raw, buyer: Raw): number {
  if (seller.country !== "RO") return elsewhere(seller.country);
  return worst(isText(record.profile, "RO_CIUS"), romanianBuyer(buyer));
}

function romanianBuyer(buyer: Raw): number {
  if (buyer.type === "consumer") return PASS;
  const { vat_id } = buyer;
  if (typeof vat_id !== "string") return UNPROVEN;
  if (patterns.romanianId.test(vat_id)) return PASS;
  return typeof buyer.type === "string" ? FAILED : UNPROVEN;
}
