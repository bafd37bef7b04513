import type { Node } from "../node.ts";
import { added } from "./arithmetic.ts";
import { value } from "./expression.ts";
import { sizeFold, sumFold } from "./folds.ts";
import { folded, settleLets } from "./loops.ts";
import type { Native } from "./natives.ts";
import { align, bool, type Operand, prove, safeMax, whole } from "./operand.ts";
import { rawList } from "./selection.ts";
import { passOf, scalar, sizeOf, stream } from "./stream.ts";
import { block, fresh, nested, spend, type Writing, write } from "./writing.ts";

/** A sum of decimals or ints; of reals the order of rounding is left to the interpreter. */
export const compileSum: Native = (w, node) => {
  const [list] = node.args;
  if (list?.type.kind !== "list") return undefined;
  const { of } = list.type;
  if (of.kind === "real") return undefined;
  if (list.op === "list") return sumOf(w, list.items);
  return folded(w, sumFold(node, list, of));
};

function sumOf(w: Writing, items: readonly Node[]): Operand {
  spend(w, items.length);
  const operands = items.map((item) => value(w, item));
  const scale = Math.max(0, ...operands.map((operand) => operand.scale));
  return operands
    .map((operand) => align(w, operand, scale))
    .reduce((sum, operand) => added(w, "+", sum, operand), whole("0", 0, true, scale));
}

/** The number of elements; lists that are passed over or lie in the record know it. */
export const compileSize: Native = (w, node) => {
  const [list] = node.args;
  if (list?.type.kind !== "list") return undefined;
  const found = passOf(w, list);
  if (found) return whole(sizeOf(w, found), safeMax, true);
  if (list.op === "select" || list.op === "at")
    return whole(`${rawList(w, list)}.length`, safeMax, true);
  return folded(w, sizeFold(node, list));
};

/** Whether no two elements are equal; all must be known. */
export const compileUnique: Native = (w, node) => {
  const [list] = node.args;
  if (list?.type.kind !== "list") return undefined;
  const { of } = list.type;
  settleLets(w, list);
  const [seen, result] = [fresh(w.group, "v"), fresh(w.group, "r")];
  const inner = nested(w);
  let scale: number | undefined;
  stream(inner, list, 1, (each, item) => {
    const operand = prove(each, scalar(each, item, of));
    scale ??= operand.scale;
    if (scale !== operand.scale) write(each, each.bail);
    write(each, `if (${seen}.has(${operand.code})) ${result} = false;`);
    write(each, `${seen}.add(${operand.code});`);
  });
  write(w, `const ${seen} = set([]);`);
  write(w, `let ${result} = true;`);
  block(w, "", inner);
  return bool(result);
};
