import type { JsonObject } from "../../core/expression/value.ts";
import { type Parsed, parseRecord } from "./json-record.ts";
import { OPEN_OBJECT } from "./json-syntax.ts";
import {
  type Fields,
  type Found,
  type Outline,
  type RecordList,
  type Spot,
  walk,
} from "./json-walk.ts";
import { lineAt, windowOn } from "./json-window.ts";
import { recordBytesMax } from "./reader.ts";
import type { Refusal } from "./reading.ts";

export type { RecordList } from "./json-walk.ts";

/** What tells the objects that hold a submission's records and headers from single records. */
export interface Layout {
  readonly lists: readonly RecordList[];
  /** An object with one of these fields is a header, even where it holds no list of records. */
  readonly headerFields?: readonly string[];
}

/** A record's place in the bytes of its document. */
export interface Element {
  readonly start: number;
  readonly end: number;
  readonly line: number;
  /** JSON Pointer (RFC 6901). */
  readonly pointer: string;
  readonly of?: string;
}

/** Why a document cannot be read, and where. */
export interface Refused extends Spot {
  readonly refusal: Refusal;
}

/** Tells a place in a document to a person: `line 3, column 17`. */
export type TellSpot = (spot: Spot) => string;

/** A document that can be read: a header, where it is an envelope, and what it is. */
export interface Legible {
  readonly kind: "list" | "envelope" | "record";
  readonly header?: JsonObject;
  readonly refusal?: undefined;
}

/** Where the records of a document stand, or why it cannot be read. */
export type Document = (Legible & { readonly elements: readonly Element[] }) | Refused;

/** Walks through a document in memory once, without making values of its records. Total. */
export function readDocument(
  bytes: Uint8Array,
  layout: Layout,
  tell: TellSpot,
  fieldsBytesMax = recordBytesMax,
): Document {
  const window = windowOn(bytes, true);
  const steps = walk(window, layout.lists, fieldsBytesMax);
  const elements: Element[] = [];
  let step = steps.next();
  for (; !step.done; step = steps.next()) {
    const { start, pointer, of } = step.value as Found;
    const place = { start, end: window.at, line: lineAt(window, start), pointer };
    elements.push(of === undefined ? place : { ...place, of });
  }
  const outline = step.value;
  const read = legible(outline, layout, tell);
  if (read.refusal !== undefined) return read;
  if (read.kind !== "record") return { ...read, elements };
  const { start, end } = outline as Extract<Outline, { start: number }>;
  const line = lineAt(windowOn(bytes, true), start);
  return { ...read, elements: [{ start, end, line, pointer: "" }] };
}

/** What a walk that has reached the end of a document says of it. */
export function legible(outline: Outline, layout: Layout, tell: TellSpot): Legible | Refused {
  switch (outline.kind) {
    case "broken":
      return notJson(outline, tell);
    case "refused":
      return notRead(outline, tell);
    case "list":
      return { kind: "list" };
    case "scalar":
      return { kind: "record" };
    default:
      return isEnvelope(outline.fields, layout) ? envelope(outline.fields) : { kind: "record" };
  }
}

const isEnvelope = (fields: Fields, { headerFields = [] }: Layout): boolean =>
  fields.holdsRecords || fields.names.some((name) => headerFields.includes(name));

function notJson(
  { at, line, message, isBehind }: Extract<Outline, { kind: "broken" }>,
  tell: TellSpot,
): Refused {
  const isLines = isBehind && message.startsWith(`found '${String.fromCharCode(OPEN_OBJECT)}'`);
  const hint = isLines ? "; objects one after the other are NDJSON, another format" : "";
  return {
    refusal: { code: "not_json", reason: `${tell({ at, line })}: ${message}${hint}` },
    at,
    line,
  };
}

function notRead(
  { at, line, twice }: Extract<Outline, { kind: "refused" }>,
  tell: TellSpot,
): Refused {
  if (twice === undefined) {
    const reason = `${tell({ at, line })}: the fields beside the records have too many bytes to be a header`;
    return { refusal: { code: "too_large", reason }, at, line };
  }
  const reason = `${tell({ at, line })}: the list "${twice}" stands twice: make it one`;
  return { refusal: { code: "duplicate_key", reason }, at, line };
}

function envelope(fields: Fields): Legible | Refused {
  const outer = parseHeader(fields);
  if (outer.refusal !== undefined) return refusedAt(fields, outer.refusal);
  if (fields.inner === undefined) return { kind: "envelope", header: outer.value };
  const inner = parseHeader(fields.inner.fields);
  if (inner.refusal !== undefined) return refusedAt(fields.inner.fields, inner.refusal);
  return { kind: "envelope", header: { ...outer.value, [fields.inner.field]: inner.value } };
}

function parseHeader({ written }: Fields): Parsed {
  const parts = written.flatMap((member) => [COMMA, member]).slice(1);
  return parseRecord(Buffer.concat([OPEN, ...parts, CLOSE]), () => "in the header");
}

const refusedAt = ({ first }: Fields, refusal: Refusal): Refused => ({
  refusal,
  at: first?.at ?? 0,
  line: first?.line ?? 1,
});

const OPEN = Buffer.from("{");
const COMMA = Buffer.from(",");
const CLOSE = Buffer.from("}");
