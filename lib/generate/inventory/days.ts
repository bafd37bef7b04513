import { formatDate, parseDate } from "../../core/expression/time.ts";

/** The day of the snapshot. */
export const snapshotDay = "2026-12-01";

const today = parseDate(snapshotDay) as number;

/** The day so many days after the snapshot's, or before it. */
export const dayText = (days: number): string => formatDate(today + days);
