import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import {
  dynamoReferenceTables,
  markLoaded,
  putRows,
  rowsPerKeyMax,
} from "../lib/adapters/dynamodb/reference-tables.ts";
import { readTableFiles } from "../lib/adapters/files/reference-folder.ts";
import { canonicalJson } from "../lib/app/digest.ts";
import { GateError } from "../lib/app/errors.ts";
import { loadTables } from "../lib/app/loaded-tables.ts";
import type { KeyedRows } from "../lib/app/ports.ts";
import { kindsSharing } from "../lib/app/reference/shared-kinds.ts";
import type { TableFile } from "../lib/app/reference/source.ts";
import type { Subject } from "../lib/core/subject.ts";

/** Files of tables, and the deployed table into which their rows go. */
export interface AppendTables {
  readonly documents: DynamoDBDocumentClient;
  readonly table: string;
  readonly files: readonly TableFile[];
  /** The kinds whose gates read them. */
  readonly subjects: readonly Subject[];
}

/** What came of one table. */
export interface AppendedTable {
  readonly table: string;
  readonly rows: number;
  /** Rows that were not there before. */
  readonly appended: number;
}

/** Keys that are written at once. */
const parallelMax = 25;

/**
 * Appends the rows of table files to those that a deployed gate has: all files are read and held
 * against what is there before anything is written, and a table that is new is read from when all of
 * its rows are there. Idempotent: who is cut short calls it again. Holds the files in memory.
 *
 * @throws {GateError} `invalid` with every mistake, a row among them that is in force at the same time
 * as one that is there: nothing is ever replaced; `unavailable`.
 */
export async function appendTables(parts: AppendTables): Promise<readonly AppendedTable[]> {
  const { documents, table, files } = parts;
  const ready: (readonly [name: string, fresh: readonly KeyedRows[], rows: number])[] = [];
  for (const file of files) {
    const subject = ownerOf(file, parts.subjects);
    const loaded = await readTableFiles([file], subject);
    const keyed = loaded
      .byKey(file.table)
      .map(([key, rows]): KeyedRows => ({ table: file.table, key, rows }));
    const fresh = await notThere(parts, subject, file, keyed);
    ready.push([file.table, fresh, countOf(keyed)]);
  }
  const appended: AppendedTable[] = [];
  for (const [name, fresh, rows] of ready) {
    for (let from = 0; from < fresh.length; from += parallelMax) {
      const some = fresh.slice(from, from + parallelMax);
      await Promise.all(some.map((keyed) => putRows(documents, table, keyed)));
    }
    await markLoaded(documents, table, name);
    appended.push({ table: name, rows, appended: countOf(fresh) });
  }
  return appended;
}

const countOf = (keyed: readonly KeyedRows[]): number =>
  keyed.reduce((sum, { rows }) => sum + rows.length, 0);

/** A misspelt table would silently switch its rules off; two kinds may mean two things by one name. */
function ownerOf({ table, name }: TableFile, subjects: readonly Subject[]): Subject {
  const byKind = Object.fromEntries(subjects.map((subject) => [subject.kind, subject]));
  const groups = kindsSharing(table, byKind);
  const [kind = ""] = groups[0] ?? [];
  const subject = byKind[kind];
  if (subject === undefined) {
    const names = [...new Set(subjects.flatMap(({ tables }) => Object.keys(tables)))].sort();
    throw new GateError(
      "invalid",
      `${name}: '${table}' is no table of ${Object.keys(byKind).join(" or ")}; there are ${names.join(", ")}`,
    );
  }
  if (groups.length === 1) return subject;
  throw new GateError(
    "invalid",
    `${name}: the table is another one for ${groups.map((kinds) => kinds.join(" and ")).join(" than for ")}: ` +
      "name the gates by --gate; they need two stages",
  );
}

/** Rows that the store has not got; those that it has must agree with them. */
async function notThere(
  { documents, table }: AppendTables,
  subject: Subject,
  file: TableFile,
  keyed: readonly KeyedRows[],
): Promise<readonly KeyedRows[]> {
  const found = await dynamoReferenceTables(documents, table).rows(keyed);
  const stored = new Map(found.map(({ key, rows }) => [key, rows]));
  const fresh = keyed.flatMap((one): readonly KeyedRows[] => {
    const there = new Set((stored.get(one.key) ?? []).map((row) => canonicalJson(row)));
    const rows = one.rows.filter((row) => !there.has(canonicalJson(row)));
    return rows.length === 0 ? [] : [{ ...one, rows }];
  });
  const together = fresh.map(({ key, rows }) => [...(stored.get(key) ?? []), ...rows]);
  const crowded = together.find((rows) => rows.length > rowsPerKeyMax);
  if (crowded !== undefined)
    throw new GateError(
      "invalid",
      `${file.name}: a key would have ${crowded.length} rows, and at most ${rowsPerKeyMax} are read`,
    );
  const rowOf = (value: KeyedRows["rows"][number]) => ({
    place: { file: `${file.name} with what is deployed` },
    value,
  });
  loadTables(subject, [{ table: file.table, rows: together.flat().map(rowOf) }]);
  return fresh;
}
