import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { RunWorkPorts, WorkFolder } from "../../app/large-run/run-work.ts";
import { folderScratch } from "./spill-folder.ts";

/**
 * Folders for the tasks of runs, a new one for each, under a root that is this process's alone: what
 * an earlier process left there goes.
 */
export function workFolders(root: string): RunWorkPorts["workFolder"] {
  rmSync(root, { recursive: true, force: true });
  return (id): WorkFolder => {
    mkdirSync(root, { recursive: true, mode: 0o700 });
    const folder = mkdtempSync(join(root, `${id}-`));
    return {
      scratch: folderScratch(folder),
      remove: () => rmSync(folder, { recursive: true, force: true }),
    };
  };
}
