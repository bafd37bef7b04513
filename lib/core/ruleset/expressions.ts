import { check } from "../expression/check.ts";
import type { Node } from "../expression/node.ts";
import type { CheckScope } from "../expression/scope.ts";
import type { Kind, Type } from "../expression/types.ts";
import type { Complaints, Spot } from "./problem.ts";
import type { Text } from "./tree.ts";

/** What the expressions of a rule may see at some point of it. */
export interface Expressions {
  readonly scope: CheckScope;
  /** Names that are wrong themselves: what mentions them is not checked, the cause was told. */
  readonly broken: ReadonlySet<string>;
  readonly complaints: Complaints;
  /** Takes every expression that was checked, with its place. */
  readonly placed: Placed[];
  /** Takes what a scope has to say of the expression that is being checked. */
  readonly remarks: string[];
  /** Names read inside aggregates, which leave nothing of themselves in the expression. */
  readonly aggregated: Set<string>;
}

/** A checked expression, and where it stands. */
export interface Placed {
  readonly node: Node;
  readonly spot: Spot;
}

export const expressionsIn = (scope: CheckScope, complaints: Complaints): Expressions => ({
  scope,
  broken: new Set(),
  complaints,
  placed: [],
  remarks: [],
  aggregated: new Set(),
});

/** In `broken`: it is not even known what the rule sees. */
export const everything = "*";

/** Checks an expression; a mistake in it is told at its own place in the file. */
export function checkText(
  text: Text,
  kinds: readonly Kind[] | undefined,
  { scope, broken, complaints, placed, remarks }: Expressions,
): Node | undefined {
  if (broken.has(everything) || [...broken].some((name) => mentions(text.value, name)))
    return undefined;
  const checked = check(text.value, scope, kinds && { kind: kinds });
  for (const remark of remarks.splice(0)) complaints.wrong(text.spot, remark);
  if (!checked.ok) {
    for (const { offset, message } of checked.problems)
      complaints.wrong(text.spotAt(offset), message);
    return undefined;
  }
  placed.push({ node: checked.node, spot: text.spot });
  return checked.node;
}

export const checkCondition = (text: Text, expressions: Expressions): Node | undefined =>
  checkText(text, ["bool"], expressions);

const mentions = (text: string, name: string): boolean =>
  text.split(/[^A-Za-z0-9_.]+/).some((word) => word === name || word.startsWith(`${name}.`));

/** With one more name; without a type it is broken. */
export function withName(
  expressions: Expressions,
  name: string,
  type: Type | undefined,
): Expressions {
  if (type === undefined) return { ...expressions, broken: new Set([...expressions.broken, name]) };
  const names = { ...expressions.scope.names, [name]: type };
  return { ...expressions, scope: { ...expressions.scope, names } };
}
