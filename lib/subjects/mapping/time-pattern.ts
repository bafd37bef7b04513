import { daysInMonth } from "../../core/expression/time.ts";

/** How dates and times are written: `yyyy-MM-dd HH:mm:ss`, read into a pattern once. */
export interface TimePattern {
  readonly text: string;
  readonly expression: RegExp;
  readonly letters: readonly Letters[];
}

/** A date and time of day as they are written, with the offset where one is. */
export interface Written {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly secondOfDay: number;
  /** Digits behind the second. */
  readonly fraction: string;
  readonly offsetMinutes?: number;
}

const groups = {
  yyyy: "(\\d{4})",
  yy: "(\\d{2})",
  MM: "(\\d{2})",
  M: "(\\d{1,2})",
  dd: "(\\d{2})",
  d: "(\\d{1,2})",
  HH: "(\\d{2})",
  H: "(\\d{1,2})",
  hh: "(\\d{2})",
  h: "(\\d{1,2})",
  mm: "(\\d{2})",
  ss: "(\\d{2})",
  S: "(\\d{1,9})",
  a: "([AaPp][Mm])",
  XXX: "([Zz]|[+-]\\d{2}:\\d{2})",
} as const;
type Letters = keyof typeof groups;

/** What a pattern may hold, for messages. */
export const patternLetters = Object.keys(groups).join(" ");

/**
 * Reads a pattern: letters as in Java's and Unicode's patterns, other letters only in single
 * quotes. Gives the mistake where it is none. `yy` counts from 2000; `S` is any digits of a second.
 */
export function timePattern(text: string): TimePattern | string {
  const letters: Letters[] = [];
  let source = "";
  for (const [part] of text.matchAll(/'[^']*'|([A-Za-z])\1*|./gs)) {
    if (part.startsWith("'") && part.length > 1) source += escaped(part.slice(1, -1));
    else if (!/[A-Za-z]/.test(part)) source += escaped(part);
    else if (!Object.hasOwn(groups, part))
      return `'${part}' is none of ${patternLetters}; other letters stand in single quotes`;
    else {
      letters.push(part as Letters);
      source += groups[part as Letters];
    }
  }
  const lacking = missingPart(letters);
  return lacking ?? { text, expression: new RegExp(`^${source}$`), letters };
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");

function missingPart(letters: readonly Letters[]): string | undefined {
  const kinds = letters.map((part) => (part === "MM" || part === "M" ? "M" : part.charAt(0)));
  const twice = kinds.find((kind, index) => kinds.indexOf(kind) < index);
  if (twice !== undefined) return `'${twice}' stands twice`;
  for (const kind of ["y", "M", "d"])
    if (!kinds.includes(kind)) return `without '${kind}' there is no whole date`;
  if (kinds.includes("h") !== kinds.includes("a")) return "'h' and 'a' need each other";
  const hasHour = kinds.includes("H") || kinds.includes("h");
  if (kinds.includes("m") !== hasHour) return "an hour and 'mm' need each other";
  if (kinds.includes("s") && !hasHour) return "'ss' needs an hour";
  return kinds.includes("S") && !kinds.includes("s") ? "'S' needs 'ss'" : undefined;
}

/** Whether a pattern tells a time of day. */
export const hasTime = ({ letters }: TimePattern): boolean => letters.includes("mm");
export const hasOffset = ({ letters }: TimePattern): boolean => letters.includes("XXX");

/** What a text says by a pattern; undefined where it does not fit, or is no day of the calendar. */
export function readTime(text: string, { expression, letters }: TimePattern): Written | undefined {
  const match = expression.exec(text.trim());
  if (match === null) return undefined;
  const part = (...names: readonly Letters[]): string | undefined => {
    const index = letters.findIndex((letter) => names.includes(letter));
    return index < 0 ? undefined : match[index + 1];
  };
  const [short, long] = [part("yy"), part("yyyy")];
  const year = short === undefined ? Number(long) : 2000 + Number(short);
  const [month, day] = [Number(part("MM", "M")), Number(part("dd", "d"))];
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  const secondOfDay = secondsIn(
    part("HH", "H"),
    part("hh", "h"),
    part("a"),
    part("mm"),
    part("ss"),
  );
  const offset = part("XXX");
  const offsetMinutes = offset === undefined ? undefined : minutesOf(offset);
  if (secondOfDay === undefined || (offset !== undefined && offsetMinutes === undefined))
    return undefined;
  const written = { year, month, day, secondOfDay, fraction: part("S") ?? "" };
  return offsetMinutes === undefined ? written : { ...written, offsetMinutes };
}

function secondsIn(
  hour24: string | undefined,
  hour12: string | undefined,
  half: string | undefined,
  minute = "0",
  second = "0",
): number | undefined {
  if (hour12 !== undefined && (Number(hour12) < 1 || Number(hour12) > 12)) return undefined;
  const afternoon = half?.toLowerCase() === "pm" ? 12 : 0;
  const hour = hour12 === undefined ? Number(hour24 ?? 0) : (Number(hour12) % 12) + afternoon;
  if (hour > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  return hour * 3600 + Number(minute) * 60 + Number(second);
}

function minutesOf(offset: string): number | undefined {
  if (/^[Zz]$/.test(offset)) return 0;
  const [hours, minutes] = [Number(offset.slice(1, 3)), Number(offset.slice(4, 6))];
  if (hours > 23 || minutes > 59) return undefined;
  return (offset.startsWith("-") ? -1 : 1) * (hours * 60 + minutes);
}
