/** The digits of a text that has no other characters. */
export const digitsOf = (text: string): readonly number[] => Array.from(text, Number);

/** Σ digit · weight, from the left over as many as there are weights. */
export function weighted(text: string, weights: readonly number[]): number {
  return weights.reduce((sum, weight, i) => sum + weight * Number(text[i] ?? 0), 0);
}

/** Σ digit · weight, the weights repeating from the right. */
export function weightedFromRight(text: string, weights: readonly number[]): number {
  const digits = digitsOf(text);
  return digits.reduce((sum, digit, i) => {
    const fromRight = digits.length - 1 - i;
    return sum + digit * (weights[fromRight % weights.length] as number);
  }, 0);
}

/** Whether digits pass Luhn's check: every second from the right doubled, its digits added. */
export function passesLuhn(digits: string): boolean {
  const sum = [...digitsOf(digits)].reverse().reduce((total, digit, i) => {
    const doubled = i % 2 === 1 ? digit * 2 : digit;
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}

/** The remainder by 97 of letters and digits, A as 10 to Z as 35 (ISO 7064 MOD 97-10). */
export function mod97(text: string): number {
  let rest = 0;
  for (const character of text) {
    const value = Number.parseInt(character, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest;
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
export const compact = (text: string): string => text.replaceAll(" ", "").toUpperCase();

/** Characters beyond which no text is an identifier. */
export const identifierLengthMax = 100;
