import type { LoadResult } from "../../lib/adapters/sqlite/load-table.ts";
import type { ReferenceStore } from "../../lib/adapters/sqlite/reference-store.ts";
import type { JsonObject } from "../../lib/core/expression/value.ts";
import { priceSubject } from "./price-tables.ts";

export interface PriceLoad {
  readonly table?: string;
  readonly how?: "replace" | "add";
  readonly loadedAt?: string;
  readonly kinds?: readonly string[];
  /** The file that the rows seem to stand in, a row a line. */
  readonly file?: string;
}

/** Loads rows into a store of `priceSubject`, as if they were the lines of a file. */
export function loadPrices(
  store: ReferenceStore,
  rows: readonly JsonObject[],
  load: PriceLoad = {},
): Promise<LoadResult> {
  const { table = "prices", how = "replace", file = "prices.ndjson" } = load;
  return store.load({
    table,
    subject: priceSubject,
    kinds: load.kinds ?? [priceSubject.kind],
    how,
    rows: (async function* () {
      for (let at = 0; at < rows.length; at += 1000)
        yield rows
          .slice(at, at + 1000)
          .map((value, i) => ({ place: { file, line: at + i + 1 }, value }));
    })(),
    sources: [file],
    loadedAt: load.loadedAt ?? "2026-11-22T00:00:00.000Z",
  });
}
