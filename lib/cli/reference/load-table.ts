import { resolve } from "node:path";
import { tableRows } from "../../adapters/files/table-files.ts";
import type { LoadCommand, LoadResult } from "../../adapters/sqlite/load-table.ts";
import { openStore } from "../../adapters/sqlite/reference-store.ts";
import { spareMemory } from "../../adapters/system/spare-memory.ts";
import { GateError } from "../../app/errors.ts";
import { kindsSharing } from "../../app/reference/shared-kinds.ts";
import type { TableFile } from "../../app/reference/source.ts";
import { didYouMean } from "../../core/expression/check/suggest.ts";
import type { Subject } from "../../core/subject.ts";
import { subjects } from "../../subjects/registry.ts";
import { progressOn } from "../check/progress.ts";
import { counted } from "../counted.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { subjectNamed } from "../subject-named.ts";

export interface LoadFlags {
  readonly subject?: string;
  readonly store: string;
  readonly add?: boolean;
  readonly json?: boolean;
}

/** `holdpoint reference load`: makes a new version of a table, whole or not at all. */
export async function loadReference(
  io: Io,
  flags: LoadFlags,
  table: string,
  ...files: readonly string[]
): Promise<ExitCode> {
  spareMemory();
  const { subject, kinds } = whoseTable(table, flags.subject);
  const named = files.map((name) => ({ table, name, path: resolve(io.cwd, name) }));
  const store = openStore(resolve(io.cwd, flags.store), flags.store, { readOnly: false });
  const progress = progressOn(io, undefined);
  try {
    const result = await store.load({
      table,
      subject,
      kinds,
      how: flags.add ? "add" : "replace",
      rows: countedRows(named, subject, progress.records),
      sources: files,
      loadedAt: io.now().toISOString(),
    });
    progress.end();
    await io.stdout.write(
      flags.json
        ? `${JSON.stringify({ schema: "holdpoint/reference-load/1", table, kinds, ...result }, null, 2)}\n`
        : textOf(table, result),
    );
    return exitCodes.clear;
  } finally {
    progress.end();
    store.close();
  }
}

/** The kinds that a table serves: those that describe it alike. */
function whoseTable(
  table: string,
  kind: string | undefined,
): { readonly subject: Subject; readonly kinds: readonly string[] } {
  const groups = kindsSharing(table, subjects);
  const [first] = kind === undefined ? groups : groups.filter((kinds) => kinds.includes(kind));
  const named = kind === undefined ? undefined : subjectNamed(kind);
  if (first === undefined) throw noTable(table, named);
  if (kind === undefined && groups.length > 1)
    throw new GateError(
      "invalid",
      `'${table}' is another table for ${groups.map((kinds) => kinds.join(" and ")).join(" than for ")}: ` +
        "name whose it is by --subject",
    );
  return { subject: named ?? subjectNamed(first[0] as string), kinds: first };
}

function noTable(table: string, subject: Subject | undefined): GateError {
  const having = subject ? [subject] : Object.values(subjects);
  const names = [...new Set(having.flatMap(({ tables }) => Object.keys(tables)))].sort();
  const hint = didYouMean(table, names) || `; there are ${names.join(", ")}`;
  return new GateError(
    "not_found",
    `there is no table '${table}'${subject ? ` of ${subject.kind}` : ""}${hint}`,
  );
}

type Batch = LoadCommand["rows"] extends AsyncIterable<infer Item> ? Item : never;

async function* countedRows(
  files: readonly TableFile[],
  subject: Subject,
  onRows: (count: number) => void,
): AsyncGenerator<Batch, void, void> {
  let count = 0;
  for (const file of files)
    for await (const batch of tableRows(file, subject)) {
      count += batch.length;
      onRows(count);
      yield batch;
    }
}

function textOf(table: string, result: LoadResult): string {
  const { number, rows, added, removed, load, digest, isNew } = result;
  const rowsText = counted(rows, "row");
  if (!isNew)
    return `${table}: nothing new, version ${number} (load ${load}) has the same ${rowsText}\n`;
  const changes = `${counted(added, "row")} new, ${counted(removed, "row")} ended`;
  return `${table}: version ${number} (load ${load}), ${rowsText}: ${changes}\n  ${digest}\n`;
}
