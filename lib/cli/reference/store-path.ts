import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { openStore, type ReferenceStore } from "../../adapters/sqlite/reference-store.ts";
import { GateError } from "../../app/errors.ts";
import type { Io } from "../io.ts";

/** The store that commands work on unless they name another one. */
export const usualStore = "reference.sqlite";

/**
 * Opens a store to be read.
 *
 * @throws {GateError} `not_found` when there is none.
 */
export function openExisting(io: Io, name: string): ReferenceStore {
  const path = resolve(io.cwd, name);
  if (existsSync(path)) return openStore(path, name, { readOnly: true });
  throw new GateError(
    "not_found",
    `there is no store ${name}: \`holdpoint reference load TABLE FILE --store ${name}\` makes one`,
  );
}
