import type { ReferenceRows } from "../../core/subject.ts";

/** Rows of several layers: a table is read from the last one that has it loaded, and from it alone. */
export function layeredRows(layers: readonly ReferenceRows[]): ReferenceRows {
  const known = new Map<string, ReferenceRows | undefined>();
  const layerOf = (table: string): ReferenceRows | undefined => {
    if (!known.has(table))
      known.set(
        table,
        layers.findLast((layer) => layer.loaded(table)),
      );
    return known.get(table);
  };
  return {
    loaded: (table) => layerOf(table) !== undefined,
    find: (table, key, on) => layerOf(table)?.find(table, key, on) ?? [],
    all: (table) => layerOf(table)?.all(table) ?? [],
  };
}
