import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PinnedTable, StoreLayer, TableFile } from "../../app/reference/source.ts";
import type { Subject } from "../../core/subject.ts";
import { inThread } from "../threads/in-thread.ts";
import type { FillOrder } from "./fill-store.ts";

export interface TemporaryStore {
  readonly files: readonly TableFile[];
  /** As messages name it. */
  readonly name: string;
  readonly subject: Subject;
  readonly onTemporary: ((remove: () => void) => void) | undefined;
}

/**
 * Puts table files that are too large for memory into a store of this run alone, in a thread of its
 * own: what loading needs would stand beside the threads that judge. `remove` takes the store away.
 *
 * @throws {GateError} `invalid` with what is wrong in any of the files.
 */
export async function temporaryStore({
  files,
  name,
  subject,
  onTemporary,
}: TemporaryStore): Promise<{ readonly layer: StoreLayer; readonly remove: () => void }> {
  const folder = mkdtempSync(join(tmpdir(), "holdpoint-reference-"));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  onTemporary?.(remove);
  const path = join(folder, "store.sqlite");
  try {
    const tables = await inThread<FillOrder, Readonly<Record<string, PinnedTable>>>({
      entry: threadEntry(),
      work: { files, path, name, subject },
      name: `the tables in ${name}`,
      advice: "put them into a store by `holdpoint reference load`, one at a time",
    });
    return { layer: { kind: "store", path, name, tables }, remove };
  } catch (error) {
    remove();
    throw error;
  }
}

/** In the packed package the modules are JavaScript. */
const threadEntry = (): URL =>
  new URL(
    import.meta.url.endsWith(".ts") ? "./fill-store-thread.ts" : "./fill-store-thread.js",
    import.meta.url,
  );
