import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ReferenceTables } from "../../app/ports.ts";
import type { JsonObject } from "../../core/expression/value.ts";

/** Tables by name, then rows by key. */
export type PackedTables = Readonly<Record<string, readonly (readonly [string, Rows])[]>>;
type Rows = readonly JsonObject[];

const fileName = "tables.json";

/** Puts tables into a folder, by key, so that whoever reads them needs no schema. */
export function packTables(folder: string, tables: PackedTables): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, fileName), JSON.stringify(tables));
}

/** The tables of a folder, read when they are first asked for and then kept. */
export function packagedTables(folder: string): ReferenceTables {
  let read: ReadonlyMap<string, ReadonlyMap<string, Rows>> | undefined;
  const tables = () => {
    read ??= unpacked(join(folder, fileName));
    return read;
  };
  return {
    loaded: async (names) => new Set(names.filter((name) => tables().has(name))),
    rows: async (keys) =>
      keys.flatMap((one) => {
        const rows = tables().get(one.table)?.get(one.key);
        return rows === undefined ? [] : [{ ...one, rows }];
      }),
  };
}

function unpacked(path: string): ReadonlyMap<string, ReadonlyMap<string, Rows>> {
  const packed = JSON.parse(readFileSync(path, "utf8")) as PackedTables;
  return new Map(Object.entries(packed).map(([table, rows]) => [table, new Map(rows)]));
}
