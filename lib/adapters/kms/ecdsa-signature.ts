const coordinateBytes = 32;
const [sequence, integer] = [0x30, 0x02];

/**
 * An ECDSA signature over P-256 as IEEE P1363 has it, r then s of 32 bytes each, from the DER that KMS
 * gives (RFC 3279: a sequence of two integers). Undefined where it is none. Total.
 */
export function p1363Of(der: Uint8Array): Uint8Array | undefined {
  if (der[0] !== sequence || der[1] !== der.length - 2) return undefined;
  const r = integerAt(der, 2);
  const s = r && integerAt(der, r.end);
  if (r === undefined || s === undefined || s.end !== der.length) return undefined;
  const bytes = new Uint8Array(2 * coordinateBytes);
  bytes.set(r.digits, coordinateBytes - r.digits.length);
  bytes.set(s.digits, 2 * coordinateBytes - s.digits.length);
  return bytes;
}

/** A positive integer of at most 32 bytes; one whose first bit is set has a zero before it. */
function integerAt(
  der: Uint8Array,
  at: number,
): { readonly digits: Uint8Array; readonly end: number } | undefined {
  const length = der[at + 1] ?? 0;
  const end = at + 2 + length;
  if (der[at] !== integer || length === 0 || end > der.length) return undefined;
  const bytes = der.subarray(at + 2, end);
  const digits = bytes[0] === 0 ? bytes.subarray(1) : bytes;
  const isNegative = ((bytes[0] as number) & 0x80) !== 0;
  return isNegative || digits.length > coordinateBytes ? undefined : { digits, end };
}
