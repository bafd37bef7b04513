import { isObject, type Json, type JsonObject } from "../expression/value.ts";
import type { RuleCase } from "../ruleset/case.ts";
import type { RecordKind } from "../subject.ts";

/** A record of a case's file, with its place in it. */
export interface CaseRecord {
  /** Its kind, where the file says it. */
  readonly of?: string;
  readonly value: JsonObject;
  readonly pointer: string;
}

export type CaseRecords =
  | { readonly ok: true; readonly records: readonly CaseRecord[] }
  | { readonly ok: false; readonly problem: string };

/**
 * The records that a case judges: those of its file, with what it removes and sets. The file holds a
 * record, a list of records, or records of several kinds, each in a list as documents have them.
 */
export function recordsOf(
  { from, set, remove }: RuleCase,
  files: ReadonlyMap<string, string>,
  kinds: readonly RecordKind[],
): CaseRecords {
  const text = files.get(from);
  if (text === undefined) return wrong(`there is no case file '${from}'`);
  const read = parsed(text);
  if (read === undefined) return wrong(`'${from}' is not readable as JSON`);
  const holder: Json = { root: read };
  for (const pointer of remove)
    if (!removeAt(holder, pointer)) return wrong(`'${from}' has no ${pointer} to remove`);
  for (const [pointer, value] of set)
    if (!setAt(holder, pointer, value))
      return wrong(`'${from}' has no place for ${pointer}: set what it lies in first`);
  const found = inLists(holder["root"], kinds) ?? inOrder(holder["root"]);
  const records = found.flatMap(({ value, ...rest }) =>
    isObject(value) ? [{ ...rest, value }] : [],
  );
  return records.length === found.length
    ? { ok: true, records }
    : wrong(`'${from}' must hold a record or a list of records`);
}

interface Found extends Omit<CaseRecord, "value"> {
  readonly value: Json | undefined;
}

/** Records by kind, where a subject has several and an object holds their lists and nothing else. */
function inLists(
  root: Json | undefined,
  kinds: readonly RecordKind[],
): readonly Found[] | undefined {
  if (kinds.length < 2 || !isObject(root) || Object.keys(root).length === 0) return undefined;
  const found: Found[] = [];
  for (const [field, list] of Object.entries(root)) {
    const kind = kinds.find(({ name, lists = [`${name}s`] }) => lists.includes(field));
    if (!kind || !Array.isArray(list)) return undefined;
    found.push(
      ...inOrder(list).map((one) => ({
        ...one,
        of: kind.name,
        pointer: `/${field}${one.pointer}`,
      })),
    );
  }
  return found;
}

const inOrder = (root: Json | undefined): readonly Found[] =>
  (Array.isArray(root) ? root : [root]).map((value: Json | undefined, index) => ({
    value,
    pointer: `/${index}`,
  }));

const wrong = (problem: string): CaseRecords => ({ ok: false, problem });

/** A copy of its own, which may be changed. */
function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function removeAt(holder: Json, pointer: string): boolean {
  const found = parentOf(holder, pointer);
  if (found === undefined || !Object.hasOwn(found.parent, found.key)) return false;
  if (Array.isArray(found.parent)) found.parent.splice(Number(found.key), 1);
  else delete found.parent[found.key];
  return true;
}

/** Puts a value into an object, or into a list at an index or after its end (`-`). */
function setAt(holder: Json, pointer: string, value: Json): boolean {
  const found = parentOf(holder, pointer);
  if (found === undefined) return false;
  const { parent } = found;
  const key = Array.isArray(parent) && found.key === "-" ? String(parent.length) : found.key;
  if (Array.isArray(parent) && !(/^\d{1,6}$/.test(key) && Number(key) <= parent.length))
    return false;
  const copy = structuredClone(value);
  Object.defineProperty(parent, key, {
    value: copy,
    enumerable: true,
    configurable: true,
    writable: true,
  });
  return true;
}

/** The object or list that a pointer's last name lies in. */
function parentOf(holder: Json, pointer: string): Parent | undefined {
  const names = ["root", ...pointer.split("/").slice(1).map(unescaped)];
  const key = names.pop() as string;
  let parent: Json | undefined = holder;
  for (const name of names) {
    if (typeof parent !== "object" || parent === null || !Object.hasOwn(parent, name))
      return undefined;
    parent = (parent as JsonObject)[name];
  }
  if (typeof parent !== "object" || parent === null) return undefined;
  return { parent: parent as Parent["parent"], key };
}

/** What is changed is a copy of the case's own. */
interface Parent {
  readonly parent: Json[] | Record<string, Json | undefined>;
  readonly key: string;
}

const unescaped = (name: string): string => name.replaceAll("~1", "/").replaceAll("~0", "~");
