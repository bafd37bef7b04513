import { compare, type Decimal } from "./decimal.ts";
import { isUnjudged, type Unjudged, worse } from "./fault.ts";
import type { Type } from "./types.ts";
import type { List, Value } from "./value.ts";

/**
 * Whether two values of one type are equal: by value for decimals, element by element for lists.
 * Parts that are exactly unequal decide; otherwise a part that is unjudged makes it unjudged.
 */
export function equal(a: Value, b: Value, type: Type): boolean | Unjudged {
  switch (type.kind) {
    case "decimal":
      return compare(a as Decimal, b as Decimal) === 0;
    case "list":
      return equalLists(a as List, b as List, type.of);
    case "map":
      return equalMaps(a as ReadonlyMap<string, Value>, b as ReadonlyMap<string, Value>, type.of);
    default:
      return a === b;
  }
}

function equalLists(a: List, b: List, of: Type): boolean | Unjudged {
  if (a.length !== b.length) return false;
  let open: Unjudged | undefined;
  for (const [i, x] of a.entries()) {
    const same = equalParts(x, b[i] as Value | Unjudged, of);
    if (same === false) return false;
    if (same !== true) open = open ? worse(open, same) : same;
  }
  return open ?? true;
}

/** Equality of two parts, either of which may be unjudged. */
export function equalParts(
  a: Value | Unjudged,
  b: Value | Unjudged,
  type: Type,
): boolean | Unjudged {
  if (isUnjudged(a)) return isUnjudged(b) ? worse(a, b) : a;
  return isUnjudged(b) ? b : equal(a, b, type);
}

function equalMaps(
  a: ReadonlyMap<string, Value>,
  b: ReadonlyMap<string, Value>,
  of: Type,
): boolean | Unjudged {
  if (a.size !== b.size) return false;
  let open: Unjudged | undefined;
  for (const [key, value] of a) {
    const other = b.get(key);
    const same = other === undefined ? false : equal(value, other, of);
    if (same === false) return false;
    if (same !== true) open = open ? worse(open, same) : same;
  }
  return open ?? true;
}

/** Less, equal or greater, for types that have an order; text by code points, as CEL has it. */
export function order(a: Value, b: Value, type: Type): -1 | 0 | 1 {
  if (type.kind === "decimal") return compare(a as Decimal, b as Decimal);
  if (type.kind === "string") return orderText(a as string, b as string);
  const [x, y] = [a as number, b as number];
  return x < y ? -1 : x > y ? 1 : 0;
}

function orderText(a: string, b: string): -1 | 0 | 1 {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (x !== y) return rankOf(x) < rankOf(y) ? -1 : 1;
  }
  return a.length < b.length ? -1 : a.length > b.length ? 1 : 0;
}

/** A surrogate stands for a code point above all others. */
const rankOf = (unit: number): number => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit);
