import type { Cel } from "../cel.ts";
import type { Checking } from "../check.ts";
import type { Arithmetic, Comparison, Node } from "../node.ts";
import {
  BOOL,
  decimalOf,
  INT,
  type Kind,
  listOf,
  REAL,
  STRING,
  scaleMax,
  type Type,
  typeName,
  unify,
} from "../types.ts";
import { fieldOf, own } from "./names.ts";
import { didYouMean } from "./suggest.ts";
import { widen } from "./widen.ts";

type Call = Extract<Cel, { kind: "call" }>;

const arithmetic: Readonly<Record<string, Arithmetic>> = {
  "_+_": "+",
  "_-_": "-",
  "_*_": "*",
  "_/_": "/",
  "_%_": "%",
};
const comparisons: Readonly<Record<string, Comparison>> = {
  "_==_": "==",
  "_!=_": "!=",
  "_<_": "<",
  "_<=_": "<=",
  "_>_": ">",
  "_>=_": ">=",
};
const others = new Set(["_&&_", "_||_", "!_", "-_", "_?_:_", "@in", "_[_]"]);

export const isOperator = (name: string): boolean =>
  others.has(name) || Object.hasOwn(arithmetic, name) || Object.hasOwn(comparisons, name);

/** CEL's operators, each by the types of what stands on its sides. */
export function checkOperator(cel: Call, c: Checking): Node | undefined {
  if (cel.name === "@in") return checkIn(cel, c);
  const nodes = cel.args.map((arg) => c.visit(arg));
  if (nodes.some((node) => node === undefined)) return undefined;
  const args = nodes as readonly Node[];
  const [left, right, third] = args as readonly [Node, Node, Node];
  const sum = own(arithmetic, cel.name);
  const comparison = own(comparisons, cel.name);
  if (sum) return checkArithmetic(cel, sum, left, right, c);
  if (comparison) return checkComparison(cel, comparison, left, right, c);
  switch (cel.name) {
    case "_&&_":
    case "_||_":
      if (!conditions(cel, args, c)) return undefined;
      return { op: cel.name === "_&&_" ? "and" : "or", type: BOOL, left, right };
    case "!_":
      return conditions(cel, args, c) && { op: "not", type: BOOL, of: left };
    case "-_":
      return checkNegation(cel, left, c);
    case "_?_:_":
      return checkConditional(cel, left, right, third, c);
    default:
      return checkIndex(cel, left, right, c);
  }
}

function conditions(cel: Call, nodes: readonly Node[], c: Checking): true | undefined {
  const wrong = nodes.findIndex((node) => node.type.kind !== "bool");
  if (wrong < 0) return true;
  const sign = cel.name.replaceAll("_", "");
  const found = typeName((nodes[wrong] as Node).type);
  return c.problem(cel.args[wrong] as Cel, `'${sign}' joins conditions, this gives ${found}`);
}

function checkNegation(cel: Call, of: Node, c: Checking): Node | undefined {
  const { kind } = of.type;
  if (kind === "int" || kind === "decimal" || kind === "real")
    return { op: "negate", type: of.type, of };
  return c.problem(cel, `'-' wants a number, this gives ${typeName(of.type)}`);
}

function checkConditional(
  cel: Call,
  test: Node,
  then: Node,
  otherwise: Node,
  c: Checking,
): Node | undefined {
  if (test.type.kind !== "bool")
    return c.problem(
      cel.args[0] as Cel,
      `'?' wants a condition, this gives ${typeName(test.type)}`,
    );
  const type = unify(then.type, otherwise.type);
  if (!type)
    return c.problem(
      cel,
      `both branches of '?:' give one type: found ${typeName(then.type)} and ${typeName(otherwise.type)}`,
    );
  return { op: "if", type, test, then: widen(then, type), else: widen(otherwise, type) };
}

function checkIndex(cel: Call, of: Node, index: Node, c: Checking): Node | undefined {
  if (of.type.kind === "list")
    return index.type.kind === "int"
      ? { op: "at", type: of.type.of, of, index }
      : c.problem(cel.args[1] as Cel, `an index is an int, this gives ${typeName(index.type)}`);
  if (of.type.kind === "map")
    return index.type.kind === "string"
      ? { op: "entry", type: of.type.of, of, key: index }
      : c.problem(cel.args[1] as Cel, "a map's key is a string: write key(…) for anything else");
  return c.problem(cel, `'[…]' wants a list or a map, this gives ${typeName(of.type)}`);
}

function checkIn(cel: Call, c: Checking): Node | undefined {
  const [itemCel, listCel] = cel.args as readonly [Cel, Cel];
  const present = checkPresent(itemCel, listCel, c);
  if (present !== undefined) return present ?? undefined;
  const item = c.visit(itemCel);
  const list = c.visit(listCel);
  if (!item || !list) return undefined;
  if (list.type.kind === "map")
    return item.type.kind === "string"
      ? { op: "in", type: BOOL, item, list }
      : c.problem(itemCel, `a map's key is a string, this gives ${typeName(item.type)}`);
  const of = list.type.kind === "list" ? unify(item.type, list.type.of) : undefined;
  if (!of)
    return c.problem(cel, `cannot look for ${typeName(item.type)} in ${typeName(list.type)}`);
  if (!comparable(of)) return c.problem(cel, `${typeName(of)} cannot be compared`);
  checkValues(item, list.op === "list" ? list.items : [], listCel, c);
  return { op: "in", type: BOOL, item: widen(item, of), list: widen(list, listOf(of)) };
}

