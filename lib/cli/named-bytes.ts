import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { cannotRead } from "../adapters/files/failures.ts";
import { GateError } from "../app/errors.ts";
import type { Io } from "./io.ts";

/**
 * The bytes of a file.
 *
 * @throws {GateError} `not_found`, `unavailable`.
 */
export function fileBytes(io: Io, name: string): Uint8Array {
  try {
    return readFileSync(resolve(io.cwd, name));
  } catch (cause) {
    throw cannotRead(name, cause);
  }
}

const fetchMs = 10_000;
const fetchedBytesMax = 4 * 1024 * 1024;

/**
 * A file, or what an address answers; of what is published whole.
 *
 * @throws {GateError} `not_found`, `unavailable`.
 */
export async function namedBytes(io: Io, named: string): Promise<Uint8Array> {
  if (!/^https?:\/\//i.test(named)) return fileBytes(io, named);
  try {
    const response = await fetch(named, {
      redirect: "error",
      signal: AbortSignal.timeout(fetchMs),
    });
    const bytes = new Uint8Array(await response.arrayBuffer());
    if (response.ok && bytes.length <= fetchedBytesMax) return bytes;
    throw new Error(`it answered with status ${response.status}`);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new GateError("unavailable", `${named} cannot be read: ${why}`, { cause });
  }
}
