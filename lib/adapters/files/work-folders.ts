import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { GateError } from "../../app/errors.ts";
import type { RunWorkPorts, WorkFolder } from "../../app/large-run/run-work.ts";
import { reasonOf } from "./failures.ts";
import { folderScratch } from "./spill-folder.ts";

/**
 * Folders for the tasks of runs, a new one for each, under a root that is this process's alone: what
 * an earlier process left there goes.
 */
export function workFolders(root: string): RunWorkPorts["workFolder"] {
  rmSync(root, { recursive: true, force: true });
  return (id): WorkFolder => {
    const folder = made(root, id);
    return {
      scratch: folderScratch(folder),
      remove: () => rmSync(folder, { recursive: true, force: true }),
    };
  };
}

function made(root: string, id: string): string {
  try {
    mkdirSync(root, { recursive: true, mode: 0o700 });
    return mkdtempSync(join(root, `${id}-`));
  } catch (cause) {
    throw new GateError(
      "unavailable",
      `a run cannot be judged in ${root}: ${reasonOf(cause)}; make room in it, or name another folder`,
      { cause },
    );
  }
}
