import type { Origin } from "./reader.ts";
import { addPart, noParts, takeParts } from "./too-large.ts";
import { bufferOf } from "./utf8.ts";

/** One line that is not blank: its raw bytes without its end, or how large it was. */
export interface Line {
  /** Byte offset of its first byte in the file. */
  readonly offset: number;
  /** From 1. */
  readonly line: number;
  readonly raw: Uint8Array | { readonly length: number; readonly digest: string };
}

/** Cuts chunks into lines at LF or CRLF; holds back one line, and no more than `bytesMax`. */
export interface LineSplitter {
  push(chunk: Uint8Array): readonly Line[];
  /** What stands after the last line end. */
  end(): readonly Line[];
}

export function lineSplitter(origin: Origin, bytesMax: number): LineSplitter {
  const parts = noParts(bytesMax);
  let offset = origin.startOffset ?? 0;
  let line = origin.startLine ?? 1;

  const finish = (lines: Line[]): void => {
    const { length } = parts;
    const raw = takeParts(parts);
    const made = lineOf(offset, line, raw);
    if (made !== undefined) lines.push(made);
    offset += length + 1;
    line++;
  };

  return {
    push(chunk) {
      const bytes = bufferOf(chunk);
      const lines: Line[] = [];
      let start = 0;
      for (let end = bytes.indexOf(LF); end >= 0; end = bytes.indexOf(LF, start)) {
        addPart(parts, bytes.subarray(start, end));
        finish(lines);
        start = end + 1;
      }
      if (start < bytes.length) addPart(parts, bytes.subarray(start));
      return lines;
    },
    end() {
      const lines: Line[] = [];
      if (parts.length > 0) finish(lines);
      return lines;
    },
  };
}

function lineOf(offset: number, line: number, raw: Line["raw"]): Line | undefined {
  if (!(raw instanceof Uint8Array)) return { offset, line, raw };
  const start = offset === 0 && startsWithMark(raw) ? 3 : 0;
  const end = raw.at(-1) === CR ? raw.length - 1 : raw.length;
  const bytes = start === 0 && end === raw.length ? raw : raw.subarray(start, end);
  return isBlank(bytes) ? undefined : { offset: offset + start, line, raw: bytes };
}

/** Whether bytes begin with UTF-8's byte order mark. */
export const startsWithMark = (bytes: Uint8Array): boolean =>
  bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;

function isBlank(bytes: Uint8Array): boolean {
  for (const byte of bytes) if (byte !== 0x20 && byte !== 0x09 && byte !== CR) return false;
  return true;
}

const LF = 0x0a;
const CR = 0x0d;
