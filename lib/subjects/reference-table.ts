import type * as z from "zod";
import type { Table } from "../core/subject.ts";

/** A reference table of a subject kind, with its rows as zod: the source of shape and docs. */
export interface ReferenceTable extends Table {
  readonly row: z.ZodObject;
}

/** The rows of tables by the name of their shape, for `schemaOf`. */
export const rowsOf = (
  tables: Readonly<Record<string, ReferenceTable>>,
): Readonly<Record<string, z.ZodObject>> =>
  Object.fromEntries(Object.values(tables).map(({ shape, row }) => [shape, row]));

/** The tables as the core knows them. */
export const tablesOf = (
  tables: Readonly<Record<string, ReferenceTable>>,
): Readonly<Record<string, Table>> =>
  Object.fromEntries(Object.entries(tables).map(([name, { row: _, ...table }]) => [name, table]));
