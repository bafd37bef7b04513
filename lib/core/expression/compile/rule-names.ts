import { elementsMax } from "../../context.ts";
import type { Param, Rule } from "../../rule.ts";
import type { Node } from "../node.ts";
import { parseDate } from "../time.ts";
import { BOOL, recordOf, STRING, type Type } from "../types.ts";
import { constantNumber } from "./expression.ts";
import type { Group } from "./group.ts";
import { numberLiteral, textLiteral } from "./literal.ts";
import { type Binding, bind, type Names } from "./names.ts";
import { bool, type Operand, text, whole } from "./operand.ts";
import { bindRecordDay } from "./record-day.ts";

/** What every expression sees. Names that are not here leave a rule unproven. */
export function rootNames(group: Group): Names | undefined {
  const roots: readonly (readonly [string, Binding])[] = [
    ["record", { is: "fields", tree: group.record }],
    ["run", { is: "fields", tree: group.run }],
    ["submission", { is: "fields", tree: group.submission }],
    ["zone", { is: "operand", operand: text("context.zone"), free: true }],
    ["stage", { is: "operand", operand: text("context.stage"), free: true }],
    ["business_at", { is: "operand", operand: whole("businessAt", 9e15, false), free: true }],
  ];
  const bound = roots.reduce<Names | undefined>(
    (names, [name, of]) => bind(names, name, of),
    undefined,
  );
  return bindRecordDay(bound, group.kind.effectiveOn);
}

/** The same with the parameters of a rule. */
export function paramNames(group: Group, rule: Rule): Names | undefined {
  const roots = rootNames(group);
  let names = roots;
  for (const [name, param] of Object.entries(rule.params)) {
    const operand = paramOperand(param);
    const node = operand ? undefined : amountByCurrency(group, rule, param);
    if (operand) names = bind(names, `params.${name}`, { is: "operand", operand, free: true });
    else if (node) names = bind(names, `params.${name}`, { is: "let", node, names: roots });
  }
  return names;
}

/** A parameter is a constant; one that goes by currency is worked out of the record's. */
function paramOperand({ type, value: given }: Param): Operand | undefined {
  if (typeof given === "boolean") return bool(String(given));
  if (typeof given !== "string") return undefined;
  switch (type.kind) {
    case "int":
    case "decimal":
      return constantNumber(given);
    case "date": {
      const day = parseDate(given);
      return day === undefined ? undefined : whole(numberLiteral(day), 4_000_000, true);
    }
    case "bool":
      return bool(String(given === "true"));
    case "string":
      return text(textLiteral(given));
    default:
      return undefined;
  }
}

/**
 * An amount that goes by currency, where the record says its currency in a field of its own: the
 * one of these currencies that it is. Of any other the amount is missing, and the check unproven.
 */
function amountByCurrency(group: Group, rule: Rule, { type, value: given }: Param) {
  const kind = group.kinds.find(({ name }) => name === rule.of);
  const field = /^record\.(\w+)$/.exec(kind?.currency ?? "")?.[1];
  if (typeof given !== "object" || !kind || field === undefined) return undefined;
  const record: Node = { op: "name", type: recordOf(kind.shape), name: "record" };
  const currency: Node = { op: "select", type: STRING, of: record, field };
  return Object.entries(given).reduceRight<Node>((otherwise, [code, amount]) => {
    const right: Node = { op: "const", type: STRING, value: code };
    const test: Node = { op: "compare", type: BOOL, how: "==", left: currency, right };
    return { op: "if", type, test, then: { op: "const", type, value: amount }, else: otherwise };
  }, unknownAmount(type));
}

/** No expression of the language that the compiler knows: what meets it is left unproven. */
const unknownAmount = (type: Type): Node => ({ op: "attested", type, fact: "currency" });

/** The names with the lets of a rule, each of which sees the ones before it. */
export const withLets = (names: Names | undefined, rule: Rule): Names | undefined =>
  rule.lets.reduce(
    (before, { name, node }) => bind(before, name, { is: "let", node, names: before }),
    names,
  );

/** What the index of a loop's element is called. */
export const indexName = (name: string): string => (name === "item" ? "index" : `${name}_index`);

/** The names with the element of a loop and its index. */
export const loopNames = (
  names: Names | undefined,
  name: string,
  item: Binding,
  index: string,
): Names =>
  bind(bind(names, name, item), indexName(name), {
    is: "operand",
    operand: whole(index, elementsMax, true),
    free: false,
  });

/** The names that the checks of an element see. */
export const elementNames = (
  names: Names | undefined,
  rule: Rule,
  name: string,
  item: Binding,
  index: string,
): Names | undefined => withLets(loopNames(names, name, item, index), rule);
