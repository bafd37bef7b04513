/**
 * Text that may have come from data, made safe to show: whatever could move a terminal's cursor,
 * colour it, or turn the order of letters round stands as its code instead.
 */
export function plainText(text: string, { lines = false } = {}): string {
  const unsafe = lines ? unsafeButLines : unsafeAll;
  return text.replaceAll(unsafe, (character) => {
    const code = character.codePointAt(0) as number;
    return code < 0x100 ? `\\x${hex(code, 2)}` : `\\u${hex(code, 4)}`;
  });
}

const hex = (code: number, digits: number): string => code.toString(16).padStart(digits, "0");

const controls = "\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f";
const directions = "\\u061c\\u200e\\u200f\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069";
const unsafeAll = new RegExp(`[\\t\\n${controls}${directions}]`, "g");
const unsafeButLines = new RegExp(`[${controls}${directions}]`, "g");
