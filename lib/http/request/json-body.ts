import { GateError } from "../../app/errors.ts";
import type { JsonObject } from "../../core/expression/value.ts";
import { parseRecord } from "../../subjects/readers/json-record.ts";

/** The largest body of an action. */
export const actionSizeMaxBytes = 1024 * 1024;

/**
 * The object in the body of an action, as strictly read as records are: UTF-8 without a byte order
 * mark, every name once, no half characters, nothing deep. No bytes are an object without members.
 *
 * @throws {GateError} `too_large`, or `invalid` with line and column.
 */
export function jsonBody(bytes: Buffer): JsonObject {
  if (bytes.length > actionSizeMaxBytes)
    throw new GateError(
      "too_large",
      `the body has ${bytes.length} bytes, and an action takes at most ${actionSizeMaxBytes} (1 MiB)`,
    );
  if (bytes.length === 0) return {};
  if (bytes.subarray(0, 3).equals(byteOrderMark))
    throw invalidBody("the body begins with a byte order mark: leave it out", 0, bytes);
  let at = 0;
  const { value, refusal } = parseRecord(bytes, (offset) => {
    at = offset;
    return "";
  });
  if (refusal === undefined) return value;
  throw invalidBody(refusal.reason.replace(/^: /, ""), at, bytes);
}

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

function invalidBody(why: string, at: number, bytes: Buffer): GateError {
  const before = bytes.subarray(0, at).toString("utf8");
  const line = before.split("\n").length;
  const column = [...before.slice(before.lastIndexOf("\n") + 1)].length + 1;
  const message = `the body cannot be read (line ${line}, column ${column}): ${why}`;
  return new GateError("invalid", message, { mistakes: [{ line, column, message: why }] });
}
