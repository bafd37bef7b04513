import type { Node } from "../expression/node.ts";
import type { Expressions } from "./expressions.ts";
import type { CheckedLet } from "./loops.ts";
import { freeNames } from "./nodes.ts";
import type { ReadParam } from "./params.ts";

/** Tells lets and parameters that no expression and no message of the rule reads. */
export function tellUnused(
  { placed, aggregated, complaints, broken }: Expressions,
  shown: Readonly<Record<string, Node>>,
  lets: readonly CheckedLet[],
  params: ReadonlyMap<string, ReadParam>,
): void {
  if (broken.size > 0) return;
  const nodes = [...placed.map(({ node }) => node), ...Object.values(shown)];
  const used = new Set([...nodes.flatMap((node) => [...freeNames(node)]), ...aggregated]);
  for (const { name, key } of lets)
    if (!used.has(name)) complaints.odd(key.spot, `let '${name}' is never used`);
  for (const [name, { key }] of params)
    if (!used.has(`params.${name}`)) complaints.odd(key.spot, `parameter '${name}' is never used`);
}
