import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { GateError } from "../../app/errors.ts";
import type { WorkFolder } from "../../app/large-run/run-work.ts";
import { reasonOf } from "./failures.ts";
import { folderScratch } from "./spill-folder.ts";

/**
 * Folders below another one, each for one task of a run: private, and gone once the task has ended.
 * What a process that died has left is whoever's who has made the folder above.
 */
export const workFolders =
  (above: string) =>
  (id: string): WorkFolder => {
    const path = made(above, id);
    return {
      scratch: folderScratch(path),
      remove: () => rmSync(path, { recursive: true, force: true }),
    };
  };

function made(above: string, id: string): string {
  try {
    return mkdtempSync(join(above, `${id.slice(0, 8)}-`));
  } catch (cause) {
    throw new GateError(
      "unavailable",
      `a run cannot be judged in ${above}: ${reasonOf(cause)}; make room in it, or name another folder`,
      { cause },
    );
  }
}
