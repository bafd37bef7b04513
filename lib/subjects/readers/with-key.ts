import { absentKeyFields, naturalKey } from "../../core/natural-key.ts";
import type { Reading } from "../../core/record.ts";
import type { RecordKind } from "../../core/subject.ts";
import { unreadable } from "./reading.ts";

/** The reading, or where it is a record without its natural key, why nobody could find it again. */
export function withKey(reading: Reading, kind: RecordKind): Reading {
  if (reading.kind === "unreadable" || naturalKey(reading.value, kind) !== undefined)
    return reading;
  const absent = absentKeyFields(reading.value, kind).join(", ");
  const reason = `without ${absent} nobody could tell which ${kind.name} it is: fill it in`;
  return unreadable(reading, { code: "no_key", reason }, reading.digest);
}
