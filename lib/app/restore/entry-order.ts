import type { AuditEntry } from "../audit-entry.ts";
import type { ChangedFields } from "../document-changes.ts";

/** What of an entry says when its turn is. */
export interface IndexedEntry {
  /** Its name in the archive, which sorts by time. */
  readonly name: string;
  readonly id: string;
  /** The documents that it changes, each with the version that it makes. */
  readonly makes: readonly { readonly document: string; readonly version: number }[];
}

export const indexed = (name: string, entry: AuditEntry): IndexedEntry => {
  const after = (entry.after ?? {}) as ChangedFields;
  const makes = Object.entries(after).flatMap(([family, documents]) =>
    Object.entries(documents ?? {}).map(([id, fields]) => ({
      document: `${family}/${id}`,
      version: Number(fields["version"]),
    })),
  );
  return { name, id: entry.id, makes };
};

/** Entries in an order in which each finds what it was written over. */
export interface Ordered {
  readonly entries: readonly IndexedEntry[];
  /** Those of which something before is not there: what they wait for. */
  readonly leftOut: readonly { readonly entry: IndexedEntry; readonly waitsFor: string }[];
}

/** The versions of documents without which an entry's own would hang in the air. */
const needsOf = ({ makes }: IndexedEntry): readonly string[] =>
  makes.flatMap(({ document, version }) => {
    if (version > 1) return [`${document}@${version - 1}`];
    const [, submission] = /^(?:cases|approvals|passes)\/([^.]+)\./.exec(document) ?? [];
    return submission === undefined ? [] : [`submissions/${submission}@1`];
  });

/**
 * Puts entries in the order of the versions that they make, and where that leaves a choice in the
 * order of their names: clocks of several machines differ, versions do not. Deterministic.
 */
export function inOrder(entries: readonly IndexedEntry[]): Ordered {
  const made = new Set<string>();
  const waiting = new Map<string, IndexedEntry[]>();
  const ordered: IndexedEntry[] = [];
  const missing = (entry: IndexedEntry): string | undefined =>
    needsOf(entry).find((version) => !made.has(version));
  const place = (first: IndexedEntry): void => {
    for (const ready = [first]; ready.length > 0; ) {
      const entry = ready.shift() as IndexedEntry;
      const waitsFor = missing(entry);
      if (waitsFor !== undefined) {
        waiting.set(waitsFor, [...(waiting.get(waitsFor) ?? []), entry]);
        continue;
      }
      ordered.push(entry);
      for (const { document, version } of entry.makes) {
        const key = `${document}@${version}`;
        made.add(key);
        ready.push(...(waiting.get(key) ?? []));
        waiting.delete(key);
      }
    }
  };
  for (const entry of [...entries].sort((a, b) => (a.name < b.name ? -1 : 1))) place(entry);
  const leftOut = [...waiting].flatMap(([waitsFor, list]) =>
    list.map((entry) => ({ entry, waitsFor })),
  );
  return { entries: ordered, leftOut };
}
