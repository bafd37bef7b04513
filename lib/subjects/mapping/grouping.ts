import { createHash } from "node:crypto";
import type { Json } from "../../core/expression/value.ts";
import type { Place, Reading, Unreadable } from "../../core/record.ts";
import { type Refusal, unreadable } from "../readers/reading.ts";
import type { RecordMaker, Row } from "./make-record.ts";
import type { Mapping } from "./mapping.ts";

/**
 * Brings the contiguous rows of one key together into a record, over all files of a submission.
 * Nothing comes out before the end, because a key that stands in two places holds both records,
 * the first as well as the last.
 */
export interface Grouping {
  add(row: Row | Unreadable, maker: RecordMaker): void;
  /** No record goes on from one file to the next. */
  endFile(): void;
  /** All readings, in order of position. */
  finish(): readonly Reading[];
}

/** Rows that one record may have. */
export const groupRowsMax = 100_000;

/** The rows of a record that has begun. */
interface Open {
  readonly slot: Slot;
  readonly maker: RecordMaker;
  readonly rows: Row[];
  /** Where a row could not be read that may have belonged to it. */
  broken: Place | undefined;
}

/** A record's place among the readings, held until its last row is there. */
interface Slot {
  readonly key?: string;
  reading: Reading | undefined;
}

export function grouping({ group, of }: Mapping): Grouping {
  const slots: Slot[] = [];
  const names = group.map(({ name }) => name).join(", ");
  let open: Open | undefined;
  let broken: Place | undefined;

  const close = (): void => {
    if (open !== undefined) open.slot.reading = readingOf(open, of.name);
    open = undefined;
  };
  const spoil = (row: Unreadable): void => {
    slots.push({ reading: row });
    broken = row.place;
    if (open !== undefined) open.broken ??= row.place;
  };

  return {
    add(row, maker) {
      if (row.kind === "unreadable") return spoil(row);
      const key = keyOf(maker.groupOf(row));
      if (key === undefined) return spoil(withoutGroup(row, names, of.name));
      if (open?.slot.key !== key) {
        close();
        const slot: Slot = { key, reading: undefined };
        slots.push(slot);
        open = { slot, maker, rows: [], broken };
      }
      broken = undefined;
      if (open.rows.length <= groupRowsMax) open.rows.push(row);
    },
    endFile() {
      close();
      broken = undefined;
    },
    finish() {
      close();
      return withoutSplits(slots, names);
    },
  };
}

/** By text, so that 1 and "1" are one key; undefined where a value is absent. */
function keyOf(values: readonly (Json | undefined)[]): string | undefined {
  const texts = values.map((value) =>
    typeof value === "object" ? JSON.stringify(value) : `${value ?? ""}`,
  );
  return texts.some((text) => text.trim() === "") ? undefined : JSON.stringify(texts);
}

function withoutGroup(row: Row, names: string, kind: string): Unreadable {
  const reason = `without ${names} nobody could tell which ${kind} the row belongs to: fill it in`;
  return unreadable(row, { code: "no_key", reason }, digestOfRows([row]));
}

function readingOf({ rows, maker, broken }: Open, kind: string): Reading {
  const { position, place } = rows[0] as Row;
  const digest = digestOfRows(rows);
  const refusal = refusalOf(rows, maker, broken, kind);
  if (refusal !== undefined) return unreadable({ position, place }, refusal, digest);
  return { kind: "record", position, place, value: maker.make(rows), digest };
}

function refusalOf(
  rows: readonly Row[],
  maker: RecordMaker,
  broken: Place | undefined,
  kind: string,
): Refusal | undefined {
  if (broken !== undefined) {
    const row = placeText(broken);
    const reason = `the row at ${row} could not be read and may belong to this ${kind}`;
    return { code: "broken_group", reason };
  }
  if (rows.length > groupRowsMax)
    return { code: "too_large", reason: `it has more than ${groupRowsMax} rows` };
  const found = maker.disagreement(rows);
  if (found === undefined) return undefined;
  const [first, other] = [rows[0] as Row, found.row].map(({ place }) => placeText(place));
  const reason = `its rows differ in ${found.name}: ${first} and ${other} must say the same`;
  return { code: "unequal_rows", reason };
}

/** SHA-256 over the raw bytes of the rows, with a line feed between two of them. */
function digestOfRows(rows: readonly Row[]): string {
  const hash = createHash("sha256");
  for (const [index, { raw }] of rows.entries()) {
    if (index > 0) hash.update("\n");
    hash.update(raw);
  }
  return hash.digest("hex");
}

/** Every record whose key stands in several places is held, with all its places. */
function withoutSplits(slots: readonly Slot[], names: string): readonly Reading[] {
  const byKey = Map.groupBy(
    slots.filter(({ key }) => key !== undefined),
    ({ key }) => key,
  );
  return slots.map(({ key, reading }) => {
    const same = key === undefined ? [] : (byKey.get(key) ?? []);
    if (same.length < 2) return reading as Reading;
    const { position, place, digest } = reading as Reading;
    const places = same.map((slot) => placeText((slot.reading as Reading).place));
    const reason = `rows of one ${names} stand apart, at ${listed(places)}: bring them together`;
    return unreadable({ position, place }, { code: "split_key", reason }, digest);
  });
}

const placesShownMax = 4;

function listed(places: readonly string[]): string {
  const shown = places.slice(0, placesShownMax).join(" and ");
  return places.length > placesShownMax
    ? `${shown} and ${places.length - placesShownMax} more`
    : shown;
}

const placeText = ({ file, line, pointer }: Place): string =>
  pointer === undefined ? `${file}:${line}` : `${file}#${pointer}`;
