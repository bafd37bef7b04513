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

/**
 * Puts entries in the order of the versions that they make, and where that leaves a choice in the
 * order of their names: clocks of several machines differ, versions do not. Deterministic.
 */
export function inOrder(entries: readonly IndexedEntry[]): Ordered {
  const made = new Set<string>();
  const waiting = new Map<string, IndexedEntry[]>();
  const ordered: IndexedEntry[] = [];
  const missing = ({ makes }: IndexedEntry): string | undefined => {
    const one = makes.find(
      ({ document, version }) => version > 1 && !made.has(`${document}@${version - 1}`),
    );
    return one && `${one.document}@${one.version - 1}`;
  };
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
