import { closeSync, fsyncSync, mkdirSync, openSync, writeSync } from "node:fs";
import { reasonOf } from "../adapters/files/failures.ts";
import { GateError } from "../app/errors.ts";

/** Where the local gate keeps all it has, unless another folder is named. */
export const usualDataFolder = ".holdpoint";

/**
 * Makes the folder of a local gate, which nobody else can read.
 *
 * @throws {GateError} `unavailable`, with why.
 */
export function makeDataFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new GateError("unavailable", `${folder} cannot be made: ${reasonOf(cause)}`, { cause });
  }
}

/**
 * Writes a new file that its owner alone may read, and has it on the disk when it returns.
 *
 * @throws {GateError} `unavailable`, with why.
 */
export function writePrivately(path: string, text: string): void {
  try {
    const file = openSync(path, "w", 0o600);
    try {
      writeSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  } catch (cause) {
    throw new GateError("unavailable", `${path} cannot be written: ${reasonOf(cause)}`, { cause });
  }
}
