import { type Encoding, markedEncoding, sniffedUtf16 } from "../readers/encoding.ts";
import { startsWithMark } from "../readers/lines.ts";
import type { Bytes } from "../readers/reader.ts";
import type { Refusal } from "../readers/reading.ts";
import { utf8Text } from "../readers/utf8.ts";

/** The text of an XML document in pieces, or why its bytes are no text. */
export type TextPiece =
  | { readonly text: string; readonly bytes: Uint8Array }
  | { readonly refusal: Refusal; readonly bytes: Uint8Array };

/** How many bytes tell the encoding: a declaration is short, and stands first. */
const headBytes = 256;

/**
 * Decodes XML by its byte order mark or its declaration; UTF-8 where it has neither. Bytes that are not
 * of their encoding, an encoding that is not read, and a mark and a declaration that differ are refused.
 */
export async function* xmlText(bytes: Bytes): AsyncGenerator<TextPiece, void, void> {
  let head: Uint8Array = new Uint8Array(0);
  let decode: Decode | undefined;
  for await (const chunk of bytes) {
    if (decode) {
      yield* decoded(decode, chunk);
      continue;
    }
    head = head.length === 0 ? chunk : Buffer.concat([head, chunk]);
    if (head.length < headBytes) continue;
    decode = decoderFor(head);
    yield* decoded(decode, head);
  }
  const rest = decode ? new Uint8Array(0) : head;
  decode ??= decoderFor(head);
  yield { ...decode(rest, true), bytes: rest };
}

/** Parsed while they are still in the processor's cache. */
const pieceBytes = 64 * 1024;

function* decoded(decode: Decode, chunk: Uint8Array): Generator<TextPiece, void, void> {
  for (let at = 0; at < chunk.length; at += pieceBytes) {
    const bytes = chunk.subarray(at, at + pieceBytes);
    yield { ...decode(bytes, false), bytes };
  }
}

type Decode = (
  bytes: Uint8Array,
  isLast: boolean,
) => { readonly text: string } | { readonly refusal: Refusal };

function decoderFor(head: Uint8Array): Decode {
  const found = encodingOf(head);
  if (typeof found !== "string") return () => ({ refusal: found });
  if (found === "utf-8") return utf8Decoder();
  // Latin-1 is read as Windows-1252, which holds it, as browsers do.
  const decoder = new TextDecoder(found === "latin1" ? "windows-1252" : found, { fatal: true });
  return (bytes, isLast) => {
    try {
      return { text: decoder.decode(bytes, { stream: !isLast }) };
    } catch {
      return notOf(found);
    }
  };
}

const notOf = (encoding: Encoding) => ({
  refusal: refused(
    `its bytes are not ${encoding}: say in its declaration how it is written, or write it in UTF-8`,
  ),
});

/**
 * Decodes UTF-8 so that a text of Latin letters has a byte a character: what TextDecoder gives of a stream
 * has two, and parsing it takes twice as long.
 */
function utf8Decoder(): Decode {
  let rest: Uint8Array = new Uint8Array(0);
  let isBegun = false;
  return (bytes, isLast) => {
    const all = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    const end = isLast ? all.length : all.length - cutOff(all);
    rest = all.subarray(end);
    const start = !isBegun && startsWithMark(all) ? 3 : 0;
    isBegun = true;
    const text = utf8Text(all.subarray(start, end));
    return text === undefined ? notOf("utf-8") : { text };
  };
}

/** The bytes at the end that are the beginning of a character. */
function cutOff(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] as number;
    if ((byte & 0xc0) === 0x80) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return length > back ? back : 0;
  }
  return 0;
}

/** Labels that declarations use, in lower case, and how each is decoded. */
const declarable: Readonly<Record<string, Encoding>> = {
  "utf-8": "utf-8",
  utf8: "utf-8",
  "us-ascii": "utf-8",
  ascii: "utf-8",
  "iso-8859-1": "latin1",
  latin1: "latin1",
  "iso-8859-15": "iso-8859-15",
  "windows-1250": "windows-1250",
  "windows-1252": "windows-1252",
  "windows-1257": "windows-1257",
};

function encodingOf(head: Uint8Array): Encoding | Refusal {
  const marked = markedEncoding(head)?.encoding;
  const wide = marked ?? sniffedUtf16(head);
  const declared = declaredIn(head, wide ?? "utf-8");
  if (wide?.startsWith("utf-16"))
    return declared === undefined || declared.startsWith("utf-16") ? wide : differ(wide, declared);
  if (declared === undefined) return "utf-8";
  const encoding = Object.hasOwn(declarable, declared) ? declarable[declared] : undefined;
  if (encoding === undefined)
    return refused(`it says it is written in ${declared}, which is not read: write it in UTF-8`);
  return marked === undefined || encoding === marked ? encoding : differ(marked, declared);
}

const differ = (marked: string, declared: string): Refusal =>
  refused(`its byte order mark says ${marked}, its declaration ${declared}: write it in UTF-8`);

const refused = (reason: string): Refusal => ({ code: "bad_encoding", reason });

/** The encoding that the XML declaration names, in lower case. */
function declaredIn(head: Uint8Array, encoding: Encoding): string | undefined {
  const start = new TextDecoder(encoding).decode(head.subarray(0, 2 * headBytes));
  return declaration.exec(start)?.[1]?.toLowerCase();
}

const declaration = /^<\?xml\s[^>]*?encoding\s*=\s*["']([A-Za-z][\w.-]*)["']/;
