/** `YYYY-MM-DD` as days since 1970-01-01; undefined when it is no day of the calendar. */
export function parseDate(text: string): number | undefined {
  const match = datePattern.exec(text);
  if (!match) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  return dayNumber(year, month, day);
}

const datePattern = /^(\d{4})-(\d{2})-(\d{2})$/;

/** The days of a month, 1 to 12, in the proleptic Gregorian calendar. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Days since 1970-01-01, by counting years from March so that the leap day comes last. */
export function dayNumber(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const leapDays = Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100);
  return era * 146_097 + yearOfEra * 365 + leapDays + dayOfYear - 719_468;
}

export interface CivilDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** The inverse of `dayNumber`. */
export function civil(days: number): CivilDate {
  const z = days + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1;
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}

export function formatDate(days: number): string {
  const { year, month, day } = civil(days);
  return `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}`;
}

const two = (n: number): string => String(n).padStart(2, "0");

const instantPattern =
  /^(\d{4}-\d{2}-\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(?:([Zz])|([+-])(\d{2}):(\d{2}))$/;

/** RFC 3339 with an offset, as nanoseconds since 1970; undefined when it is none. */
export function parseInstant(text: string): bigint | undefined {
  const match = instantPattern.exec(text);
  const day = match ? parseDate(match[1] as string) : undefined;
  if (!match || day === undefined) return undefined;
  const [hour, minute, second] = [Number(match[2]), Number(match[3]), Number(match[4])];
  const [offsetHour, offsetMinute] = [Number(match[8] ?? 0), Number(match[9] ?? 0)];
  if (hour > 23 || minute > 59 || second > 59 || offsetHour > 23 || offsetMinute > 59)
    return undefined;
  const offset = (match[7] === "-" ? -1 : 1) * (offsetHour * 3600 + offsetMinute * 60);
  const seconds = day * 86_400 + hour * 3600 + minute * 60 + second - offset;
  return BigInt(seconds) * 1_000_000_000n + BigInt((match[5] ?? "").padEnd(9, "0"));
}

/** RFC 3339 in UTC with as many digits of a second as there are. */
export function formatInstant(nanoseconds: bigint): string {
  const dayLength = 86_400_000_000_000n;
  const rest = ((nanoseconds % dayLength) + dayLength) % dayLength;
  const day = Number((nanoseconds - rest) / dayLength);
  const seconds = Number(rest / 1_000_000_000n);
  const time = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const fraction = (rest % 1_000_000_000n).toString().padStart(9, "0").replace(/0+$/, "");
  return `${formatDate(day)}T${time.map(two).join(":")}${fraction && `.${fraction}`}Z`;
}
