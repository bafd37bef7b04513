import { startsWithMark } from "./lines.ts";
import { bufferOf, utf8Text } from "./utf8.ts";

/** Encodings of text files. Latin-1 is read as Windows-1252, which holds it, as browsers do. */
export const encodings = [
  "utf-8",
  "utf-16le",
  "utf-16be",
  "latin1",
  "iso-8859-15",
  "windows-1250",
  "windows-1252",
  "windows-1257",
] as const;
export type Encoding = (typeof encodings)[number];

/** The encoding that a byte order mark tells, and the bytes of the mark. */
export function markedEncoding(
  head: Uint8Array,
): { readonly encoding: Encoding; readonly length: number } | undefined {
  if (startsWithMark(head)) return { encoding: "utf-8", length: 3 };
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: "utf-16le", length: 2 };
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: "utf-16be", length: 2 };
  return undefined;
}

/** The encoding without a mark that NUL bytes give away: text has them in UTF-16 alone. */
export function sniffedUtf16(head: Uint8Array): Encoding | undefined {
  if (head.length < 4) return undefined;
  if (head[0] === 0 && head[1] !== 0 && head[2] === 0) return "utf-16be";
  return head[0] !== 0 && head[1] === 0 && head[3] === 0 ? "utf-16le" : undefined;
}

/** Gives the text of raw bytes; undefined where they are not of the encoding. */
export type Decode = (raw: Uint8Array) => string | undefined;

export function decoderOf(encoding: Encoding): Decode {
  if (encoding === "utf-8") return utf8Text;
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  const decode: Decode = (raw) => {
    try {
      return decoder.decode(raw);
    } catch {
      return undefined;
    }
  };
  return encoding.startsWith("utf-16") ? decode : singleByteDecoder(decode);
}

/** Several times as fast as TextDecoder on rows, most of which are ASCII. */
function singleByteDecoder(decode: Decode): Decode {
  const upper = Array.from({ length: 128 }, (_, i) => decode(Uint8Array.of(128 + i)));
  const upperCharacter = (character: string): string =>
    upper[character.charCodeAt(0) - 128] ?? unassigned;
  return (raw) => {
    const text = bufferOf(raw).toString("latin1");
    if (!hasUpper.test(text)) return text;
    const decoded = text.replace(allUpper, upperCharacter);
    return decoded.includes(unassigned) ? undefined : decoded;
  };
}

/** No character of any single-byte encoding. */
const unassigned = "\ufffd";
const hasUpper = /[\x80-\xff]/;
const allUpper = /[\x80-\xff]/g;
