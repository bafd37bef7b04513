/** The digit at a place of a text; NaN where there is another character. */
function digitAt(text: string, at: number): number {
  const digit = text.charCodeAt(at) - 48;
  return digit >= 0 && digit <= 9 ? digit : Number.NaN;
}

/** Σ digit · weight, from the left over as many as there are weights. */
export function weighted(text: string, weights: readonly number[]): number {
  const length = Math.min(text.length, weights.length);
  let sum = 0;
  for (let i = 0; i < length; i++) sum += digitAt(text, i) * (weights[i] as number);
  return sum;
}

/** Σ digit · weight over the first `length` digits, the weights repeating from their right. */
export function weightedFromRight(
  text: string,
  weights: readonly number[],
  length: number = text.length,
): number {
  let sum = 0;
  let next = 0;
  for (let i = length - 1; i >= 0; i--) {
    sum += digitAt(text, i) * (weights[next] as number);
    next = next + 1 === weights.length ? 0 : next + 1;
  }
  return sum;
}

/** Whether digits pass Luhn's check: every second from the right doubled, its digits added. */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  let isDoubled = false;
  for (let i = digits.length - 1; i >= 0; i--) {
    const digit = digitAt(digits, i);
    sum += isDoubled ? (digit > 4 ? digit * 2 - 9 : digit * 2) : digit;
    isDoubled = !isDoubled;
  }
  return sum % 10 === 0;
}

/**
 * The remainder by 97 of digits and capital letters, A as 10 to Z as 35 (ISO 7064 MOD 97-10), the
 * first four last, as IBAN and creditor reference have it.
 */
export function mod97(text: string): number {
  let rest = 0;
  for (let i = 4; i < text.length; i++) rest = next97(rest, text.charCodeAt(i));
  for (let i = 0; i < 4; i++) rest = next97(rest, text.charCodeAt(i));
  return rest % 97;
}

/** The remainder is taken only now and then: in between it stays far within 32 bits. */
function next97(rest: number, char: number): number {
  const short = rest > 9_999_999 ? rest % 97 : rest;
  return char <= 57 ? short * 10 + char - 48 : short * 100 + char - 55;
}

/** Estonia's check digit: weights count up from 1, in a second round from 3, after 9 comes 1. */
export function estonianCheck(body: string): number {
  const round = (first: number): number =>
    weighted(
      body,
      Array.from(body, (_, i) => ((first - 1 + i) % 9) + 1),
    ) % 11;
  const one = round(1);
  if (one < 10) return one;
  const two = round(3);
  return two < 10 ? two : 0;
}

/** The text without spaces, in upper case: as it is printed in groups, or keyed. */
export const compact = (text: string): string =>
  isCompact(text) ? text : text.replaceAll(" ", "").toUpperCase();

function isCompact(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const char = text.charCodeAt(i);
    if (char === 32 || char > 90) return false;
  }
  return true;
}

/** Characters beyond which no text is an identifier. */
export const identifierLengthMax = 100;
