import type { JsonObject } from "../../core/expression/value.ts";
import { parseRecord, type TellPlace } from "./json-record.ts";
import {
  type Cursor,
  expectEnd,
  nextMember,
  OPEN_LIST,
  OPEN_OBJECT,
  skipName,
  skipSpace,
  skipValue,
} from "./json-syntax.ts";
import { startsWithMark } from "./lines.ts";
import type { Refusal } from "./reading.ts";
import { utf8Text } from "./utf8.ts";

/** A field of an envelope that holds records, and their type where the kind has several. */
export interface RecordList {
  readonly field: string;
  readonly of?: string;
  /** An object in this field is one record. */
  readonly mayBeOne?: boolean;
}

/** A record's place in the bytes of its document. */
export interface Element {
  readonly start: number;
  readonly end: number;
  /** JSON Pointer (RFC 6901). */
  readonly pointer: string;
  readonly of?: string;
}

/** Where the records of a document stand, or why it cannot be read and at which byte. */
export type Document =
  | {
      readonly elements: readonly Element[];
      readonly header?: JsonObject;
      readonly refusal?: undefined;
    }
  | { readonly refusal: Refusal; readonly at: number };

/** A field of the outermost object: its name, and where it and its value stand. */
interface Member {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** The elements, where it is a list of records. */
  readonly elements?: readonly Element[];
}

/** Walks through a document once, without making values of its records. Total. */
export function readDocument(
  bytes: Uint8Array,
  lists: readonly RecordList[],
  tell: TellPlace,
): Document {
  const cursor: Cursor = { bytes, at: startsWithMark(bytes) ? 3 : 0, end: bytes.length };
  skipSpace(cursor);
  const start = cursor.at;
  const read = outermost(cursor, lists);
  const end = cursor.at;
  if (read === undefined || !expectEnd(cursor)) return notJson(cursor, read !== undefined, tell);
  if (read.elements !== undefined) return { elements: read.elements };
  if (read.members?.some(({ elements }) => elements !== undefined))
    return envelopeOf(read.members, lists, bytes, tell);
  return { elements: [{ start, end, pointer: "" }] };
}

interface Outermost {
  readonly elements?: readonly Element[];
  readonly members?: readonly Member[];
}

function outermost(cursor: Cursor, lists: readonly RecordList[]): Outermost | undefined {
  const bracket = cursor.bytes[cursor.at];
  if (bracket === OPEN_LIST) {
    const elements = elementsOf(cursor, "");
    return elements && { elements };
  }
  if (bracket === OPEN_OBJECT) {
    const members = membersOf(cursor, lists);
    return members && { members };
  }
  return skipValue(cursor) ? {} : undefined;
}

function notJson(cursor: Cursor, isBehind: boolean, tell: TellPlace): Document {
  const { at, message } = cursor.problem as NonNullable<Cursor["problem"]>;
  const isLines = isBehind && cursor.bytes[at] === OPEN_OBJECT;
  const hint = isLines ? "; objects one after the other are NDJSON, another format" : "";
  return { refusal: { code: "not_json", reason: `${tell(at)}: ${message}${hint}` }, at };
}

/** The elements of the list at the cursor; undefined when there is a problem. */
function elementsOf(cursor: Cursor, pointer: string, of?: string): Element[] | undefined {
  const elements: Element[] = [];
  cursor.at++;
  while (nextMember(cursor, OPEN_LIST, elements.length === 0)) {
    skipSpace(cursor);
    const start = cursor.at;
    if (!skipValue(cursor)) return undefined;
    const place = { start, end: cursor.at, pointer: `${pointer}/${elements.length}` };
    elements.push(of === undefined ? place : { ...place, of });
  }
  return cursor.problem === undefined ? elements : undefined;
}

/** The members of the object at the cursor; undefined when there is a problem. */
function membersOf(cursor: Cursor, lists: readonly RecordList[]): Member[] | undefined {
  const members: Member[] = [];
  cursor.at++;
  while (nextMember(cursor, OPEN_OBJECT, members.length === 0)) {
    skipSpace(cursor);
    const start = cursor.at;
    if (!skipName(cursor)) return undefined;
    const name = nameIn(cursor.bytes.subarray(start, cursor.at));
    skipSpace(cursor);
    const list = lists.find(({ field }) => field === name);
    const elements = recordsOf(cursor, list, `/${escaped(name)}`);
    if (cursor.problem !== undefined) return undefined;
    members.push({ name, start, end: cursor.at, ...(elements && { elements }) });
  }
  return cursor.problem === undefined ? members : undefined;
}

/** Moves behind the value of a member; gives the records in it, where its field holds records. */
function recordsOf(
  cursor: Cursor,
  list: RecordList | undefined,
  pointer: string,
): readonly Element[] | undefined {
  const start = cursor.at;
  const bracket = cursor.bytes[start];
  if (list !== undefined && bracket === OPEN_LIST) return elementsOf(cursor, pointer, list.of);
  if (!skipValue(cursor) || !list?.mayBeOne || bracket !== OPEN_OBJECT) return undefined;
  return [{ start, end: cursor.at, pointer, ...(list.of !== undefined && { of: list.of }) }];
}

/** The name of a member, from its quotes to behind its colon. */
function nameIn(written: Uint8Array): string {
  const text = utf8Text(written)?.replace(/\s*:$/, "");
  return text === undefined ? "" : (JSON.parse(text) as string);
}

const escaped = (name: string): string => name.replaceAll("~", "~0").replaceAll("/", "~1");

/** An envelope's records, in the order in which they stand, and its other fields. */
function envelopeOf(
  members: readonly Member[],
  lists: readonly RecordList[],
  bytes: Uint8Array,
  tell: TellPlace,
): Document {
  for (const { field } of lists) {
    const again = members.filter(({ name }) => name === field)[1];
    if (again !== undefined) {
      const reason = `${tell(again.start)}: the list "${field}" stands twice: make it one`;
      return { refusal: { code: "duplicate_key", reason }, at: again.start };
    }
  }
  const others = members.filter(({ elements }) => elements === undefined);
  const parts = others.flatMap(({ start, end }) => [bytes.subarray(start, end), COMMA]);
  const header = Buffer.concat([OPEN, ...parts.slice(0, -1), CLOSE]);
  const parsed = parseRecord(header, () => "in the envelope's fields");
  const at = others[0]?.start ?? 0;
  if (parsed.refusal !== undefined) return { refusal: parsed.refusal, at };
  return { elements: members.flatMap(({ elements }) => elements ?? []), header: parsed.value };
}

const OPEN = Buffer.from("{");
const COMMA = Buffer.from(",");
const CLOSE = Buffer.from("}");
