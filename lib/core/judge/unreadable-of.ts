import { naturalKey } from "../natural-key.ts";
import type { Reading, ReadRecord, Unreadable } from "../record.ts";
import type { UnreadableRecord } from "../report.ts";
import type { RecordKind } from "../subject.ts";

/** A reading as the engine takes it: a record of a kind with its key, or a piece that is none. */
export type Taken =
  | {
      readonly kind: "record";
      readonly reading: ReadRecord;
      readonly of: RecordKind;
      readonly key: string;
    }
  | { readonly kind: "unreadable"; readonly piece: UnreadableRecord };

/** Tells which of the two a reading is; a record says its kind, where it is not the default. */
export function unreadableOf(
  reading: Reading,
  kinds: ReadonlyMap<string, RecordKind>,
  defaultKind: string,
): Taken {
  if (reading.kind === "unreadable") return piece(unreadableRecord(reading));
  const of = kinds.get(reading.of ?? defaultKind);
  if (!of) return piece(notOfKind(reading, [...kinds.keys()]));
  const key = naturalKey(reading.value, of);
  return key === undefined ? piece(withoutKey(reading, of)) : { kind: "record", reading, of, key };
}

const piece = (found: UnreadableRecord): Taken => ({ kind: "unreadable", piece: found });

export function unreadableRecord({ place, position, code, reason }: Unreadable): UnreadableRecord {
  return { place, position, code, reason };
}

export function notOfKind(reading: ReadRecord, kinds: readonly string[]): UnreadableRecord {
  const { place, position, of } = reading;
  const reason = `found a record of type '${of}', right is one of ${kinds.join(", ")}`;
  return { place, position, code: "unknown_type", reason };
}

export function withoutKey({ place, position }: ReadRecord, kind: RecordKind): UnreadableRecord {
  const reason = `no natural key: ${kind.key.join(", ")} must be there`;
  return { place, position, code: "no_key", reason };
}
