import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { folderObjects } from "../../lib/adapters/objects-folder/objects.ts";
import type { Objects } from "../../lib/app/ports.ts";

const folders = new Map<string, string>();

process.once("exit", () => {
  for (const folder of folders.values()) rmSync(folder, { recursive: true, force: true });
});

/** Storage for objects that goes with this process; all who name the same place share it. */
export function temporaryObjects(place = "objects"): Objects {
  const folder = folders.get(place) ?? mkdtempSync(join(tmpdir(), "holdpoint-objects-"));
  folders.set(place, folder);
  return folderObjects(folder);
}
