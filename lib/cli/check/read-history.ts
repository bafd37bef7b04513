import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { cannotRead } from "../../adapters/files/failures.ts";
import { GateError } from "../../app/errors.ts";
import { type History, type HistoryPlan, historySizeMax, parseHistory } from "../../app/history.ts";

/**
 * Reads the file of earlier runs that was named.
 *
 * @throws {GateError} `not_found` or `unavailable` when it cannot be read, `too_large`, or `invalid`
 * with every mistake in it.
 */
export function readHistory(name: string, folder: string, plan: HistoryPlan): History {
  return parseHistory(bytesOf(name, folder), name, plan);
}

function bytesOf(name: string, folder: string): Uint8Array {
  try {
    const path = resolve(folder, name);
    if (statSync(path).size <= historySizeMax) return readFileSync(path);
  } catch (cause) {
    throw cannotRead(name, cause);
  }
  throw new GateError("too_large", `${name} is no history: it is larger than 64 MiB`);
}
