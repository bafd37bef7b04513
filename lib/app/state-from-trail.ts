import type { Json, JsonObject } from "../core/expression/value.ts";
import type { ActionEntry, JudgedEntry } from "./audit-entry.ts";
import { canonicalJson } from "./digest.ts";
import {
  type ChangedFields,
  type DocumentFamily,
  type Documents,
  documentFamilies,
  keptForm,
} from "./document-changes.ts";

/** What the entries alone say about where documents stand, and what they leave unexplained. */
export interface TrailState {
  /** By family, then by id: documents as entries keep them, see `keptForm`. */
  readonly documents: Readonly<Record<DocumentFamily, ReadonlyMap<string, JsonObject>>>;
  /** Versions that no entry or two entries explain, changes that do not fit what was before. */
  readonly gaps: readonly TrailGap[];
}

/** Something that the trail and a document tell differently. */
export interface TrailGap {
  /** `cases/{id}/state`: family, id and, where it is about one, the field. */
  readonly at: string;
  readonly message: string;
}

/**
 * Tells from the entries alone where the documents of one submission stand: the entry that judged
 * it, that of its correction, where it was corrected, and all actions on it. Pure. Changes are put
 * in the order of the versions they make, not of their instants, because clocks go wrong.
 *
 * @param submission documents of other submissions that the entries change are left out.
 */
export function stateFromTrail(
  submission: string,
  entries: readonly (JudgedEntry | ActionEntry)[],
): TrailState {
  const gaps: TrailGap[] = [];
  const documents = documentFamilies.map((family) => {
    const steps = stepsOf(family, submission, entries);
    const folded = [...steps].flatMap(([id, list]) => {
      const document = foldOf(`${family}/${id}`, list, gaps);
      return document === undefined ? [] : [[id, document] as const];
    });
    return [family, new Map(folded)] as const;
  });
  return { documents: Object.fromEntries(documents) as unknown as TrailState["documents"], gaps };
}

/**
 * What present documents say otherwise than the trail: a field that differs, a document that no
 * entry made, one that is not there. Empty when the trail explains them all. Pure.
 */
export function unexplained(
  { documents, gaps }: TrailState,
  present: Documents,
): readonly TrailGap[] {
  const found: TrailGap[] = [...gaps];
  for (const family of documentFamilies) {
    const there = new Map((present[family] ?? []).map((one) => [one.id, keptForm(one)]));
    for (const [id, is] of there)
      found.push(...differences(`${family}/${id}`, documents[family].get(id), is));
    for (const id of documents[family].keys())
      if (!there.has(id))
        found.push({ at: `${family}/${id}`, message: "entries made it, but it is not there" });
  }
  return found;
}

interface Step {
  readonly entry: string;
  readonly before: JsonObject | undefined;
  readonly after: JsonObject;
}

/** The steps of each document, by the version that they make. */
function stepsOf(
  family: DocumentFamily,
  submission: string,
  entries: readonly (JudgedEntry | ActionEntry)[],
): ReadonlyMap<string, readonly Step[]> {
  const steps = new Map<string, Step[]>();
  for (const entry of entries) {
    const after = (entry.after as ChangedFields | undefined)?.[family] ?? {};
    const before = (entry.before as ChangedFields | undefined)?.[family] ?? {};
    for (const [id, fields] of Object.entries(after)) {
      if (id !== submission && !id.startsWith(`${submission}.`)) continue;
      const list = steps.get(id) ?? [];
      list.push({ entry: entry.id, before: before[id], after: fields });
      steps.set(id, list);
    }
  }
  for (const list of steps.values()) list.sort((a, b) => versionOf(a) - versionOf(b));
  return steps;
}

const versionOf = ({ after }: Step): number => Number(after["version"]);

function foldOf(at: string, steps: readonly Step[], gaps: TrailGap[]): JsonObject | undefined {
  let document: JsonObject | undefined;
  for (const [index, step] of steps.entries()) {
    const { entry, before, after } = step;
    if (versionOf(step) !== index + 1) {
      const message = `entry ${entry} makes version ${after["version"]}, where version ${index + 1} would come next`;
      gaps.push({ at, message });
      return document;
    }
    for (const [name, was] of Object.entries(before ?? {}))
      if (canonicalJson(document?.[name] ?? null) !== canonicalJson(was))
        gaps.push({
          at: `${at}/${name}`,
          message: `entry ${entry} found what no entry before it left`,
        });
    document = applied(document ?? {}, after);
  }
  return document;
}

const applied = (document: JsonObject, after: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries({ ...document, ...after }).filter(([, value]) => value !== null),
  );

function differences(
  at: string,
  told: JsonObject | undefined,
  is: JsonObject,
): readonly TrailGap[] {
  if (told === undefined) return [{ at, message: "it is there, but no entry made it" }];
  const names = [...new Set([...Object.keys(told), ...Object.keys(is)])].sort();
  return names
    .filter((name) => canonicalJson(told[name] as Json) !== canonicalJson(is[name] as Json))
    .map((name) => ({ at: `${at}/${name}`, message: "it is not what the entries left" }));
}
