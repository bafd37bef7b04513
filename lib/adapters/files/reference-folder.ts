import { readdirSync } from "node:fs";
import { extname, join, resolve } from "node:path";
import { GateError } from "../../app/errors.ts";
import { loadTables, type TableRow, type TableRows } from "../../app/loaded-tables.ts";
import { rowOfCells, shapeOf } from "../../app/table-cells.ts";
import { didYouMean } from "../../core/expression/check/suggest.ts";
import type { Reading } from "../../core/record.ts";
import type { ReferenceRows, Subject } from "../../core/subject.ts";
import type { Bytes, Origin } from "../../subjects/readers/reader.ts";
import { cannotRead } from "./failures.ts";
import { findInputs } from "./inputs.ts";

/** The extensions of table files: other files in the folder are left alone. */
const extensions = [".csv", ".json", ".ndjson", ".jsonl"] as const;
type Extension = (typeof extensions)[number];

interface TableFile {
  readonly table: string;
  /** As messages name it. */
  readonly name: string;
  readonly extension: Extension;
}

/**
 * The reference tables of a folder, a file a table: `products.csv`, `.json` or `.ndjson`. They are
 * read whole and kept in memory by key.
 *
 * @throws {GateError} `not_found` or `unavailable` when the folder cannot be read; `invalid` with
 * every file that is no table of the subject, every row that cannot be read or does not fit, and
 * every pair of rows that are in force under one key at one time.
 */
export async function readReferenceFolder(
  name: string,
  folder: string,
  subject: Subject,
): Promise<ReferenceRows> {
  const files = tableFiles(name, resolve(folder, name));
  if (files.length === 0) throw noTableFiles(name, subject);
  tellStrangers(files, subject);
  const tables: TableRows[] = [];
  for (const file of files) tables.push(await readTable(file, folder, subject));
  return loadTables(subject, tables);
}

/** A folder that was mistaken for another one would silently switch rules off. */
function noTableFiles(name: string, { tables }: Subject): GateError {
  const [first = "products"] = Object.keys(tables);
  return new GateError(
    "invalid",
    `${name} has no reference tables: put a file for each into it, such as ${first}.csv`,
  );
}

function tableFiles(name: string, path: string): readonly TableFile[] {
  return namesIn(name, path).flatMap((file) => {
    const extension = extname(file).toLowerCase();
    if (file.startsWith(".") || !isTable(extension)) return [];
    return [{ table: file.slice(0, -extension.length), name: join(name, file), extension }];
  });
}

function namesIn(name: string, path: string): readonly string[] {
  try {
    return readdirSync(path).sort();
  } catch (cause) {
    throw cannotRead(name, cause);
  }
}

const isTable = (extension: string): extension is Extension =>
  extensions.some((known) => known === extension);

/** A misspelt table would silently switch its rules off, and one in two files is read by chance. */
function tellStrangers(files: readonly TableFile[], { tables, kind }: Subject): void {
  const names = Object.keys(tables);
  const strangers = files.filter(({ table }) => !Object.hasOwn(tables, table));
  const twice = files.filter(
    ({ table }, index) => files.findIndex((one) => one.table === table) < index,
  );
  const problems = [
    ...strangers.map(({ name, table }) => {
      const hint = didYouMean(table, names) || `; there are ${names.join(", ")}`;
      return `${name}: '${table}' is no table of ${kind}${hint}`;
    }),
    ...twice.map(({ name, table }) => `${name}: the table '${table}' is in another file as well`),
  ];
  if (problems.length > 0) throw new GateError("invalid", problems.join("\n"));
}

async function readTable(file: TableFile, folder: string, subject: Subject): Promise<TableRows> {
  const { table, name, extension } = file;
  const noStdin = () => [] as never;
  const [input] = findInputs([name], folder, noStdin);
  const readings = await readRows(input?.open() as Bytes, { file: 0, name }, extension);
  const broken = readings.filter((reading) => reading.kind === "unreadable");
  if (broken.length > 0)
    throw new GateError(
      "invalid",
      broken
        .slice(0, 100)
        .map(({ place, reason }) => `${name}:${place.line ?? 1}: ${reason}`)
        .join("\n"),
    );
  const shape = shapeOf(subject.schema, subject.tables[table]?.shape ?? "");
  const rows = readings.flatMap((reading): readonly TableRow[] => {
    if (reading.kind !== "record") return [];
    const { place, value } = reading;
    return [{ place, value: extension === ".csv" ? rowOfCells(value, shape) : value }];
  });
  return { table, rows };
}

async function readRows(
  bytes: Bytes,
  origin: Origin,
  extension: Extension,
): Promise<readonly Reading[]> {
  const batches = await readerOf(extension);
  const readings: Reading[] = [];
  for await (const batch of batches(bytes, origin)) readings.push(...batch);
  return readings;
}

/** Loaded when it is needed: each reader brings its own parser. */
async function readerOf(extension: Extension) {
  switch (extension) {
    case ".csv":
      return (await import("../../subjects/readers/csv.ts")).readCsv;
    case ".json":
      return (await import("../../subjects/readers/json.ts")).readJson;
    case ".ndjson":
    case ".jsonl":
      return (await import("../../subjects/readers/ndjson.ts")).readNdjson;
  }
}
