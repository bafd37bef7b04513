import type { Json } from "../../../core/expression/value.ts";
import type { ActionEntry, AuditEntry, JudgedEntry } from "../../audit-entry.ts";
import { canonicalJson, sha256 } from "../../digest.ts";
import type { Documents } from "../../document-changes.ts";
import { GateError } from "../../errors.ts";
import { isBefore } from "../../instant.ts";
import { stateFromTrail, unexplained } from "../../state-from-trail.ts";
import { instantOf } from "../archive-entry.ts";
import type { Finding, FindingKind, Findings } from "./finding.ts";
import { subjectOf, subjectsOf } from "./trails.ts";

/** What a gate's own store says now. Each may throw a GateError where it cannot be read. */
export interface StoredEntries {
  entry(id: string): Promise<AuditEntry | undefined>;
  /** The entry of judging a submission and all actions on it; empty where there is none. */
  trail(submission: string): Promise<readonly AuditEntry[]>;
  /** Where its documents stand; absent where that cannot be asked. */
  documents?(submission: string): Promise<Documents>;
}

/** What was sealed, as far as a store is compared with it. */
export interface SealedEntries {
  add(entry: AuditEntry): void;
  readonly byId: ReadonlyMap<string, string>;
  /** Entries of other submissions that change this one: a correction supersedes it. */
  readonly elsewhere: ReadonlyMap<string, ReadonlySet<string>>;
}

export function sealedEntries(): SealedEntries {
  const byId = new Map<string, string>();
  const elsewhere = new Map<string, Set<string>>();
  return {
    byId,
    elsewhere,
    add: (entry) => {
      byId.set(entry.id, digestOf(entry));
      for (const subject of subjectsOf(entry))
        if (subject !== subjectOf(entry.id))
          elsewhere.set(subject, (elsewhere.get(subject) ?? new Set()).add(entry.id));
    },
  };
}

/** However a store writes it: equal entries have equal digests. */
const digestOf = (entry: AuditEntry): string => sha256(canonicalJson(entry as unknown as Json));

const ofNone = "deployment";

/**
 * Compares what a gate's store says now with what was sealed: entry by entry, and where it can be
 * asked document by document. What is younger than the last seal is nobody's business yet.
 *
 * @param through up to which instant the seals are complete.
 */
export async function compareStored(
  stored: StoredEntries,
  sealed: SealedEntries,
  through: string,
  found: Findings,
): Promise<{ readonly submissions: number }> {
  const bySubject = Map.groupBy(sealed.byId.keys(), subjectOf);
  for (const [subject, ids] of bySubject) {
    const tell = (kind: FindingKind, more: Omit<Finding, "kind">): void =>
      found.add({ kind, ...(subject !== ofNone && { submission: subject }), ...more });
    if (subject === ofNone) {
      await compareEach(stored, sealed, ids, tell);
      continue;
    }
    const trail = await reading(() => stored.trail(subject));
    if (!trail.ok) {
      // One that cannot be read must not hide which it is.
      await compareEach(stored, sealed, ids, tell);
      continue;
    }
    const there = new Map(trail.value.map((entry) => [entry.id, entry]));
    for (const id of ids) {
      const entry = there.get(id);
      if (entry !== undefined) compareOne(id, entry, sealed, tell);
      // A run that never became a submission has entries, and no trail of a submission.
      else await compareEach(stored, sealed, [id], tell);
    }
    for (const entry of trail.value)
      if (!sealed.byId.has(entry.id) && isBefore(instantOf(entry), through))
        tell("stored_unsealed", {
          entry: entry.id,
          message: "the gate has this entry, and no seal has it: somebody added it, or it was lost",
        });
    await compareDocuments(stored, sealed, subject, trail.value, tell);
  }
  return { submissions: bySubject.size - (bySubject.has(ofNone) ? 1 : 0) };
}

type Tell = (kind: FindingKind, more: Omit<Finding, "kind">) => void;

async function compareEach(
  stored: StoredEntries,
  sealed: SealedEntries,
  ids: readonly string[],
  tell: Tell,
): Promise<void> {
  for (const id of ids) {
    const entry = await reading(() => stored.entry(id));
    if (entry.ok) compareOne(id, entry.value, sealed, tell);
    else tell("stored_unreadable", { entry: id, message: entry.why });
  }
}

function compareOne(
  id: string,
  entry: AuditEntry | undefined,
  { byId }: SealedEntries,
  tell: Tell,
): void {
  if (entry === undefined)
    tell("stored_missing", { entry: id, message: "it was sealed, and the gate does not have it" });
  else if (digestOf(entry) !== byId.get(id))
    tell("stored_changed", { entry: id, message: "the gate says something else than was sealed" });
}

async function compareDocuments(
  stored: StoredEntries,
  { elsewhere }: SealedEntries,
  submission: string,
  trail: readonly AuditEntry[],
  tell: Tell,
): Promise<void> {
  if (stored.documents === undefined) return;
  const documents = stored.documents;
  const others = await reading(async () => {
    const ids = [...(elsewhere.get(submission) ?? [])];
    return (await Promise.all(ids.map((id) => stored.entry(id)))).filter(
      (one) => one !== undefined,
    );
  });
  const present = await reading(() => documents(submission));
  if (!others.ok || !present.ok) {
    const message = others.ok ? (present.ok ? "" : present.why) : others.why;
    tell("stored_unreadable", { message });
    return;
  }
  const entries = [...trail, ...others.value] as readonly (JudgedEntry | ActionEntry)[];
  for (const { at, message } of unexplained(stateFromTrail(submission, entries), present.value))
    tell("stored_document", { message: `${at}: ${message}` });
}

type Reading<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly why: string };

async function reading<Value>(read: () => Promise<Value>): Promise<Reading<Value>> {
  try {
    return { ok: true, value: await read() };
  } catch (error) {
    if (error instanceof GateError) return { ok: false, why: error.message };
    throw error;
  }
}
