import { readTextFile } from "../../adapters/files/named-folders.ts";
import { GateError } from "../../app/errors.ts";
import { isObject, type JsonObject } from "../../core/expression/value.ts";

/** The text of a file that was named. */
export const textIn = (name: string, folder: string): string => readTextFile(name, folder);

/**
 * The object in a file that was named.
 *
 * @throws {GateError} `not_found` or `unavailable` when it cannot be read, `invalid` when it holds
 * none.
 */
export function objectIn(name: string, folder: string): JsonObject {
  const text = textIn(name, folder);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new GateError("invalid", `${name} is no JSON: ${(cause as Error).message}`, { cause });
  }
  if (isObject(value)) return value;
  throw new GateError("invalid", `${name} holds no JSON object`);
}
