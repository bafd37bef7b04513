import { isObject, type Json, type JsonObject } from "../core/expression/value.ts";
import type { Changes } from "./changes.ts";
import { canonicalJson, sha256 } from "./digest.ts";
import type { LargeRun } from "./large-run/run.ts";
import type { DeadLetter } from "./letters/dead-letter.ts";
import type { Pass } from "./pass/pass.ts";
import type { Approval } from "./review/approval.ts";
import type { Case } from "./review/case.ts";
import type { Submission } from "./review/submission.ts";

/** The families of documents that entries change. */
export const documentFamilies = [
  "submissions",
  "cases",
  "approvals",
  "passes",
  "runs",
  "letters",
] as const;
export type DocumentFamily = (typeof documentFamilies)[number];

/** Documents of every family; where something is read before a change, as it was read. */
export interface Documents {
  readonly submissions?: readonly Submission[];
  readonly cases?: readonly Case[];
  readonly approvals?: readonly Approval[];
  readonly passes?: readonly Pass[];
  readonly runs?: readonly LargeRun[];
  readonly letters?: readonly DeadLetter[];
}

/** By id, then by field. In `after` a new document stands whole, and a field that went is null. */
export type ChangedFields = {
  readonly [family in DocumentFamily]?: Readonly<Record<string, JsonObject>>;
};

/** What an entry keeps of the documents it changes, so that the trail alone tells where they stand. */
export interface DocumentChanges {
  /** The fields that changed as they were; absent where every document is new. */
  readonly before?: JsonObject;
  /** Always with `version`; absent where nothing changes. */
  readonly after?: JsonObject;
}

/**
 * The `before` and `after` of the entry that makes these changes. Deterministic. Every entry that is
 * appended takes them from here and nowhere else: `stateFromTrail` reads nothing but this form.
 *
 * @param read the documents that change, as they were read; those at version 1 have none.
 */
export function documentChanges(changes: Changes, read: Documents = {}): DocumentChanges {
  const before: Fields = {};
  const after: Fields = {};
  for (const family of documentFamilies)
    for (const document of changes[family] ?? []) {
      const earlier = read[family]?.find(({ id }) => id === document.id);
      const [was, is] = changeOf(document, earlier);
      after[family] = { ...after[family], [document.id]: is };
      if (was !== undefined) before[family] = { ...before[family], [document.id]: was };
    }
  return {
    ...(Object.keys(before).length > 0 && { before }),
    ...(Object.keys(after).length > 0 && { after }),
  };
}

type Fields = Record<string, Record<string, JsonObject>>;
export type AnyDocument = Submission | Case | Approval | Pass | LargeRun | DeadLetter;

function changeOf(
  document: AnyDocument,
  earlier: AnyDocument | undefined,
): readonly [JsonObject | undefined, JsonObject] {
  if (document.version !== (earlier?.version ?? 0) + 1)
    throw new Error(
      `${document.id} goes to ${document.version}, and was read at ${earlier?.version}`,
    );
  const is = keptForm(document);
  if (earlier === undefined) return [undefined, is];
  const was = keptForm(earlier);
  const names = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter(
    (name) => canonicalJson(was[name]) !== canonicalJson(is[name]),
  );
  return [fieldsOf(was, names), fieldsOf(is, names)];
}

const fieldsOf = (document: JsonObject, names: readonly string[]): JsonObject =>
  Object.fromEntries(names.map((name) => [name, document[name] ?? null]));

/**
 * A document as entries keep it: the same, but for what tells the plain digest of a payload: the
 * envelope of a pass, of which entries hold a digest only, and the digest of a run's files;
 * and for the body of a dead letter, which anybody may have written, of which they hold a digest too.
 */
export function keptForm(document: AnyDocument): JsonObject {
  const { envelope, ...more } = document as unknown as JsonObject;
  if (document.schema === "holdpoint/dead-letter/1")
    return { ...more, body: { sha256: sha256(document.body) } };
  if (envelope !== undefined)
    return { ...more, envelope: { sha256: sha256(canonicalJson(envelope as Json)) } };
  const { payload } = more;
  return isObject(payload) ? { ...more, payload: withoutDigest(payload) } : more;
}

const withoutDigest = ({ digest: _, ...payload }: JsonObject): JsonObject => payload;
