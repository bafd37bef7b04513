import type { Node } from "../node.ts";
import { added, joinedMax } from "./arithmetic.ts";
import { value } from "./expression.ts";
import { sizeFold, sumFold } from "./folds.ts";
import { textLiteral } from "./literal.ts";
import { folded, settleLets } from "./loops.ts";
import type { Native } from "./natives.ts";
import { align, bool, type Operand, prove, safeMax, text, whole } from "./operand.ts";
import { rawList } from "./selection.ts";
import { passOf, scalar, sizeOf, stream } from "./stream.ts";
import {
  block,
  declare,
  demand,
  fresh,
  nested,
  spend,
  spendOnText,
  type Writing,
  write,
} from "./writing.ts";

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
  if (list.op === "select" || list.op === "at" || list.op === "rows")
    return whole(`${rawList(w, list)}.length`, safeMax, true);
  return folded(w, sizeFold(node, list));
};

/** Whether no two elements are equal; all must be known. */
export const compileUnique: Native = (w, node) => {
  const seen = elementsSeen(w, node.args[0]);
  return seen && bool(`(${seen.size} === ${seen.count})`);
};

/** How many different elements there are. */
export const compileDistinctCount: Native = (w, node) => {
  const seen = elementsSeen(w, node.args[0]);
  return seen && whole(seen.size, safeMax, true);
};

/** The codes of how many elements a list has, and how many different ones. */
function elementsSeen(w: Writing, list: Node | undefined) {
  if (list?.type.kind !== "list") return undefined;
  const { of } = list.type;
  settleLets(w, list);
  const [seen, count] = [fresh(w.group, "v"), fresh(w.group, "r")];
  const inner = nested(w);
  let scale: number | undefined;
  stream(inner, list, 1, (each, item) => {
    const operand = prove(each, scalar(each, item, of));
    scale ??= operand.scale;
    if (scale !== operand.scale) write(each, each.bail);
    write(each, `${seen}.add(${operand.code});`);
    write(each, `${count} += 1;`);
  });
  write(w, `const ${seen} = set([]);`);
  write(w, `let ${count} = 0;`);
  block(w, "", inner);
  return { size: `${seen}.size`, count };
}

/** `[…].join(", ")` of a list that is written out. */
export const compileJoin: Native = (w, node) => {
  const [list, separator] = node.args;
  if (list?.op !== "list" || (separator && separator.op !== "const")) return undefined;
  spend(w, list.items.length);
  const between = ` + ${textLiteral(String(separator?.value ?? ""))} + `;
  const codes = list.items.map((item) => value(w, item).code);
  if (codes.length === 0) return text('""');
  const joined = declare(w, codes.join(between));
  demand(w, `${joined}.length <= ${joinedMax}`);
  spendOnText(w, joined);
  return text(joined);
};
