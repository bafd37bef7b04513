import { randomBytes } from "node:crypto";
import { linkSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { cannotRead, codeOf } from "../../adapters/files/failures.ts";
import { writePrivately } from "../data-folder.ts";

const fileName = "uploads.key";

/**
 * What the addresses of a data folder's uploads are signed with: made where there is none, kept so
 * that addresses outlive the process, and readable by the folder's owner alone.
 *
 * @throws {GateError} `unavailable` when it can neither be read nor written.
 */
export function uploadsKey(folder: string): string {
  const path = join(folder, fileName);
  return keyIn(path) ?? made(path);
}

function keyIn(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8").trim() || undefined;
  } catch (cause) {
    if (codeOf(cause) === "ENOENT") return undefined;
    throw cannotRead(path, cause);
  }
}

/** Two that come at once get the same one: a link is made by the first alone. */
function made(path: string): string {
  const own = `${path}.${process.pid}.new`;
  writePrivately(own, `${randomBytes(32).toString("hex")}\n`);
  try {
    linkSync(own, path);
  } catch (cause) {
    if (codeOf(cause) !== "EEXIST") throw cannotRead(path, cause);
  } finally {
    rmSync(own, { force: true });
  }
  return keyIn(path) ?? made(path);
}
