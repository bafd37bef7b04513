import { createHash } from "node:crypto";
import type { Json } from "../../core/expression/value.ts";
import type { Place, Reading, Unreadable } from "../../core/record.ts";
import { type Refusal, unreadable } from "../readers/reading.ts";
import type { RecordMaker, Row } from "./make-record.ts";
import type { Mapping } from "./mapping.ts";

/** Brings the contiguous rows of one key together into records, and holds no more than one of them. */
export interface Grouping {
  add(row: Row | Unreadable, maker: RecordMaker): void;
  /** No record goes on from one file to the next. */
  endFile(): void;
}

/** Takes what a grouping makes. */
export interface Groups {
  /** Told of the first row of each record, in order. */
  begin?(key: string, place: Place): void;
  /** Takes readings in order of position; without it none are made. */
  take?(reading: Reading, key: string | undefined): void;
}

/** Rows that one record may have, and rows within one that cannot be read, before it is closed. */
export const groupRowsMax = 100_000;

/** The rows of a record that has begun. */
interface Open {
  readonly key: string;
  readonly maker: RecordMaker;
  readonly rows: Row[];
  /** Where a row could not be read that may have belonged to it. */
  broken: Place | undefined;
  /** Rows that could not be read since it began: they come out behind it. */
  readonly behind: Unreadable[];
}

export function grouping({ group, of }: Mapping, groups: Groups): Grouping {
  const names = group.map(({ name }) => name).join(", ");
  let open: Open | undefined;
  let broken: Place | undefined;

  const close = (): void => {
    if (open === undefined) return;
    groups.take?.(readingOf(open, of.name), open.key);
    for (const row of open.behind) groups.take?.(row, undefined);
    open = undefined;
  };
  const spoil = (row: Unreadable): void => {
    broken = row.place;
    if (open === undefined) {
      groups.take?.(row, undefined);
      return;
    }
    open.broken ??= row.place;
    open.behind.push(row);
    if (open.behind.length > groupRowsMax) close();
  };

  return {
    add(row, maker) {
      if (row.kind === "unreadable") return spoil(row);
      const key = keyOf(maker.groupOf(row));
      if (key === undefined) return spoil(withoutGroup(row, names, of.name));
      if (open?.key !== key) {
        close();
        groups.begin?.(key, row.place);
        open = { key, maker, rows: [], broken, behind: [] };
      }
      broken = undefined;
      if (open.rows.length <= groupRowsMax) open.rows.push(row);
    },
    endFile() {
      close();
      broken = undefined;
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
  return { kind: "record", of: kind, position, place, value: maker.make(rows), digest };
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

/** Where a row stands, as a person finds it. */
export const placeText = ({ file, line, pointer }: Place): string =>
  pointer === undefined ? `${file}:${line}` : `${file}#${pointer}`;
