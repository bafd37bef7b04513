import type { Units } from "./csv-rows.ts";
import type { Encoding } from "./encoding.ts";

/** Turns chunks of bytes into code units, whatever way they are cut. */
export interface UnitReader {
  readonly unitBytes: 1 | 2;
  push(chunk: Uint8Array): Units;
  /** Bytes left over: half a unit at the end of the input. */
  left(): Uint8Array;
}

export function unitReader(encoding: Encoding): UnitReader {
  if (!encoding.startsWith("utf-16"))
    return { unitBytes: 1, push: (bytes) => ({ bytes, codes: bytes }), left: () => nothing };
  let left: Uint8Array = nothing;
  return {
    unitBytes: 2,
    push(chunk) {
      const all = left.length === 0 ? chunk : Buffer.concat([left, chunk]);
      const bytes = all.subarray(0, all.length - (all.length % 2));
      left = all.subarray(bytes.length);
      return { bytes, codes: codesOf(bytes, encoding === "utf-16be") };
    },
    left: () => left,
  };
}

const nothing = new Uint8Array();

function codesOf(bytes: Uint8Array, isBigEndian: boolean): Uint16Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const codes = new Uint16Array(bytes.length / 2);
  for (let i = 0; i < codes.length; i++) codes[i] = view.getUint16(2 * i, !isBigEndian);
  return codes;
}
