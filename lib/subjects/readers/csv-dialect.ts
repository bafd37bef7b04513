import { decoderOf, type Encoding, markedEncoding, sniffedUtf16 } from "./encoding.ts";
import { bufferOf } from "./utf8.ts";

/** How a file of separated values is written. */
export interface Dialect {
  readonly encoding: Encoding;
  /** One ASCII character. */
  readonly delimiter: string;
  /** Bytes of the byte order mark that stands before the text. */
  readonly markBytes: number;
}

/** Delimiters that are looked for, the likelier first. */
const delimiters = [",", ";", "\t", "|"] as const;

/** What the first row tells of how a file is written. What is given stands, a mark above it. */
export function dialectOf(
  head: Uint8Array,
  given: { readonly encoding?: Encoding; readonly delimiter?: string },
): Dialect {
  const mark = markedEncoding(head);
  const encoding = mark?.encoding ?? given.encoding ?? sniffedUtf16(head) ?? "utf-8";
  const markBytes = mark?.length ?? 0;
  const delimiter = given.delimiter ?? sniffedDelimiter(textOf(head.subarray(markBytes), encoding));
  return { encoding, delimiter, markBytes };
}

/** The length of a head that shows its first row, to a line end outside of quotes, if it does. */
export function firstRowLength(head: Uint8Array): number | undefined {
  let [isQuoted, hasText] = [false, false];
  for (const [at, byte] of head.entries()) {
    if (byte === 0x22) isQuoted = !isQuoted;
    if (byte === 0x0a && !isQuoted && hasText && at >= utf16ShowsFrom) return at + 1;
    if (byte > 0x20) hasText = true;
  }
  return undefined;
}

/** Fewer bytes do not show whether a text is UTF-16. */
const utf16ShowsFrom = 4;

/** The delimiter that stands most often in the first row, outside of quotes. */
function sniffedDelimiter(text: string): string {
  const row = firstRow(text);
  const counts = delimiters.map((delimiter) => row.split(delimiter).length);
  return delimiters[counts.indexOf(Math.max(...counts))] as string;
}

/** The first row that is not blank, without what is quoted. */
function firstRow(text: string): string {
  const bare = text.replace(/^[\r\n]+/, "").replace(/"[^"]*("|$)/g, "");
  const end = bare.indexOf("\n");
  return end < 0 ? bare : bare.slice(0, end);
}

function textOf(head: Uint8Array, encoding: Encoding): string {
  if (!encoding.startsWith("utf-16")) return bufferOf(head).toString("latin1");
  return decoderOf(encoding)(head.subarray(0, head.length - (head.length % 2))) ?? "";
}
