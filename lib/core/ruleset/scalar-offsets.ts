import type { CST } from "yaml";

/**
 * For each character of a scalar's value the offset in the file at which it is written, and one
 * more for its end. Exact for every style; undefined should our decoding ever differ from the
 * reader's, so that no problem is shown at a wrong place.
 */
export function scalarOffsets(token: CST.Token, value: string): readonly number[] | undefined {
  const written = decode(token);
  if (written === undefined) return undefined;
  return written.units.join("") === value ? [...written.offsets, written.end] : undefined;
}

/** The UTF-16 units of a value and where each was written. */
interface Written {
  readonly units: string[];
  readonly offsets: number[];
  readonly end: number;
}

function decode(token: CST.Token): Written | undefined {
  switch (token.type) {
    case "scalar":
      return flow(token.source, token.offset, plainCharacter);
    case "single-quoted-scalar":
      return flow(token.source.slice(1, -1), token.offset + 1, quotedCharacter);
    case "double-quoted-scalar":
      return flow(token.source.slice(1, -1), token.offset + 1, escapedCharacter);
    case "block-scalar":
      return block(token);
    default:
      return undefined;
  }
}

/** Reads one character at an index: what it stands for, and how long it is written. */
type ReadCharacter = (
  source: string,
  index: number,
) => readonly [character: string, length: number];

const plainCharacter: ReadCharacter = (source, index) => [source[index] as string, 1];

const quotedCharacter: ReadCharacter = (source, index) =>
  source[index] === "'" ? ["'", 2] : [source[index] as string, 1];

const escapes: Readonly<Record<string, string>> = {
  "0": "\0",
  a: "\x07",
  b: "\b",
  t: "\t",
  n: "\n",
  v: "\v",
  f: "\f",
  r: "\r",
  e: "\x1b",
  N: "\x85",
  _: "\xa0",
  L: "\u2028",
  P: "\u2029",
};
const escapeLengths: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

const escapedCharacter: ReadCharacter = (source, index) => {
  if (source[index] !== "\\") return [source[index] as string, 1];
  const letter = source[index + 1] ?? "";
  const digits = escapeLengths[letter];
  if (digits === undefined) return [escapes[letter] ?? letter, 2];
  const code = Number.parseInt(source.slice(index + 2, index + 2 + digits), 16);
  return [code <= 0x10ffff ? String.fromCodePoint(code) : "", 2 + digits];
};

/** Line breaks in flow scalars: white space around them goes, one is a space, n are n - 1. */
function flow(source: string, start: number, read: ReadCharacter): Written {
  const written: Written = { units: [], offsets: [], end: start + source.length };
  const fold = /(\\?)[ \t]*(?:\r?\n[ \t]*)+/y;
  for (let index = 0; index < source.length; ) {
    fold.lastIndex = index;
    const folded = foldAt(source, index, fold, read === escapedCharacter);
    if (folded !== undefined) {
      for (const character of folded.text) put(written, character, start + index);
      index += folded.length;
      continue;
    }
    const [character, length] = read(source, index);
    put(written, character, start + index);
    index += length;
  }
  return written;
}

function foldAt(source: string, index: number, fold: RegExp, escaping: boolean) {
  const match = fold.exec(source);
  if (match === null || (match[1] === "\\" && !escaping)) return undefined;
  if (match[1] === "\\" && !/^\\\r?\n/.test(source.slice(index, index + 3))) return undefined;
  const breaks = match[0].split("\n").length - 1;
  const joined = match[1] === "\\" ? "" : " ";
  return { text: breaks > 1 ? "\n".repeat(breaks - 1) : joined, length: match[0].length };
}

function put(written: Written, character: string, offset: number): void {
  for (const unit of character.split("")) {
    written.units.push(unit);
    written.offsets.push(offset);
  }
}

interface Line {
  readonly text: string;
  readonly offset: number;
}

function block(token: CST.BlockScalar): Written {
  const header = token.props.find((prop) => prop.type === "block-scalar-header");
  const style = header && "source" in header ? header.source : "|";
  const first = token.props.at(-1);
  const start = first && "source" in first ? first.offset + first.source.length : token.offset;
  const lines = blockLines(token.source, start, Number(/\d/.exec(style)?.[0] ?? 0), token.indent);
  const content = lines.slice(0, lines.findLastIndex((line) => line.text !== "") + 1);
  const written: Written = { units: [], offsets: [], end: start + token.source.length };
  if (style.startsWith(">")) putFolded(written, content);
  else putLiteral(written, content);
  const trailing = lines.length - content.length;
  const kept = style.includes("-") ? 0 : style.includes("+") ? trailing : Math.min(trailing, 1);
  for (let n = 0; n < kept; n++) put(written, "\n", written.end);
  return written;
}

function blockLines(source: string, start: number, explicit: number, parent: number): Line[] {
  const raw: Line[] = [];
  for (let at = 0; at <= source.length; ) {
    const end = source.indexOf("\n", at);
    const stop = end < 0 ? source.length : end;
    raw.push({ text: source.slice(at, stop).replace(/\r$/, ""), offset: start + at });
    at = stop + 1;
  }
  const found = raw.find((line) => /[^ ]/.test(line.text))?.text.search(/[^ ]/) ?? 0;
  const indent = explicit > 0 ? Math.max(parent, 0) + explicit : found;
  return raw.map(({ text, offset }) => ({ text: text.slice(indent), offset: offset + indent }));
}

function putLiteral(written: Written, lines: readonly Line[]): void {
  for (const [index, line] of lines.entries()) {
    if (index > 0) put(written, "\n", line.offset);
    putLine(written, line);
  }
}

/** Breaks fold into a space, except beside empty lines and lines that are indented further. */
function putFolded(written: Written, lines: readonly Line[]): void {
  let empty = 0;
  let before: Line | undefined;
  for (const line of lines) {
    if (line.text === "") {
      empty++;
      continue;
    }
    const keep = isIndented(line) || (before !== undefined && isIndented(before));
    const breaks = before === undefined ? empty : keep ? empty + 1 : empty;
    if (before !== undefined && breaks === 0) put(written, " ", line.offset);
    for (let n = 0; n < breaks; n++) put(written, "\n", line.offset);
    putLine(written, line);
    [before, empty] = [line, 0];
  }
}

const isIndented = (line: Line): boolean => line.text.startsWith(" ") || line.text.startsWith("\t");

function putLine(written: Written, line: Line): void {
  for (let n = 0; n < line.text.length; n++) put(written, line.text[n] as string, line.offset + n);
}
