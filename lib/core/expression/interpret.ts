import { calculate, negated } from "./arithmetic.ts";
import { decimal, parseDecimal } from "./decimal.ts";
import { equal, equalParts, order } from "./equality.ts";
import { fault, isFault, isUnjudged, missing, type Unjudged, worse } from "./fault.ts";
import { type Frame, named } from "./frame.ts";
import { functionById } from "./functions.ts";
import { evaluateLookup } from "./interpret/lookups.ts";
import { evaluateLoop } from "./interpret/loops.ts";
import { evaluateIndex, evaluateMap } from "./interpret/maps.ts";
import type { Node, NodeOf } from "./node.ts";
import { textOf } from "./text-of.ts";
import { sameType, type Type } from "./types.ts";
import {
  decode,
  isObject,
  type Json,
  type JsonObject,
  type List,
  type Optional,
  type Value,
} from "./value.ts";
import type { World } from "./world.ts";

/**
 * Evaluates a checked expression exactly: the authority on what an expression means. Total: what
 * cannot be judged is a value too, and only what is not absorbed counts (`false && fault` is
 * false, `true || missing` is true). Spends fuel; without any left it gives a budget fault.
 */
export function evaluate(node: Node, frame: Frame | undefined, world: World): Value | Unjudged {
  switch (node.op) {
    case "const":
      return constant(node);
    case "name":
      return named(frame, node.name);
    case "select":
      return evaluateSelect(node, frame, world);
    case "has":
      return evaluateHas(node, frame, world);
    case "and":
    case "or":
      return evaluateLogic(node, frame, world);
    case "not":
      return strict(evaluate(node.of, frame, world), (value) => !value);
    case "if":
      return strict(evaluate(node.test, frame, world), (test) =>
        evaluate(test ? node.then : node.else, frame, world),
      );
    case "compare":
      return evaluateComparison(node, frame, world);
    case "in":
      return evaluateIn(node, frame, world);
    case "arith":
      return both(node.left, node.right, frame, world, (a, b) =>
        calculate(node.how, a, b, node.left.type),
      );
    case "negate":
      return strict(evaluate(node.of, frame, world), (value) => negated(value, node.type));
    case "widen":
      return strict(evaluate(node.of, frame, world), (value) => widened(value, node.type));
    case "loop":
      return evaluateLoop(node, frame, world);
    case "call":
      return evaluateCall(node, frame, world);
    case "list":
      return node.items.map((item) => evaluate(item, frame, world));
    case "map":
      return evaluateMap(node, frame, world);
    case "at":
    case "entry":
      return evaluateIndex(node, frame, world);
    case "optional":
      return evaluateOptional(node, frame, world);
    case "orElse":
      return strict(evaluate(node.of, frame, world), (value) =>
        (value as Optional).some === undefined
          ? evaluate(node.other, frame, world)
          : ((value as Optional).some as Value),
      );
    case "hasValue":
      return strict(
        evaluate(node.of, frame, world),
        (value) => (value as Optional).some !== undefined,
      );
    case "blank":
      return evaluateBlank(node, frame, world);
    case "lookup":
    case "rows":
      return evaluateLookup(node, frame, world);
    case "attested":
      return world.attested(node.fact) ?? missing(textOf(node));
    case "set":
      return world.set?.(node, frame) ?? fault("internal", "no other records here");
    case "history":
      return evaluateHistory(node, frame, world);
    case "aggregate":
    case "violations":
      return world.run?.(node) ?? fault("internal", "no run here");
  }
}

/** Passes on what is unjudged, and applies `then` to a value. */
export function strict(
  value: Value | Unjudged,
  then: (value: Value) => Value | Unjudged,
): Value | Unjudged {
  return isUnjudged(value) ? value : then(value);
}

/** Both sides are needed: the worse of what is unjudged, else `then` of the values. */
export function both(
  left: Node,
  right: Node,
  frame: Frame | undefined,
  world: World,
  then: (a: Value, b: Value) => Value | Unjudged,
): Value | Unjudged {
  const a = evaluate(left, frame, world);
  const b = evaluate(right, frame, world);
  if (isUnjudged(a)) return isUnjudged(b) ? worse(a, b) : a;
  return isUnjudged(b) ? b : then(a, b);
}

/** The value of a constant; ints as bigint, decimals exact. */
export function constant(node: NodeOf<"const">): Value | Unjudged {
  const { value, type } = node;
  if (typeof value === "boolean") return value;
  if (typeof value !== "string") return fault("internal", "a constant without value");
  switch (type.kind) {
    case "int":
    case "instant":
      return BigInt(value);
    case "decimal":
      return parseDecimal(value) ?? fault("internal", `the literal ${value}`);
    case "real":
    case "date":
      return Number(value);
    default:
      return value;
  }
}

