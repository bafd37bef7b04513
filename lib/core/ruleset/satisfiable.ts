import { compare, type Decimal, decimal, parseDecimal } from "../expression/decimal.ts";
import type { Comparison, Node } from "../expression/node.ts";
import { parseDate, parseInstant } from "../expression/time.ts";

/**
 * Whether conditions can all hold for some record, as far as their logic and their comparisons
 * with constants tell. False is proved; true only says that no contradiction was found.
 */
export function canHold(...conditions: readonly (Node | undefined)[]): boolean {
  const all = conditions.filter((condition) => condition !== undefined);
  const branches = all.map((condition) => branchesOf(condition, true)).reduce(crossed, [[]]);
  return branches.length > branchesMax || branches.some(isConsistent);
}

/** Whether a condition can fail where others hold; as `canHold`. */
export function canFail(condition: Node, ...given: readonly (Node | undefined)[]): boolean {
  const negated: Node = { op: "not", type: { kind: "bool" }, of: condition };
  return canHold(...given, negated);
}

/** What must be so, or not be so, for one way in which a condition can hold. */
interface Literal {
  readonly node: Node;
  readonly holds: boolean;
}
type Branch = readonly Literal[];

/** Beyond this many ways nothing is proved. */
const branchesMax = 64;

function branchesOf(node: Node, holds: boolean): readonly Branch[] {
  if (node.op === "not") return branchesOf(node.of, !holds);
  if (node.op !== "and" && node.op !== "or") return [[{ node, holds }]];
  const left = branchesOf(node.left, holds);
  const right = branchesOf(node.right, holds);
  return (node.op === "and") === holds ? crossed(left, right) : [...left, ...right];
}

function crossed(left: readonly Branch[], right: readonly Branch[]): readonly Branch[] {
  if (left.length * right.length > branchesMax) return Array(branchesMax + 1).fill([]);
  return left.flatMap((a) => right.map((b) => [...a, ...b]));
}

function isConsistent(branch: Branch): boolean {
  const ranges = new Map<string, Range>();
  const stated = new Map<string, boolean>();
  for (const { node, holds } of branch) {
    const truth = truthOf(node);
    if (truth !== undefined && truth !== holds) return false;
    const text = JSON.stringify(node);
    if ((stated.get(text) ?? holds) !== holds) return false;
    stated.set(text, holds);
    const bound = boundOf(node, holds);
    if (bound === undefined) continue;
    const range = narrowed(ranges.get(bound.of) ?? {}, bound);
    if (isEmpty(range)) return false;
    ranges.set(bound.of, range);
  }
  return true;
}

/** A condition that is decided without any record. */
function truthOf(node: Node): boolean | undefined {
  if (node.op === "const") return typeof node.value === "boolean" ? node.value : undefined;
  if (node.op !== "compare") return undefined;
  if (JSON.stringify(node.left) === JSON.stringify(node.right)) return isTrue(node.how, 0);
  const [a, b] = [knownOf(node.left), knownOf(node.right)];
  const sign = a !== undefined && b !== undefined ? compareKnown(a, b) : undefined;
  return sign === undefined ? undefined : isTrue(node.how, sign);
}

function isTrue(how: Comparison, sign: number): boolean {
  if (sign === 0) return how === "==" || how === "<=" || how === ">=";
  if (how === "!=") return true;
  return sign < 0 ? how.startsWith("<") : how.startsWith(">");
}

/** A constant that can be compared: numbers and times exact, texts as they are. */
type Known = Decimal | string;

function knownOf(node: Node): Known | undefined {
  if (node.op === "const" && typeof node.value === "string")
    return node.type.kind === "string" ? node.value : parseDecimal(node.value);
  if (node.op === "negate" || node.op === "widen") {
    const of = knownOf(node.of);
    return typeof of !== "object" || node.op === "widen" ? of : decimal(-of.units, of.scale);
  }
  if (node.op !== "call" || node.args.length !== 1) return undefined;
  const text = knownOf(node.args[0] as Node);
  if (typeof text !== "string") return undefined;
  const units = timeOf(node.type.kind, text);
  return units === undefined ? undefined : decimal(BigInt(units), 0);
}

const timeOf = (kind: string, text: string): bigint | number | undefined =>
  kind === "date" ? parseDate(text) : kind === "instant" ? parseInstant(text) : undefined;

function compareKnown(a: Known, b: Known): number | undefined {
  if (typeof a === "string") return typeof b !== "string" ? undefined : a < b ? -1 : a > b ? 1 : 0;
  return typeof b === "string" ? undefined : compare(a, b);
}

/** A comparison of something with a constant, turned so that the constant stands right. */
interface Bound {
  readonly of: string;
  readonly how: Comparison;
  readonly value: Known;
}

function boundOf(node: Node, holds: boolean): Bound | undefined {
  if (node.op !== "compare") return undefined;
  const how = holds ? node.how : opposite[node.how];
  const [left, right] = [knownOf(node.left), knownOf(node.right)];
  if (right !== undefined) return { of: JSON.stringify(bare(node.left)), how, value: right };
  if (left === undefined) return undefined;
  return { of: JSON.stringify(bare(node.right)), how: turned[how], value: left };
}

const bare = (node: Node): Node => (node.op === "widen" ? node.of : node);

const opposite: Readonly<Record<Comparison, Comparison>> = {
  "==": "!=",
  "!=": "==",
  "<": ">=",
  "<=": ">",
  ">": "<=",
  ">=": "<",
};
const turned: Readonly<Record<Comparison, Comparison>> = {
  "==": "==",
  "!=": "!=",
  "<": ">",
  "<=": ">=",
  ">": "<",
  ">=": "<=",
};

interface Limit {
  readonly value: Known;
  readonly included: boolean;
}

interface Range {
  readonly low?: Limit;
  readonly high?: Limit;
  readonly not?: readonly Known[];
}

function narrowed(range: Range, { how, value }: Bound): Range {
  const limit = { value, included: how !== "<" && how !== ">" };
  switch (how) {
    case "!=":
      return { ...range, not: [...(range.not ?? []), value] };
    case "==":
      return { ...range, low: tighter(range.low, limit, 1), high: tighter(range.high, limit, -1) };
    case "<":
    case "<=":
      return { ...range, high: tighter(range.high, limit, -1) };
    default:
      return { ...range, low: tighter(range.low, limit, 1) };
  }
}

function tighter(old: Limit | undefined, next: Limit, direction: 1 | -1): Limit {
  const sign = old && compareKnown(next.value, old.value);
  if (old === undefined || sign === undefined) return next;
  if (sign === 0) return old.included ? next : old;
  return sign * direction > 0 ? next : old;
}

function isEmpty({ low, high, not = [] }: Range): boolean {
  const sign = low && high && compareKnown(low.value, high.value);
  if (low === undefined || high === undefined || sign === undefined) return false;
  if (sign !== 0) return sign > 0;
  return !low.included || !high.included || not.some((x) => compareKnown(x, low.value) === 0);
}
