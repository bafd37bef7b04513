import { isObject, type Json, type JsonObject } from "../../core/expression/value.ts";
import type { AuditEntry } from "../audit-entry.ts";
import type { DocumentFamily } from "../document-changes.ts";

/** The documents of a family that an entry changes, each with the fields that changed. */
export function changedIn(
  { after }: AuditEntry,
  family: DocumentFamily,
): readonly (readonly [id: string, fields: JsonObject])[] {
  const documents = after?.[family];
  if (!isObject(documents)) return [];
  return Object.entries(documents).flatMap(([id, fields]) =>
    isObject(fields) ? [[id, fields] as const] : [],
  );
}

/** Those of an object's fields that are named and there. */
export const pick = (object: JsonObject, names: readonly string[]): JsonObject =>
  Object.fromEntries(
    names.flatMap((name) => (name in object ? [[name, object[name] as Json]] : [])),
  );
