import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Where a run of tests has its folder in memory, beside the temporary one; see `temporary-root.mjs`. */
const link = (): string => join(tmpdir(), "in-memory");
const memory = "/dev/shm";

/** A new folder, in memory where the machine has such a disk: of what is deleted by who made it. */
export function quickFolder(name: string): string {
  const parent = [link(), memory].find(existsSync) ?? tmpdir();
  return mkdtempSync(join(parent, `holdpoint-${name}-`));
}
