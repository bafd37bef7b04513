import { checkDigit731, checkDigitLuhn, mod97 } from "../workload/identifiers.ts";

const bban: Readonly<Record<string, RegExp>> = {
  EE: /^EE\d{18}$/,
  NO: /^NO\d{13}$/,
  RO: /^RO\d{2}[A-Z]{4}[A-Z0-9]{16}$/,
};

/** Whether the check digits of an IBAN are right, and its form where the country is the bench's. */
export function isIban(text: string): boolean {
  const iban = text.replaceAll(" ", "").toUpperCase();
  const form = bban[iban.slice(0, 2)] ?? /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/;
  return form.test(iban) && mod97(iban.slice(4) + iban.slice(0, 4)) === 1;
}

/** Whether a payment reference has its scheme's form and check digit. */
export function isPaymentReference(text: string, scheme: string): boolean {
  const body = text.slice(0, -1);
  const check = Number(text.slice(-1));
  switch (scheme) {
    case "EE_731":
      return /^\d{2,20}$/.test(text) && checkDigit731(body) === check;
    case "NO_KID10":
      return /^\d{2,25}$/.test(text) && checkDigitLuhn(body) === check;
    case "RF":
      return /^RF\d{2}[A-Z0-9]{1,21}$/.test(text) && mod97(text.slice(4) + text.slice(0, 4)) === 1;
    default:
      return false;
  }
}
