/** Standard base 64 with padding (RFC 4648, section 4). */
export const base64Of = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");

/**
 * The bytes of base 64, of the standard or the URL-safe alphabet, with padding or without; undefined
 * where it is anything else. Each value has one text in each: no stray bits, no other characters.
 */
export function bytesOfBase64(text: string): Uint8Array | undefined {
  const isUrlSafe = /[-_]/.test(text);
  const standard = isUrlSafe ? text.replaceAll("-", "+").replaceAll("_", "/") : text;
  if (isUrlSafe && /[+/]/.test(text)) return undefined;
  const match = /^([A-Za-z0-9+/]*)(={0,2})$/.exec(standard);
  if (match === null) return undefined;
  const [, digits = "", padding = ""] = match;
  if (padding !== "" && standard.length % 4 !== 0) return undefined;
  const bytes = Buffer.from(digits, "base64");
  return bytes.toString("base64").replace(/=+$/, "") === digits ? bytes : undefined;
}
