import { join } from "node:path";
import { packagedTables, packTables } from "../../../lib/adapters/packaged/tables.ts";
import { openStore } from "../../../lib/adapters/sqlite/reference-store.ts";
import { loadTables, noTables, type TableRow } from "../../../lib/app/loaded-tables.ts";
import type { KeyedRows } from "../../../lib/app/ports.ts";
import { rowsAsTables, tablesOver } from "../../../lib/app/reference/tables-port.ts";
import { referenceTablesContract } from "../../contracts/reference-tables.ts";
import { folderWith } from "../../support/cli.ts";
import { priceSubject } from "../../support/price-tables.ts";

const placed = (rows: KeyedRows["rows"]): readonly TableRow[] =>
  rows.map((value, index) => ({ place: { file: "rows.ndjson", line: index + 1 }, value }));

/** The rows that were appended, each once. */
function gathered() {
  const tables = new Map<string, Map<string, KeyedRows["rows"][number]>>();
  return {
    append: ({ table, rows }: KeyedRows): void => {
      const known = tables.get(table) ?? new Map();
      for (const row of rows) known.set(JSON.stringify(row), row);
      tables.set(table, known);
    },
    tables: () => [...tables].map(([table, rows]) => ({ table, rows: placed([...rows.values()]) })),
  };
}

describe("tables of files keep the contract of ReferenceTables:", () => {
  const all = gathered();
  let rows = noTables;
  referenceTablesContract(() => ({
    references: rowsAsTables({
      ...noTables,
      loaded: (t) => rows.loaded(t),
      find: (...a) => rows.find(...a),
    }),
    append: async (keyed) => {
      all.append(keyed);
      rows = loadTables(priceSubject, all.tables());
    },
  }));
});

describe("a store keeps the contract of ReferenceTables:", () => {
  const path = join(folderWith(), "store.sqlite");
  const store = openStore(path, "store.sqlite", { readOnly: false });
  afterAll(() => store.close());
  const rows = () => store.rows(store.pins(priceSubject.kind), priceSubject);
  referenceTablesContract(() => ({
    references: {
      loaded: (tables) => rowsAsTables(rows()).loaded(tables),
      rows: (keys) => rowsAsTables(rows()).rows(keys),
    },
    append: async (keyed) => {
      await store.load({
        table: keyed.table,
        subject: priceSubject,
        kinds: [priceSubject.kind],
        how: "add",
        rows: (async function* () {
          yield placed(keyed.rows);
        })(),
        sources: ["rows.ndjson"],
        loadedAt: "2026-11-22T00:00:00.000Z",
      });
    },
  }));
});

describe("packaged tables under others keep the contract of ReferenceTables:", () => {
  const all = gathered();
  const folder = folderWith();
  let references = rowsAsTables(noTables);
  referenceTablesContract(() => ({
    references: { loaded: (t) => references.loaded(t), rows: (k) => references.rows(k) },
    append: async (keyed) => {
      all.append(keyed);
      const loaded = loadTables(priceSubject, all.tables());
      packTables(
        folder,
        Object.fromEntries(all.tables().map(({ table }) => [table, loaded.byKey(table)])),
      );
      references = tablesOver(packagedTables(folder), rowsAsTables(noTables));
    },
  }));
});
