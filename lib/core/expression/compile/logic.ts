import type { Node, NodeOf } from "../node.ts";
import type { Type } from "../types.ts";
import { mayCost } from "./asked-tables.ts";
import { value } from "./expression.ts";
import { textLiteral } from "./literal.ts";
import { compileScaleAtMost } from "./native-scale.ts";
import { bool, comparable, FALSE, type Operand, prove, unproven } from "./operand.ts";
import { isMade, scalar, stream } from "./stream.ts";
import { absorbing, block, declare, fresh, nested, spend, type Writing, write } from "./writing.ts";

/** `&&` and `||`: the right side is worked out only when the left one does not decide. */
export function compileLogic(w: Writing, node: NodeOf<"and" | "or">): Operand {
  const isOr = node.op === "or";
  // The right side may decide where the left one is unjudged.
  const left = value(absorbing(w), node.left);
  if (left.code === (isOr ? "true" : "false")) return left;
  if (left.code === (isOr ? "false" : "true")) return value(w, node.right);
  const inner = nested(w);
  const right = value(inner, node.right);
  if (inner.lines.length === 0) {
    const code = `(${left.code} ${isOr ? "||" : "&&"} ${right.code})`;
    return bool(code.length > codeMax ? declare(w, code) : code);
  }
  const result = fresh(w.group, "v");
  write(w, `let ${result} = ${isOr};`);
  write(inner, `${result} = ${right.code};`);
  block(w, `if (${isOr ? `!${left.code}` : left.code})`, inner);
  return bool(result);
}

/** Characters beyond which a condition gets a variable, so that no code doubles without end. */
const codeMax = 200;

export function compileComparison(w: Writing, node: NodeOf<"compare">): Operand {
  const kind = node.left.type.kind === "never" ? node.right.type.kind : node.left.type.kind;
  if (["list", "map", "record", "optional", "any", "never"].includes(kind))
    return unproven(w, node.type);
  const special = compileScaleAtMost(w, node);
  if (special) return special;
  const [left, right] = sidesOf(w, node);
  if (kind === "string" || kind === "bool") return comparePlain(node, left, right);
  const [a, b] = comparable(prove(w, left), prove(w, right));
  return bool(`(${a} ${sign(node)} ${b})`);
}

/** Where what is unjudged is looked for, the side that is found out at no cost comes first. */
function sidesOf(w: Writing, node: NodeOf<"compare">): readonly [Operand, Operand] {
  const [isFirst, isSecond] = [node.left, node.right].map((side) => !mayCost(w.names, side));
  if (!w.open || isFirst === isSecond) return [value(w, node.left), value(w, node.right)];
  const cheap = prove(w, value(w, isFirst ? node.left : node.right));
  const other = value(w, isFirst ? node.right : node.left);
  return isFirst ? [cheap, other] : [other, cheap];
}

/** Texts are ordered by code points, bools not at all. */
function comparePlain(node: NodeOf<"compare">, left: Operand, right: Operand): Operand {
  if (node.how === "==" || node.how === "!=")
    return bool(`(${left.code} ${sign(node)} ${right.code})`);
  if (node.left.type.kind === "bool") return bool(`(${left.code} ${node.how} ${right.code})`);
  return bool(`(orderText(${left.code}, ${right.code}) ${node.how} 0)`);
}

const sign = ({ how }: NodeOf<"compare">): string =>
  how === "==" ? "===" : how === "!=" ? "!==" : how;

/** Constants up to which `in` compares one by one. */
const comparedMax = 6;

/** `x in list`: over constants a look into a set, over a list of the record a search. */
export function compileIn(w: Writing, node: NodeOf<"in">): Operand {
  const { kind } = node.item.type;
  if (node.list.type.kind !== "list" || ["list", "map", "record", "any"].includes(kind))
    return unproven(w, node.type);
  const item = prove(w, value(w, node.item));
  if (node.list.op !== "list") return search(w, node.list, node.list.type.of, item);
  spend(w, node.list.items.length);
  const texts = constantTexts(node.list);
  if (texts && texts.length > comparedMax) {
    const made = `set([${texts.map(textLiteral).join(", ")}])`;
    return bool(`${makeOnce(w, made)}.has(${item.code})`);
  }
  const among = absorbing(w);
  const others = node.list.items.map((other) => prove(among, value(among, other)));
  if (others.length === 0) return FALSE;
  return bool(`(${others.map((other) => same(item, other)).join(" || ")})`);
}

function constantTexts(list: NodeOf<"list">): readonly string[] | undefined {
  const texts: string[] = [];
  for (const item of list.items) {
    if (item.op !== "const" || item.type.kind !== "string") return undefined;
    texts.push(String(item.value));
  }
  return texts;
}

function same(a: Operand, b: Operand): string {
  const [x, y] = comparable(a, b);
  return `${x} === ${y}`;
}

function search(w: Writing, list: Node, of: Type, item: Operand): Operand {
  const [result, label] = [fresh(w.group, "v"), fresh(w.group, "s")];
  const inner = nested(w);
  const leave = isMade(w, list) ? "" : ` break ${label};`;
  stream(inner, list, 1, (each, element) => {
    const other = prove(each, scalar(each, element, of));
    write(each, `if (${same(item, other)}) { ${result} = true;${leave} }`);
  });
  write(w, `let ${result} = false;`);
  block(w, `${label}:`, inner);
  return bool(result);
}

/** The variable of something that is made once, when the code is loaded. */
export function makeOnce(w: Writing, code: string): string {
  const { made } = w.group;
  const known = made.get(code);
  if (known) return known;
  const variable = `m${made.size + 1}`;
  made.set(code, variable);
  return variable;
}
