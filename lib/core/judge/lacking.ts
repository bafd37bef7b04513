import type { PreparedRule } from "./preparation.ts";

/**
 * For each check, by its place in what the fast path says, whether it lacks a table, a field or the
 * history. A rule that must hold then goes to the interpreter, which says why.
 */
export function lacksOf(
  rules: readonly { readonly prepared: PreparedRule; readonly first: number }[],
  checks: number,
): Uint8Array {
  const lacks = new Uint8Array(checks);
  for (const { prepared, first } of rules)
    for (const [index, check] of prepared.checks.entries())
      if (check.lacks) lacks[first + index] = 1;
  return lacks;
}
