import { millisecondsOf } from "../instant.ts";

/**
 * Names in the archive. An entry's is made of its instant, id and digest alone: one that comes twice
 * has the same name both times, one that was overwritten has two, and names sort by time.
 *
 * - `entries/2026-11-22/10/46-30-123_{id}_{digest}`: an entry, as it was stored
 * - `late/{seal}/2026-11-22/…`: the entry came too late for the seals before this one
 * - `lists/{seal}_{digest}`: what a seal lists, see `listText`
 * - `seals/{seal}`: a seal
 */
export const entriesPrefix = "entries/";
export const latePrefix = "late/";
export const listsPrefix = "lists/";
export const sealsPrefix = "seals/";

/** What the name of an entry says. */
export interface EntryName {
  /** RFC 3339, in UTC, with milliseconds: what is finer is cut off. */
  readonly at: string;
  readonly id: string;
  /** SHA-256 (hex) of its bytes. */
  readonly digest: string;
}

export const entryNameOf = ({ at, id, digest }: EntryName): string =>
  `${placeOf(at)}_${id}_${digest}`;

const entryName =
  /^entries\/(\d{4}-\d{2}-\d{2})\/(\d{2})\/(\d{2})-(\d{2})-(\d{3})_((?:[0-9a-f]{40}|deployment)(?:\.[0-9a-f]{24})?)_([0-9a-f]{64})$/;

/** What a name says; undefined where it is no entry's. Total. */
export function entryNameIn(name: string): EntryName | undefined {
  const [, day, hour, minute, second, millisecond, id, digest] = entryName.exec(name) ?? [];
  if (day === undefined || id === undefined || digest === undefined) return undefined;
  return { at: `${day}T${hour}:${minute}:${second}.${millisecond}Z`, id, digest };
}

/** Where entries of an instant begin: names of earlier ones come before it, all others after it. */
export function placeOf(at: string): string {
  const text = new Date(millisecondsOf(at)).toISOString();
  const [day = "", time = ""] = text.slice(0, -1).split("T");
  const [hour, minute, second = ""] = time.split(":");
  return `${entriesPrefix}${day}/${hour}/${minute}-${second.replace(".", "-")}`;
}

/** The mark of an entry that came too late for all seals before this number. */
export const lateNameOf = (seal: number, entry: string): string =>
  `${latePrefix}${numberText(seal)}/${entry.slice(entriesPrefix.length)}`;

/** The entry that a mark is about. */
export const entryOfLate = (name: string): string =>
  entriesPrefix + name.slice(latePrefix.length + numberDigits + 1);

export const listNameOf = (seal: number, digest: string): string =>
  `${listsPrefix}${numberText(seal)}_${digest}`;
export const sealNameOf = (seal: number): string => `${sealsPrefix}${numberText(seal)}`;

/** The number in the name of a seal; undefined where it is no seal's. Total. */
export function sealNumberIn(name: string): number | undefined {
  const digits = /^seals\/(\d{10})$/.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** A seal every second for 300 years has ten digits. */
const numberDigits = 10;
export const numberText = (seal: number): string => String(seal).padStart(numberDigits, "0");
