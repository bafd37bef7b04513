import { GateError, isGateError } from "../../app/errors.ts";
import { noTables } from "../../app/loaded-tables.ts";
import { layeredRows } from "../../app/reference/layered-rows.ts";
import type {
  FilesLayer,
  ReferenceLayer,
  ReferenceSource,
  References,
  StoreLayer,
} from "../../app/reference/source.ts";
import type { ReferenceRows, Subject } from "../../core/subject.ts";
import { readTableFiles } from "../files/reference-folder.ts";

/** No table was loaded, and none is wanted. */
export const noReferences: References = {
  rows: noTables,
  digests: {},
  source: { layers: [] },
  settle: () => {},
  close: () => {},
};

/** An opened layer. */
interface Opened {
  readonly rows: ReferenceRows;
  readonly digest: (table: string) => string | undefined;
  readonly layer: ReferenceLayer;
  readonly settle: () => void;
  readonly close: () => void;
}

/**
 * Opens reference tables: in a worker as in the thread that found them. Those that the rules read
 * count as loaded where a layer has them; `others` are opened beside them, so that what is wrong
 * with them is told as well.
 *
 * @throws {GateError} what reading tables throws, and `unavailable` when one is no longer what the
 * source says.
 */
export async function openReferences(
  { layers }: ReferenceSource,
  subject: Subject,
  read: ReadonlySet<string>,
  others: readonly string[] = [],
): Promise<References> {
  const wanted = new Set([...read, ...others]);
  const opened: Opened[] = [];
  const close = () => {
    for (const layer of opened) layer.close();
  };
  try {
    for (const layer of hidingReplaced(layers, wanted))
      opened.push(await openLayer(layer, subject));
  } catch (error) {
    close();
    throw error;
  }
  const rows = layeredRows(opened.map((layer) => layer.rows));
  const digestOf = (table: string): string | undefined =>
    opened.findLast((layer) => layer.rows.loaded(table))?.digest(table);
  const digests = [...read].sort().flatMap((table) => {
    const digest = digestOf(table);
    return digest === undefined ? [] : [[table, digest] as const];
  });
  return {
    rows,
    digests: Object.fromEntries(digests),
    source: { layers: opened.map(({ layer }) => layer) },
    settle: () => {
      for (const layer of opened) layer.settle();
    },
    close,
  };
}

/** Only tables that are wanted, and that no later layer replaces, are opened at all. */
function hidingReplaced(
  layers: readonly ReferenceLayer[],
  wanted: ReadonlySet<string>,
): readonly ReferenceLayer[] {
  const taken = new Set<string>();
  const shown = layers.toReversed().map((layer) => {
    const isShown = (table: string): boolean => wanted.has(table) && !taken.has(table);
    const found =
      layer.kind === "files"
        ? { ...layer, files: layer.files.filter(({ table }) => isShown(table)) }
        : { ...layer, tables: only(layer.tables, isShown) };
    for (const table of tablesOf(found)) taken.add(table);
    return found;
  });
  return shown.toReversed().filter((layer) => tablesOf(layer).length > 0);
}

const tablesOf = (layer: ReferenceLayer): readonly string[] =>
  layer.kind === "files" ? layer.files.map(({ table }) => table) : Object.keys(layer.tables);

const only = <Value>(
  of: Readonly<Record<string, Value>>,
  isMeant: (name: string) => boolean,
): Readonly<Record<string, Value>> =>
  Object.fromEntries(Object.entries(of).filter(([name]) => isMeant(name)));

const openLayer = (layer: ReferenceLayer, subject: Subject): Promise<Opened> =>
  layer.kind === "files" ? openFiles(layer, subject) : openStored(layer, subject);

async function openFiles({ files }: FilesLayer, subject: Subject): Promise<Opened> {
  const rows = await readTableFiles(files, subject).catch((error: unknown) => {
    throw files.some(({ digest }) => digest !== undefined) ? vanished(error) : error;
  });
  const pinned = files.map((file) => ({ ...file, digest: rows.digest(file.table) as string }));
  return {
    rows,
    digest: rows.digest,
    layer: { kind: "files", files: pinned },
    settle: () => {},
    close: () => {},
  };
}

/** What was there when the run began cannot have been misspelt. */
const vanished = (error: unknown): unknown =>
  isGateError(error, "not_found")
    ? new GateError("unavailable", `${error.message}, and it was there when the run began`, {
        cause: error,
      })
    : error;

async function openStored(layer: StoreLayer, subject: Subject): Promise<Opened> {
  const { openStore } = await import("../sqlite/reference-store.ts");
  const store = openStore(layer.path, layer.name, { readOnly: true });
  const rows = store.rows(layer.tables, subject);
  return {
    rows,
    digest: (table) => layer.tables[table]?.digest,
    layer,
    settle: rows.settle,
    close: store.close,
  };
}
