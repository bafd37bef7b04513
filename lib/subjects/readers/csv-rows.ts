import { addPart, noParts, takeParts } from "./too-large.ts";

/** A chunk of a text file as bytes and as code units, which have one or two bytes each. */
export interface Units {
  readonly bytes: Uint8Array;
  readonly codes: Uint8Array | Uint16Array;
}

/** One row as it stands in the file: its raw bytes without its end, or how large it was. */
export interface RawRow {
  /** Byte offset of its first byte from where the splitter began. */
  readonly offset: number;
  /** Lines before the one on which it begins. */
  readonly line: number;
  readonly raw: Uint8Array | { readonly length: number; readonly digest: string };
  /** A cell begins with a quote. */
  readonly hasQuotes: boolean;
  /** A quote is never closed, or something other than a delimiter stands behind a closing one. */
  readonly badQuotes?: "open" | "stray";
}

/** Cuts units into rows, quoted line breaks included; holds back one row, at most `bytesMax`. */
export interface RowSplitter {
  push(units: Units): readonly RawRow[];
  /** What stands after the last line end, with bytes that are half a unit. */
  end(left: Uint8Array): readonly RawRow[];
}

type Mode = "start" | "plain" | "quoted" | "closed" | "returned";

export function rowSplitter(delimiter: number, unitBytes: 1 | 2, bytesMax: number): RowSplitter {
  const parts = noParts(bytesMax);
  const row = { offset: 0, line: 0, breaks: 0, hasQuotes: false, isStray: false };
  let mode: Mode = "start";

  /** Ends the row whose last part this is; blank rows are none. */
  const finish = (rows: RawRow[], part: Uint8Array, isOpen = false): void => {
    addPart(parts, part);
    const { length } = parts;
    const raw = withoutReturn(takeParts(parts), unitBytes);
    const { offset, line, hasQuotes } = row;
    const badQuotes = isOpen ? "open" : row.isStray ? "stray" : undefined;
    if (raw.length > 0)
      rows.push({ offset, line, raw, hasQuotes, ...(badQuotes && { badQuotes }) });
    row.offset += length + unitBytes;
    row.line += row.breaks + 1;
    row.breaks = 0;
    row.hasQuotes = row.isStray = false;
    mode = "start";
  };

  /** Moves from `at` to the end of the row that has begun, or of the units. */
  const advance = (codes: Units["codes"], from: number): number => {
    let at = from;
    while (at < codes.length) {
      const code = codes[at];
      switch (mode) {
        case "start":
          mode = code === QUOTE ? "quoted" : "plain";
          if (code === QUOTE) row.hasQuotes = true;
          at += code === QUOTE ? 1 : 0;
          break;
        case "plain":
          while (at < codes.length && codes[at] !== LF && codes[at] !== delimiter) at++;
          if (codes[at] !== delimiter) return at;
          mode = "start";
          at++;
          break;
        case "quoted": {
          const quote = indexOrEnd(codes, QUOTE, at);
          row.breaks += breaksIn(codes, at, quote);
          if (quote < codes.length) mode = "closed";
          at = quote + 1;
          break;
        }
        case "closed":
        case "returned":
          if (code === LF) return at;
          mode = afterClosing(code, mode === "closed");
          if (mode === "plain") row.isStray = true;
          else at++;
          break;
      }
    }
    return codes.length;
  };

  const afterClosing = (code: number | undefined, isClosed: boolean): Mode => {
    if (isClosed && code === QUOTE) return "quoted"; // a doubled quote stands for one
    if (isClosed && code === delimiter) return "start";
    return isClosed && code === CR ? "returned" : "plain";
  };

  const partOf = ({ bytes }: Units, start: number, end: number): Uint8Array =>
    bytes.subarray(start * unitBytes, end * unitBytes);

  return {
    push(units) {
      const { codes } = units;
      const rows: RawRow[] = [];
      let quote = -1;
      for (let start = 0; start < codes.length; ) {
        let end = indexOrEnd(codes, LF, start);
        if (quote < start) quote = indexOrEnd(codes, QUOTE, start);
        const isPlain = parts.length === 0 && quote >= end;
        if (!isPlain) end = advance(codes, start);
        if (end < codes.length) finish(rows, partOf(units, start, end));
        else {
          addPart(parts, partOf(units, start, end));
          if (isPlain) mode = codes.at(-1) === delimiter ? "start" : "plain";
        }
        start = end + 1;
      }
      return rows;
    },
    end(left) {
      const rows: RawRow[] = [];
      if (parts.length > 0 || left.length > 0) finish(rows, left, mode === "quoted");
      return rows;
    },
  };
}

function withoutReturn(raw: RawRow["raw"], unitBytes: 1 | 2): RawRow["raw"] {
  if (!(raw instanceof Uint8Array)) return raw;
  const last = raw.length - unitBytes;
  const isReturn =
    unitBytes === 1
      ? raw[last] === CR
      : (raw[last] === CR && raw[last + 1] === 0) || (raw[last] === 0 && raw[last + 1] === CR);
  return last >= 0 && isReturn ? raw.subarray(0, last) : raw;
}

function indexOrEnd(codes: Units["codes"], code: number, from: number): number {
  const at = codes.indexOf(code, from);
  return at < 0 ? codes.length : at;
}

function breaksIn(codes: Units["codes"], from: number, to: number): number {
  let breaks = 0;
  for (let at = codes.indexOf(LF, from); at >= 0 && at < to; at = codes.indexOf(LF, at + 1))
    breaks++;
  return breaks;
}

const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;
