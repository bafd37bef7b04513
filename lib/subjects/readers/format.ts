import { syntaxProblem } from "./json-syntax.ts";
import { startsWithMark } from "./lines.ts";

/** How files are written that a mapping reads. */
export const formats = ["json", "ndjson", "csv"] as const;
export type Format = (typeof formats)[number];

/** How files are written; XML is read as e-invoices, archives hold files. */
export type FileFormat = Format | "xml" | "zip";

const byExtension: Readonly<Record<string, FileFormat>> = {
  ndjson: "ndjson",
  jsonl: "ndjson",
  csv: "csv",
  tsv: "csv",
  xml: "xml",
  zip: "zip",
};

/** The format that a name tells for certain; `.json` is not certain, NDJSON is often called so. */
export function formatByName(name: string): FileFormat | undefined {
  const extension = extensionOf(name);
  return Object.hasOwn(byExtension, extension) ? byExtension[extension] : undefined;
}

/** The delimiter that a name tells. */
export const delimiterByName = (name: string): string | undefined =>
  extensionOf(name) === "tsv" ? "\t" : undefined;

const extensionOf = (name: string): string => /\.([a-z]+)$/i.exec(name)?.[1]?.toLowerCase() ?? "";

/** Whether a head shows what `formatByContent` looks at: what stands behind the first line. */
export const showsFormat = (head: Uint8Array): boolean =>
  head.length >= markBytes && (!startsObject(head) || secondLine(head) !== undefined);

/** Fewer bytes may be the beginning of a byte order mark. */
const markBytes = 3;

/**
 * The format that the first bytes tell: a list is JSON, an object is NDJSON where it ends on its
 * line and another begins on the next, and JSON otherwise; XML begins with <, in whichever encoding.
 * Undefined where it is none of these.
 */
export function formatByContent(head: Uint8Array): "json" | "ndjson" | "xml" | "zip" | undefined {
  const first = head[textStart(head)];
  if (first === 0x5b) return "json";
  if (first === 0x3c || startsWideXml(head)) return "xml";
  if (head[0] === 0x50 && head[1] === 0x4b && head[2] === 3 && head[3] === 4) return "zip";
  if (first !== 0x7b) return undefined;
  const next = secondLine(head);
  if (next === undefined || head[next] !== 0x7b) return "json";
  const line = head.subarray(textStart(head), head.indexOf(LF, textStart(head)));
  return syntaxProblem(line) === undefined ? "ndjson" : "json";
}

/** UTF-16, with its byte order mark or without. */
const startsWideXml = (head: Uint8Array): boolean =>
  wideStarts.some((start) => start.every((byte, i) => head[i] === byte));

const wideStarts = [
  [0xff, 0xfe, 0x3c, 0],
  [0xfe, 0xff, 0, 0x3c],
  [0x3c, 0],
  [0, 0x3c],
];

const startsObject = (head: Uint8Array): boolean => {
  const start = textStart(head);
  return start === head.length || head[start] === 0x7b;
};

/** Where the text on the lines behind the first one begins. */
function secondLine(head: Uint8Array): number | undefined {
  const end = head.indexOf(LF, textStart(head));
  const next = end < 0 ? head.length : skipBlank(head, end);
  return next < head.length ? next : undefined;
}

const textStart = (head: Uint8Array): number =>
  skipBlank(head, startsWithMark(head) ? markBytes : 0);

function skipBlank(head: Uint8Array, from: number): number {
  let at = from;
  while (at < head.length && (head[at] as number) <= 0x20) at++;
  return at;
}

const LF = 0x0a;
