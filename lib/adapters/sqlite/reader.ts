import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import { GateError } from "../../app/errors.ts";
import { telling } from "./gate-refusals.ts";

export type Row = Readonly<Record<string, string | number | Uint8Array | null>>;

/** Reads what is committed. What cannot be read is a GateError `unavailable`. */
export interface Reader {
  row(sql: string, ...values: SQLInputValue[]): Row | undefined;
  rows(sql: string, ...values: SQLInputValue[]): readonly Row[];
}

/** Statements are prepared once, so that the texts given here must be few. */
export function readerOn(db: DatabaseSync): Reader {
  const statements = new Map<string, StatementSync>();
  const statementOf = (sql: string): StatementSync => {
    const known = statements.get(sql) ?? db.prepare(sql);
    statements.set(sql, known);
    return known;
  };
  return {
    row: (sql, ...values) => telling(() => statementOf(sql).get(...values) as Row | undefined),
    rows: (sql, ...values) => telling(() => statementOf(sql).all(...values) as readonly Row[]),
  };
}

/** A document from its text. */
export function parsed<Value>(text: Row[string] | undefined, name: string): Value {
  try {
    return JSON.parse(String(text)) as Value;
  } catch (cause) {
    throw new GateError("unavailable", `what is stored under ${name} is damaged`, { cause });
  }
}
