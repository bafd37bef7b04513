import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { shippedFolder } from "../../adapters/files/shipped.ts";
import { tableFilesIn } from "../../adapters/files/table-files.ts";
import type { StoredVersion } from "../../adapters/sqlite/reference-store.ts";
import { counted } from "../counted.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { type Io, wantsColour } from "../io.ts";
import { type Palette, paletteOf } from "../outputs/palette.ts";
import { plainText } from "../plain-text.ts";
import { openExisting, usualStore } from "./store-path.ts";

export interface ListFlags {
  readonly store: string;
  readonly json?: boolean;
}

/** `holdpoint reference list`: every version of every table of a store, and what ships. */
export async function listReferences(io: Io, flags: ListFlags): Promise<ExitCode> {
  const versions = versionsOf(io, flags.store);
  const shipped = tableFilesIn("reference", shippedFolder(".")).map(({ table }) => table);
  const text = flags.json
    ? JSON.stringify(
        { schema: "holdpoint/reference-list/1", store: flags.store, versions, shipped },
        null,
        2,
      )
    : linesOf(flags.store, versions, shipped, paletteOf(wantsColour(io, io.stdout))).join("\n");
  await io.stdout.write(`${text}\n`);
  return exitCodes.clear;
}

/** A store that nobody named need not be there. */
function versionsOf(io: Io, name: string): readonly StoredVersion[] {
  if (name === usualStore && !existsSync(resolve(io.cwd, name))) return [];
  const store = openExisting(io, name);
  try {
    return store.versions();
  } finally {
    store.close();
  }
}

function linesOf(
  store: string,
  versions: readonly StoredVersion[],
  shipped: readonly string[],
  palette: Palette,
): readonly string[] {
  const byTable = Map.groupBy(versions, ({ table, kinds }) => `${table}  ${kinds.join(", ")}`);
  const tables = [...byTable].sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    tables.length > 0 ? palette.strong(plainText(store)) : `${plainText(store)} has no tables yet`,
    ...tables.flatMap(([, own]) => tableLines(own, palette)),
    "",
    `Shipped with Holdpoint, where no table of that name is given: ${shipped.join(", ")}`,
  ];
}

function tableLines(versions: readonly StoredVersion[], palette: Palette): readonly string[] {
  const [first] = versions as [StoredVersion];
  const head = `  ${palette.strong(first.table)}  ${palette.quiet(first.kinds.join(", "))}`;
  const lines = versions.toReversed().map((one) => {
    const changes = `+${one.added.toLocaleString("en-GB")} −${one.removed.toLocaleString("en-GB")}`;
    const loaded = `load ${one.load}, ${one.loadedAt}`;
    const what = `${counted(one.rows, "row")} (${changes})`;
    const sources = plainText(one.sources.join(", "));
    return `    version ${one.number}  ${what}  ${loaded}  ${palette.quiet(`${one.digest.slice(0, 12)}  ${sources}`)}`;
  });
  return ["", head, ...lines];
}
