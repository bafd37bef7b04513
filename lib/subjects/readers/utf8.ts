/** The text of UTF-8 bytes; undefined where they are not UTF-8. Fast for what is. */
export function utf8Text(raw: Uint8Array): string | undefined {
  const text = bufferOf(raw).toString("utf8");
  // The replacement character is seldom meant: only then the bytes are looked at again.
  return text.includes("\ufffd") ? strictly(raw) : text;
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function strictly(raw: Uint8Array): string | undefined {
  try {
    return decoder.decode(raw);
  } catch {
    return undefined;
  }
}

/** The same bytes as a Buffer; no copy. */
export const bufferOf = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** The characters that stand before a byte offset, for telling columns to people. */
export const charactersBefore = (raw: Uint8Array, offset: number): number =>
  [...bufferOf(raw.subarray(0, offset)).toString("utf8")].length;
