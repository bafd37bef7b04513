import { createReadStream, readdirSync, statSync } from "node:fs";
import { extname, join, resolve } from "node:path";
import { GateError } from "../../app/errors.ts";
import { placeOf, type TableRow } from "../../app/reference/row-intake.ts";
import type { TableFile } from "../../app/reference/source.ts";
import { rowOfCells, shapeOf } from "../../app/table-cells.ts";
import { didYouMean } from "../../core/expression/check/suggest.ts";
import type { Reading } from "../../core/record.ts";
import type { Subject } from "../../core/subject.ts";
import { cannotRead } from "./failures.ts";

/** The extensions of table files: other files in a folder are left alone. */
const extensions = [".csv", ".json", ".ndjson", ".jsonl"] as const;
type Extension = (typeof extensions)[number];

/** A piece of a table file that is no row. */
export interface UnreadRow {
  readonly problem: string;
}

/**
 * The table files of a folder, a file a table: `products.csv`, `.json` or `.ndjson`.
 *
 * @throws {GateError} `not_found` or `unavailable` when the folder cannot be read.
 */
export function tableFilesIn(name: string, folder: string): readonly TableFile[] {
  const path = resolve(folder, name);
  return namesIn(name, path).flatMap((file) => {
    const extension = extensionOf(file);
    if (file.startsWith(".") || extension === undefined) return [];
    const table = file.slice(0, -extension.length);
    return [{ table, name: join(name, file), path: join(path, file) }];
  });
}

function namesIn(name: string, path: string): readonly string[] {
  try {
    return readdirSync(path).sort();
  } catch (cause) {
    throw cannotRead(name, cause);
  }
}

function extensionOf(file: string): Extension | undefined {
  const extension = extname(file).toLowerCase();
  return extensions.find((known) => known === extension);
}

/** How many bytes some files have together. */
export const bytesOf = (files: readonly TableFile[]): number =>
  files.reduce((sum, { path }) => sum + (statSync(path, { throwIfNoEntry: false })?.size ?? 0), 0);

/**
 * A misspelt table would silently switch its rules off, one in two files is read by chance, and a
 * folder that was mistaken for another one has none.
 *
 * @throws {GateError} `invalid` with every file that is no table of the subject.
 */
export function refuseStrangers(
  folder: string,
  files: readonly TableFile[],
  { tables, kind }: Subject,
): void {
  const names = Object.keys(tables);
  if (files.length === 0)
    throw new GateError(
      "invalid",
      `${folder} has no reference tables: put a file for each into it, such as ` +
        `${names[0] ?? "products"}.csv`,
    );
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

/**
 * The rows of a table file, batch by batch, as their table's shape wants them; what is no row is
 * told with its line. CSV and NDJSON are read in memory of one row.
 *
 * @throws {GateError} `not_found`, `unavailable` or `invalid` when the file cannot be read.
 */
export async function* tableRows(
  file: TableFile,
  subject: Subject,
): AsyncGenerator<readonly (TableRow | UnreadRow)[], void, void> {
  const extension = extensionOf(file.path);
  if (extension === undefined)
    throw new GateError(
      "invalid",
      `${file.name} is no table file: name it by how it is written, ${extensions.join(", ")}`,
    );
  const shape = shapeOf(subject.schema, subject.tables[file.table]?.shape ?? "");
  const read = await readerOf(extension);
  const asRow = (reading: Reading): TableRow | UnreadRow => {
    const place = { ...reading.place, file: file.name };
    if (reading.kind === "unreadable")
      return { problem: `${placeOf({ place: { line: 1, ...place } })}: ${reading.reason}` };
    const { value } = reading;
    return { place, value: extension === ".csv" ? rowOfCells(value, shape) : value };
  };
  const origin = { file: 0, name: file.name };
  for await (const batch of read(bytesIn(file), origin)) yield batch.map(asRow);
}

async function* bytesIn({ path, name }: TableFile): AsyncGenerator<Uint8Array, void, void> {
  let isEmpty = true;
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: chunkBytes })) {
      isEmpty = false;
      yield chunk;
    }
  } catch (cause) {
    throw cannotRead(name, cause);
  }
  if (isEmpty)
    throw new GateError(
      "invalid",
      `${name} has no bytes: what should have written it did not; a table without rows has a ` +
        "header, or is []",
    );
}

const chunkBytes = 256 * 1024;

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
