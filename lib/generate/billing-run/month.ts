import { dayNumber, daysInMonth, formatDate } from "../../core/expression/time.ts";

/** The calendar month that a run bills, and the days that follow from it, all as day numbers. */
export interface Month {
  /** `2026-11`. */
  readonly name: string;
  readonly first: number;
  readonly last: number;
  readonly days: number;
  /** Invoices are issued on the first day after the month. */
  readonly issued: number;
  readonly due: number;
}

const paymentDays = 21;

export function monthOf(year: number, month: number): Month {
  const first = dayNumber(year, month, 1);
  const days = daysInMonth(year, month);
  return {
    name: `${year}-${String(month).padStart(2, "0")}`,
    first,
    last: first + days - 1,
    days,
    issued: first + days,
    due: first + days + paymentDays,
  };
}

/** The month so many months before another. */
export function monthBefore({ name }: Month, count: number): Month {
  const [year = 0, month = 1] = name.split("-").map(Number);
  const index = year * 12 + month - 1 - count;
  return monthOf(Math.floor(index / 12), (index % 12) + 1);
}

export const dateText = formatDate;
