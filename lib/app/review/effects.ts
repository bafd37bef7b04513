import type { Changes, Unchanged } from "../changes.ts";
import { type Documents, documentFamilies } from "../document-changes.ts";
import type { LargeRun } from "../large-run/run.ts";
import type { DeadLetter } from "../letters/dead-letter.ts";
import type { Parcel } from "../message.ts";
import type { Pass } from "../pass/pass.ts";
import type { Approval } from "./approval.ts";
import type { Case } from "./case.ts";
import type { Submission } from "./submission.ts";

/** A document as it was read and as it will be; without `before` it is new. */
export interface Change<Document> {
  readonly before?: Document;
  readonly after: Document;
}

/** All that an action changes. */
export interface Effects {
  readonly submissions?: readonly Change<Submission>[];
  readonly cases?: readonly Change<Case>[];
  readonly approvals?: readonly Change<Approval>[];
  readonly passes?: readonly Change<Pass>[];
  readonly runs?: readonly Change<LargeRun>[];
  readonly letters?: readonly Change<DeadLetter>[];
  readonly figures?: Changes["figures"];
  readonly earlierRuns?: Changes["earlierRuns"];
  readonly unchanged?: readonly Unchanged[];
  readonly outbox?: readonly Parcel[];
}

/** What the store is asked to write. */
export const changesOf = (effects: Effects): Changes => ({
  ...Object.fromEntries(
    documentFamilies.flatMap((kind) => {
      const list: readonly Change<unknown>[] = effects[kind] ?? [];
      return list.length === 0 ? [] : [[kind, list.map(({ after }) => after)]];
    }),
  ),
  ...(effects.figures !== undefined && { figures: effects.figures }),
  ...(effects.earlierRuns !== undefined && { earlierRuns: effects.earlierRuns }),
  ...(effects.unchanged !== undefined && { unchanged: effects.unchanged }),
  ...(effects.outbox !== undefined && { outbox: effects.outbox }),
});

/** The documents as they were read, where they were there. */
export const readOf = (effects: Effects): Documents =>
  Object.fromEntries(
    documentFamilies.map((kind) => {
      const list: readonly Change<unknown>[] = effects[kind] ?? [];
      return [kind, list.flatMap(({ before }) => (before === undefined ? [] : [before]))];
    }),
  );

/** A document one version on, with some fields changed; a field that is undefined is left out. */
export function changed<Document extends { readonly version: number }>(
  before: Document,
  fields: { readonly [Field in keyof Document]?: Document[Field] | undefined },
): Change<Document> {
  const after: Record<string, unknown> = { ...before, ...fields, version: before.version + 1 };
  for (const name of Object.keys(after)) if (after[name] === undefined) delete after[name];
  return { before, after: after as unknown as Document };
}