/** `key in records.key(r, r.contract_id)`: only where a rule goes through a table. */
function checkPresent(item: Cel, list: Cel, c: Checking): Node | null | undefined {
  const isForm =
    list.kind === "call" &&
    list.name === "key" &&
    list.target?.kind === "name" &&
    list.target.name === "records";
  if (!isForm) return undefined;
  const roster = c.scope.roster;
  if (!roster) return c.problem(list, "records.key(…) stands only in a rule with 'for:'") ?? null;
  const [variable, value] = list.args;
  if (variable?.kind !== "name" || !value)
    return c.problem(list, "write records.key(r, r.field)") ?? null;
  const by = c.visit(item);
  const names = { ...c.scope.names, [variable.name]: roster.record };
  const record = c.visit(value, { ...c.scope, names });
  if (!by || !record) return null;
  if (!unify(by.type, record.type))
    return (
      c.problem(list, `${typeName(by.type)} and ${typeName(record.type)} are never equal`) ?? null
    );
  return { op: "set", form: "present", type: BOOL, by, name: variable.name, record };
}

function checkArithmetic(
  cel: Call,
  how: Arithmetic,
  left: Node,
  right: Node,
  c: Checking,
): Node | undefined {
  const type = unify(left.type, right.type);
  const result = type && arithmeticResult(how, left, right, type);
  if (result === undefined) return c.problem(cel, arithmeticMistake(how, left.type, right.type));
  if (result.kind === "decimal" && result.scale > scaleMax)
    return c.problem(
      cel,
      `the product could have ${result.scale} digits after the point, at most ${scaleMax} are kept: round it first`,
    );
  const to = type as Type;
  return { op: "arith", type: result, how, left: widen(left, to), right: widen(right, to) };
}

function arithmeticResult(how: Arithmetic, l: Node, r: Node, type: Type): Type | undefined {
  switch (type.kind) {
    case "int":
      return INT;
    case "real":
      return how === "%" || l.type.kind === "decimal" || r.type.kind === "decimal"
        ? undefined
        : REAL;
    case "decimal":
      if (how === "/" || how === "%") return undefined;
      return how === "*" ? decimalOf(scaleOf(l) + scaleOf(r)) : type;
    case "string":
      return how === "+" ? STRING : undefined;
    case "list":
      return how === "+" ? type : undefined;
    default:
      return undefined;
  }
}

const scaleOf = (node: Node): number => (node.type.kind === "decimal" ? node.type.scale : 0);

function arithmeticMistake(how: Arithmetic, left: Type, right: Type): string {
  const kinds = [left.kind, right.kind];
  if (how === "/" && kinds.includes("decimal"))
    return "a division of decimals names its digits: write quot(a, b, 2)";
  if (kinds.includes("date") && kinds.includes("int")) return "days are added by addDays(date, n)";
  if (kinds.includes("real") && kinds.includes("decimal"))
    return "a real never meets money: write toDecimal(x, 2)";
  if (left.kind === "date" && right.kind === "date") return "write days(a, b) for the days between";
  return `cannot work out ${typeName(left)} ${how} ${typeName(right)}`;
}

function checkComparison(
  cel: Call,
  how: Comparison,
  left: Node,
  right: Node,
  c: Checking,
): Node | undefined {
  const type = unify(left.type, right.type);
  if (!type) return c.problem(cel, comparisonMistake(left.type, right.type));
  if (!comparable(type)) return c.problem(cel, `${typeName(type)} cannot be compared`);
  const isOrder = how !== "==" && how !== "!=";
  if (isOrder && (type.kind === "list" || type.kind === "map"))
    return c.problem(cel, `${typeName(type)} has no order`);
  const [l, r] = cel.args as readonly [Cel, Cel];
  checkValues(left, [right], r, c);
  checkValues(right, [left], l, c);
  return { op: "compare", type: BOOL, how, left: widen(left, type), right: widen(right, type) };
}

function comparable(type: Type): boolean {
  if (type.kind === "list" || type.kind === "map") return comparable(type.of);
  return !incomparable.has(type.kind);
}

const incomparable: ReadonlySet<string> = new Set<Kind>(["record", "optional", "any", "numbers"]);

function comparisonMistake(left: Type, right: Type): string {
  const kinds = [left.kind, right.kind];
  if (kinds.includes("date") && kinds.includes("instant"))
    return "a date and an instant: write date(x, zone) to compare";
  if (kinds.includes("string") && (kinds.includes("decimal") || kinds.includes("int")))
    return `${typeName(left)} and ${typeName(right)} are never equal: numbers stand without quotes`;
  if (kinds.includes("string") && (kinds.includes("date") || kinds.includes("instant"))) {
    const wanted = kinds.includes("date") ? "date" : "instant";
    return `${typeName(left)} and ${typeName(right)}: write ${wanted}("…")`;
  }
  return `${typeName(left)} and ${typeName(right)} cannot be compared`;
}

/** A text beside a field that takes only certain values must be one of them. */
function checkValues(node: Node, besides: readonly Node[], besidesCel: Cel, c: Checking): void {
  if (node.op !== "select" || node.of.type.kind !== "record") return;
  const values = fieldOf(c, node.of.type.name, node.field)?.values;
  if (!values) return;
  for (const [i, other] of besides.entries()) {
    if (other.op !== "const" || typeof other.value !== "string") continue;
    if (values.includes(other.value)) continue;
    const at = besidesCel.kind === "list" ? (besidesCel.items[i] ?? besidesCel) : besidesCel;
    const hint =
      didYouMean(other.value, values) || `, it is one of ${values.slice(0, 12).join(", ")}`;
    c.problem(at, `'${node.field}' is never '${other.value}'${hint}`, other.value.length + 2);
  }
}
