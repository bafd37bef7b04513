import { type Decimal, format } from "./decimal.ts";
import { isFault, isUnjudged, type Unjudged } from "./fault.ts";
import type { NumberSet } from "./number-set.ts";
import { endsOf, ordered } from "./number-set-gaps.ts";
import { formatDate, formatInstant } from "./time.ts";
import type { Type } from "./types.ts";
import { isObject, type List, type Optional, type Value } from "./value.ts";

/** Characters that a value takes in evidence and messages; the rest is cut off with an ellipsis. */
export const valueLengthMax = 200;
const listedMax = 10;

/** A value as data writes it: decimals with their digits, dates in ISO form, lists in brackets. */
export function formatValue(value: Value | Unjudged, type: Type): string {
  if (isUnjudged(value)) return isFault(value) ? `unknown (${value.detail})` : "absent";
  const text = plainText(value, type);
  return text.length > valueLengthMax ? `${text.slice(0, valueLengthMax - 1)}…` : text;
}

function plainText(value: Value, type: Type): string {
  switch (type.kind) {
    case "decimal":
      return format(value as Decimal);
    case "date":
      return formatDate(value as number);
    case "instant":
      return formatInstant(value as bigint);
    case "list":
      return listText(value as List, type.of);
    case "map":
      return mapText(value as ReadonlyMap<string, Value>, type.of);
    case "optional": {
      const { some } = value as Optional;
      return some === undefined ? "absent" : plainText(some, type.of);
    }
    case "numbers":
      return numbersText(value as NumberSet);
    case "record":
    case "any":
      return recordText(value);
    default:
      return String(value);
  }
}

function listText(list: List, of: Type): string {
  const shown = list.slice(0, listedMax).map((item) => formatValue(item, of));
  return `[${shown.join(", ")}${list.length > listedMax ? `, … ${list.length} in all` : ""}]`;
}

function mapText(map: ReadonlyMap<string, Value>, of: Type): string {
  const shown = [...map]
    .slice(0, listedMax)
    .map(([key, value]) => `${key}: ${plainText(value, of)}`);
  return `{${shown.join(", ")}${map.size > listedMax ? `, … ${map.size} in all` : ""}}`;
}

/** How many numbers there are, the first and the last. */
function numbersText(numbers: NumberSet): string {
  const set = ordered(numbers);
  const ends = endsOf(set);
  return ends ? `${set.size} numbers from ${ends[0]} to ${ends[1]}` : "no numbers";
}

/** A record by its first scalar fields, so that a person knows which one it is. */
function recordText(value: Value): string {
  if (!isObject(value)) return "{}";
  const scalars = Object.entries(value).filter(([, field]) => typeof field !== "object");
  return `{${scalars
    .slice(0, 3)
    .map(([name, field]) => `${name}: ${String(field)}`)
    .join(", ")}}`;
}
