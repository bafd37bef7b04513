import { isUnjudged, type Unjudged } from "../expression/fault.ts";
import { isObject, type List, type Value } from "../expression/value.ts";

/** The names of a list's elements are worked out once. */
const known = new WeakMap<List, readonly string[]>();

/**
 * What names an element among its neighbours, wherever it stands: its own identifier, else its
 * index. Of several that share an identifier the later ones carry their number.
 */
export function elementName(list: List, index: number): string {
  let names = known.get(list);
  if (!names) {
    names = namesOf(list);
    known.set(list, names);
  }
  return names[index] ?? String(index);
}

function namesOf(list: List): readonly string[] {
  const times = new Map<string, number>();
  const used = new Set<string>();
  return list.map((item, index) => {
    const own = identifierOf(item) ?? String(index);
    let name = own;
    for (let n = times.get(own) ?? 1; used.has(name); times.set(own, n)) name = `${own}#${++n}`;
    used.add(name);
    return name;
  });
}

const keyFields = ["line_id", "id", "claim_id", "sku", "code", "name"];

function identifierOf(item: Value | Unjudged): string | undefined {
  if (typeof item === "string") return item;
  if (isUnjudged(item) || !isObject(item)) return undefined;
  const field = keyFields.find((name) => {
    const value = Object.hasOwn(item, name) ? item[name] : undefined;
    return typeof value === "string" ? value !== "" : typeof value === "number";
  });
  return field === undefined ? undefined : `${field}=${String(item[field])}`;
}
