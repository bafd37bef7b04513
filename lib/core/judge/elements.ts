import { elementsMax } from "../context.ts";
import { parseDecimal } from "../expression/decimal.ts";
import { fault, isUnjudged, missing, type Unjudged } from "../expression/fault.ts";
import { bind, bindLazily, type Frame } from "../expression/frame.ts";
import { evaluate, exhausted } from "../expression/interpret.ts";
import { parseDate } from "../expression/time.ts";
import type { List, Value } from "../expression/value.ts";
import type { World } from "../expression/world.ts";
import type { Param, Rule } from "../rule.ts";
import type { Place } from "./places.ts";

/** One element that a rule is judged on: its frame, and by loop name where it stands in which list. */
export interface Element {
  readonly frame: Frame | undefined;
  readonly indexes: Readonly<Record<string, number>>;
  readonly lists: Readonly<Record<string, List>>;
}

/**
 * Every element that a rule's loops give, crossed and nested, with parameters and lets bound. A
 * rule without loops has one. Unjudged when a list could not be read.
 */
export function elementsOf(
  rule: Rule,
  frame: Frame | undefined,
  world: World,
): readonly Element[] | Unjudged {
  let elements: readonly Element[] = [{ frame, indexes: {}, lists: {} }];
  for (const loop of rule.each) {
    const next: Element[] = [];
    for (const element of elements) {
      const list = evaluate(loop.list, element.frame, world);
      if (isUnjudged(list)) return list;
      if (!world.charge((list as List).length)) return exhausted();
      if (next.length + (list as List).length > elementsMax)
        return fault("budget", `more than ${elementsMax} elements`);
      for (const index of (list as List).keys())
        next.push(within(element, loop.name, list as List, index));
    }
    elements = next;
  }
  return elements.map((element) => ({ ...element, frame: withLets(rule, element.frame, world) }));
}

function within(element: Element, name: string, list: List, index: number): Element {
  const item = list[index] as List[number];
  const indexName = name === "item" ? "index" : `${name}_index`;
  const frame = bind(bind(element.frame, name, item), indexName, BigInt(index));
  return {
    frame,
    indexes: { ...element.indexes, [name]: index },
    lists: { ...element.lists, [name]: list },
  };
}

/** A let is worked out at its first need, and sees the ones before it. */
function withLets(rule: Rule, frame: Frame | undefined, world: World): Frame | undefined {
  let at = frame;
  for (const { name, node } of rule.lets) {
    const before = at;
    at = bindLazily(before, name, () => evaluate(node, before, world));
  }
  return at;
}

/** Parameters as `params.name`, a variant's before the rule's; money goes by the currency. */
export function withParams(
  rule: Rule,
  place: Place,
  frame: Frame | undefined,
  currency: () => string | undefined,
): Frame | undefined {
  let at = place.market === undefined ? frame : bind(frame, "market", place.market);
  const params = place.variant ? { ...rule.params, ...place.variant.params } : rule.params;
  for (const [name, param] of Object.entries(params))
    at = bindLazily(at, `params.${name}`, () => paramValue(name, param, currency));
  return at;
}

function paramValue(
  name: string,
  param: Param,
  currency: () => string | undefined,
): Value | Unjudged {
  const { value } = param;
  if (typeof value !== "object") return scalarParam(param, value, name);
  const code = currency();
  if (code === undefined) return missing(`the currency that params.${name} goes by`);
  const amount = Object.hasOwn(value, code) ? value[code] : undefined;
  return amount === undefined
    ? missing(`params.${name} for ${code}`)
    : scalarParam(param, amount, name);
}

function scalarParam(param: Param, value: string | boolean, name: string): Value | Unjudged {
  if (typeof value === "boolean") return value;
  const kind = param.type.kind;
  const read =
    kind === "decimal"
      ? parseDecimal(value)
      : kind === "int"
        ? BigInt(value)
        : kind === "date"
          ? parseDate(value)
          : kind === "bool"
            ? value === "true"
            : value;
  return read ?? fault("internal", `params.${name} is ${value}`);
}
