import type { ActionEntry, AuditEntry, JudgedEntry } from "../../audit-entry.ts";
import type { ChangedFields } from "../../document-changes.ts";
import { isBefore } from "../../instant.ts";
import { stateFromTrail } from "../../state-from-trail.ts";
import { instantOf } from "../archive-entry.ts";
import type { Findings } from "./finding.ts";

/** Entries by what they change: submissions, and `deployment` for what is of none. */
export interface Trails {
  add(entry: AuditEntry): void;
  readonly subjects: ReadonlyMap<string, readonly AuditEntry[]>;
}

/** Of an entry that judged something only what changed is kept, so that many fit into memory. */
export function trails(): Trails {
  const subjects = new Map<string, AuditEntry[]>();
  return {
    subjects,
    add: (entry) => {
      const small = entry.action === "submission.judged" ? changesOf(entry) : entry;
      for (const subject of subjectsOf(entry)) {
        const list = subjects.get(subject);
        if (list === undefined) subjects.set(subject, [small]);
        else list.push(small);
      }
    },
  };
}

/** The submissions of which an entry changes something. */
export function subjectsOf(entry: AuditEntry): ReadonlySet<string> {
  const after = (entry.after ?? {}) as ChangedFields;
  const ids = Object.values(after).flatMap((documents) => Object.keys(documents ?? {}));
  return new Set(ids.map(subjectOf));
}

export const subjectOf = (id: string): string => id.split(".")[0] as string;

const changesOf = (entry: JudgedEntry): JudgedEntry =>
  ({
    action: entry.action,
    id: entry.id,
    receivedAt: entry.receivedAt,
    ...(entry.before && { before: entry.before }),
    ...(entry.after && { after: entry.after }),
  }) as JudgedEntry;

/**
 * Whether the entries of each submission fit each other: each document's versions without a gap, each
 * change to what was before it. What was sealed most recently may wait for an entry whose clock was
 * ahead: that is told once it is older.
 */
export function checkTrails(
  { subjects }: Trails,
  settledBefore: string,
  found: Findings,
): { readonly waiting: number } {
  let waiting = 0;
  for (const [submission, entries] of subjects) {
    const { gaps } = stateFromTrail(submission, entries as readonly (JudgedEntry | ActionEntry)[]);
    if (gaps.length === 0) continue;
    if (entries.some((entry) => !isBefore(instantOf(entry), settledBefore))) {
      waiting += 1;
      continue;
    }
    for (const { at, message } of gaps)
      found.add({ kind: "trail_gap", submission, message: `${at}: ${message}` });
  }
  return { waiting };
}
