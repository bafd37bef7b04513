import type { Json } from "../../../core/expression/value.ts";
import { sha256 } from "../../digest.ts";
import { GateError } from "../../errors.ts";

/**
 * Where a list goes on, as one opaque text. It grants nothing: whoever makes one up sees what she may
 * see. It names what it is of, so that the cursor of another list, or of other filters, is refused.
 */
export const cursorText = (of: Json, position: Json): string =>
  Buffer.from(JSON.stringify([mark(of), position])).toString("base64url");

/**
 * The position that a cursor says; undefined where there is none.
 *
 * @throws {GateError} `invalid` when it is no cursor of this list.
 */
export function positionIn<Position>(
  cursor: string | undefined,
  of: Json,
  isPosition: (value: unknown) => value is Position,
): Position | undefined {
  if (cursor === undefined) return undefined;
  const read = parsed(cursor);
  if (Array.isArray(read) && read[0] === mark(of) && isPosition(read[1])) return read[1];
  const message = "is not what this list gave as 'next', with the same filters";
  throw new GateError("invalid", `the cursor ${message}`, {
    mistakes: [{ parameter: "cursor", message }],
  });
}

const cursorLengthMax = 1_000;
const mark = (of: Json): string => sha256(JSON.stringify(of)).slice(0, 8);

function parsed(cursor: string): unknown {
  if (cursor.length > cursorLengthMax || !/^[\w-]+$/.test(cursor)) return undefined;
  try {
    return JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}
