/**
 * A text as a literal of generated code. Line separators and `<` are escaped as well, so that the
 * code may stand anywhere, in a page too.
 */
export function textLiteral(text: string): string {
  return JSON.stringify(text).replace(/[\u2028\u2029<]/g, escaped);
}

const escaped = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** A number as a literal of generated code; what is no finite number becomes NaN: unproven. */
export function numberLiteral(value: number): string {
  if (!Number.isFinite(value)) return "NaN";
  return value < 0 || Object.is(value, -0) ? `(${value})` : String(value);
}

/** Every object has a property of this name, so only an own one may count. */
export const isInherited = (field: string): boolean => field in Object.prototype;
