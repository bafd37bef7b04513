import type { JsonObject } from "../../core/expression/value.ts";
import type { Changes } from "../changes.ts";
import { canonicalJson } from "../digest.ts";
import {
  type AnyDocument,
  type ChangedFields,
  type DocumentFamily,
  documentFamilies,
  keptForm,
} from "../document-changes.ts";
import { restoreObjects } from "./restore-objects.ts";

/** Documents as entries make them, one entry after the other. */
export interface FullDocuments {
  /**
   * What an entry changes, with what entries do not say filled in from storage.
   *
   * @param lose told of each document of which that is gone.
   */
  after(changed: ChangedFields, lose: (document: string) => void): Promise<Changes>;
  /** No other entry changes it. */
  forget(document: string): void;
}

/** @param object an object of storage by its name; undefined where it is gone. */
export function fullDocuments(
  object: (name: string) => Promise<Uint8Array | undefined>,
): FullDocuments {
  const standing = new Map<string, { readonly kept: JsonObject; readonly copy?: JsonObject }>();
  const after = async (
    family: DocumentFamily,
    id: string,
    fields: JsonObject,
    lose: (document: string) => void,
  ): Promise<AnyDocument> => {
    const name = `${family}/${id}`;
    const before = standing.get(name);
    const copy = before?.copy ?? (await copyOf(object, family, id));
    const kept = applied(before?.kept ?? {}, fields);
    standing.set(name, { kept, ...(copy && { copy }) });
    const full = filled(kept, copy ?? {});
    if (canonicalJson(keptForm(full)) !== canonicalJson(kept)) lose(name);
    return full;
  };
  return {
    forget: (document) => {
      standing.delete(document);
    },
    after: async (changed, lose) => {
      const changes: Record<string, AnyDocument[]> = {};
      for (const family of documentFamilies)
        for (const [id, fields] of Object.entries(changed[family] ?? {}))
          changes[family] = [...(changes[family] ?? []), await after(family, id, fields, lose)];
      return changes as Changes;
    },
  };
}

const applied = (document: JsonObject, after: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries({ ...document, ...after }).filter(([, value]) => value !== null),
  );

const withCopies: readonly DocumentFamily[] = ["passes", "runs", "letters"];

async function copyOf(
  object: (name: string) => Promise<Uint8Array | undefined>,
  family: DocumentFamily,
  id: string,
): Promise<JsonObject | undefined> {
  if (!withCopies.includes(family)) return undefined;
  const bytes = await object(restoreObjects.document(id));
  if (bytes === undefined) return undefined;
  try {
    return JSON.parse(Buffer.from(bytes).toString("utf8")) as JsonObject;
  } catch {
    return undefined;
  }
}

/** An envelope that nobody signed: whoever shows it is refused. */
const noEnvelope: JsonObject = { payloadType: "", payload: "", signatures: [] };

/** What `keptForm` leaves out comes from the copy; what is gone is empty, and proves nothing. */
function filled(kept: JsonObject, copy: JsonObject): AnyDocument {
  const { envelope, body, payload } = kept;
  return {
    ...kept,
    ...(envelope !== undefined && { envelope: copy["envelope"] ?? noEnvelope }),
    ...(isObject(body) && { body: copy["body"] ?? "" }),
    ...(isObject(payload) && {
      payload: {
        ...payload,
        digest: (copy["payload"] as JsonObject | undefined)?.["digest"] ?? "",
      },
    }),
  } as unknown as AnyDocument;
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);
