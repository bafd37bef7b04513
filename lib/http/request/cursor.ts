import { canonicalJson, sha256 } from "../../app/digest.ts";
import { GateError } from "../../app/errors.ts";
import type { Json } from "../../core/expression/value.ts";

/**
 * A cursor as callers get it: what the use case gave, bound by a checksum to the list that it is of,
 * so that one that was changed or carried to another list is told and not followed.
 */
export const sealCursor = (list: Json, cursor: string): string =>
  Buffer.from(`${checksum(list, cursor)}${cursor}`).toString("base64url");

/** @throws {GateError} `invalid` for what `sealCursor` did not give for this list. */
export function openCursor(list: Json, sealed: string): string {
  const text = Buffer.from(sealed, "base64url").toString();
  const cursor = text.slice(checksumLength);
  if (text.slice(0, checksumLength) === checksum(list, cursor)) return cursor;
  const message = "is no cursor of this list: take `next` of the page before, all else the same";
  throw new GateError("invalid", `the query does not fit, cursor: it ${message}`, {
    mistakes: [{ parameter: "cursor", message }],
  });
}

const checksumLength = 12;

const checksum = (list: Json, cursor: string): string =>
  sha256(canonicalJson(["cursor", list, cursor])).slice(0, checksumLength);
