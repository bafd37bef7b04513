import { parseDecimal } from "../../../core/expression/decimal.ts";
import { parseInstant } from "../../../core/expression/time.ts";
import type { Urgency } from "../policy/priority.ts";

/** Where a page of the queue ended: its instant, its last case, and how many were ranked before. */
export interface PlaceInQueue {
  readonly at: string;
  readonly rank: number;
  readonly last: Urgency;
}

/** Whether something that came back in a cursor is such a place. */
export function isPlaceInQueue(value: unknown): value is PlaceInQueue {
  if (!isObject(value)) return false;
  const { at, rank, last } = value;
  return isInstant(at) && isCount(rank) && isObject(last) && isUrgency(last);
}

const isUrgency = ({ id, severity, customers, cost, remaining }: Fields): boolean =>
  typeof id === "string" &&
  (severity === "block" || severity === "hold") &&
  isCount(customers) &&
  typeof cost === "string" &&
  parseDecimal(cost) !== undefined &&
  isCount(remaining);

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields => typeof value === "object" && value !== null;
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0;
const isInstant = (value: unknown): boolean =>
  typeof value === "string" && parseInstant(value) !== undefined;