/** Names the place only when it is asked for, since most fields are there. */
function evaluateSelect(
  node: NodeOf<"select">,
  frame: Frame | undefined,
  world: World,
): Value | Unjudged {
  const of = evaluate(node.of, frame, world);
  if (isUnjudged(of)) return of;
  const raw = ownField(of as JsonObject, node.field);
  const { type } = node;
  if (!Array.isArray(raw) || type.kind !== "list") return decode(raw, type, () => textOf(node));
  const known = world.lists.get(raw);
  if (known && sameType(known.of, type.of)) return known.list;
  const list = decode(raw, type, () => textOf(node));
  if (Array.isArray(list)) world.lists.set(raw, { of: type.of, list });
  return list;
}

/** Never what JavaScript brings along, such as `constructor`. */
const ownField = (of: JsonObject, field: string): Json | undefined =>
  Object.hasOwn(of, field) ? of[field] : undefined;

/** Present is what is there and not null; empty text is there only where text is wanted. */
function evaluateHas(
  node: NodeOf<"has">,
  frame: Frame | undefined,
  world: World,
): Value | Unjudged {
  const of = evaluate(node.of, frame, world);
  if (isUnjudged(of)) return isFault(of) ? of : false;
  if (of instanceof Map) return of.has(node.field);
  const raw = isObject(of) ? ownField(of, node.field) : undefined;
  return raw !== undefined && raw !== null && (raw !== "" || node.text === true);
}

function evaluateLogic(
  node: NodeOf<"and" | "or">,
  frame: Frame | undefined,
  world: World,
): Value | Unjudged {
  const decisive = node.op === "or";
  const left = evaluate(node.left, frame, world);
  if (left === decisive) return decisive;
  const right = evaluate(node.right, frame, world);
  if (right === decisive) return decisive;
  if (isUnjudged(left)) return isUnjudged(right) ? worse(left, right) : left;
  return isUnjudged(right) ? right : !decisive;
}

function evaluateComparison(
  node: NodeOf<"compare">,
  frame: Frame | undefined,
  world: World,
): Value | Unjudged {
  const { how } = node;
  const type = node.left.type.kind === "never" ? node.right.type : node.left.type;
  return both(node.left, node.right, frame, world, (a, b) => {
    if (how === "==") return equal(a, b, type);
    if (how === "!=") return strict(equal(a, b, type), (same) => !same);
    const sign = order(a, b, type);
    if (how === "<") return sign < 0;
    if (how === "<=") return sign <= 0;
    return how === ">" ? sign > 0 : sign >= 0;
  });
}

function evaluateIn(node: NodeOf<"in">, frame: Frame | undefined, world: World): Value | Unjudged {
  return both(node.item, node.list, frame, world, (item, list) => {
    if (list instanceof Map) return list.has(item as string);
    const items = list as List;
    if (!world.charge(items.length)) return exhausted();
    let open: Unjudged | undefined;
    for (const other of items) {
      const same = equalParts(item, other, node.item.type);
      if (same === true) return true;
      if (same !== false) open = open ? worse(open, same) : same;
    }
    return open ?? false;
  });
}

/** The fault of a rule that took more steps than it may. */
export const exhausted = (): Unjudged => fault("budget", "the rule took more steps than it may");

function widened(value: Value, type: Type): Value {
  if (type.kind === "list")
    return (value as List).map((item) => (isUnjudged(item) ? item : widened(item, type.of)));
  return type.kind === "real" ? Number(value as bigint) : decimal(value as bigint, 0);
}

function evaluateCall(
  node: NodeOf<"call">,
  frame: Frame | undefined,
  world: World,
): Value | Unjudged {
  const row = functionById.get(node.fn);
  if (!row) return fault("internal", `the function '${node.fn}' is not in this engine`);
  const args: Value[] = [];
  let open: Unjudged | undefined;
  for (const arg of node.args) {
    const value = evaluate(arg, frame, world);
    if (isUnjudged(value)) open = open ? worse(open, value) : value;
    else args.push(value);
  }
  if (open) return open;
  return world.charge(row.cost) ? row.run(args, world.functions) : exhausted();
}

function evaluateHistory(
  node: NodeOf<"history">,
  frame: Frame | undefined,
  world: World,
): Value | Unjudged {
  const read = (group?: string): Value | Unjudged =>
    world.run?.(node, group) ?? fault("internal", "no run here");
  if (!node.key) return read();
  return strict(evaluate(node.key, frame, world), (group) => read(group as string));
}

function evaluateOptional(
  node: NodeOf<"optional">,
  frame: Frame | undefined,
  world: World,
): Value | Unjudged {
  const value = evaluate(node.of, frame, world);
  if (!isUnjudged(value)) return { some: value };
  return isFault(value) ? value : { some: undefined };
}

function evaluateBlank(
  node: NodeOf<"blank">,
  frame: Frame | undefined,
  world: World,
): Value | Unjudged {
  const value = evaluate(node.of, frame, world);
  if (isUnjudged(value)) return isFault(value) ? value : true;
  if (typeof value === "string") return value.trim() === "";
  return Array.isArray(value) && value.length === 0;
}
