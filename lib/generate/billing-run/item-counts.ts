import type { Json, JsonObject } from "../../core/expression/value.ts";

/** On how many invoices each charge item stands: what the rule set keeps as `documents_by_item`. */
export interface ItemCounts {
  readonly add: (invoice: JsonObject) => void;
  /** By item, in the order of its text. */
  readonly counts: () => Readonly<Record<string, number>>;
}

/** Counts as invoices come; a credit note is none. */
export function itemCounts(): ItemCounts {
  const counts = new Map<string, number>();
  return {
    add: (invoice) => {
      if (invoice["type_code"] === "381") return;
      const lines = (invoice["lines"] as Json[] | undefined) ?? [];
      for (const item of new Set(lines.map((line) => (line as JsonObject)["item_id"])))
        if (typeof item === "string") counts.set(item, (counts.get(item) ?? 0) + 1);
    },
    counts: () => Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}
