import { isObject, type Json } from "../../core/expression/value.ts";

/**
 * The places at which two values differ, as JSON Pointers (RFC 6901), the innermost that say it all.
 * What is absent equals what is undefined. Total; in the order of names.
 */
export function jsonDifferences(
  a: Json | undefined,
  b: Json | undefined,
  at = "",
): readonly string[] {
  if (Array.isArray(a) && Array.isArray(b)) return listDifferences(a, b, at);
  if (isObject(a) && isObject(b)) {
    const names = [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
    return names.flatMap((name) => jsonDifferences(a[name], b[name], `${at}/${escaped(name)}`));
  }
  return Object.is(a, b) ? [] : [at];
}

function listDifferences(a: readonly Json[], b: readonly Json[], at: string): readonly string[] {
  const shared = Math.min(a.length, b.length);
  const found: string[] = [];
  for (let index = 0; index < shared; index++)
    found.push(...jsonDifferences(a[index], b[index], `${at}/${index}`));
  return a.length === b.length ? found : [...found, `${at}/${shared}`];
}

const escaped = (name: string): string => name.replaceAll("~", "~0").replaceAll("/", "~1");
