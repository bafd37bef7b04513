import type { Node, NodeOf } from "../node.ts";
import { exactlyOne, type Fold, quantifier } from "./folds.ts";
import { hoisted } from "./hoist.ts";
import { type Binding, find } from "./names.ts";
import { type Operand, unproven } from "./operand.ts";
import { partsOf } from "./parts.ts";
import { isMade, stream } from "./stream.ts";
import { block, demand, fresh, keptOf, nested, recall, type Writing, write } from "./writing.ts";

/** `all`, `exists` and `exists_one`; lists that are made have no value of their own here. */
export function compileLoop(w: Writing, node: NodeOf<"loop">): Operand {
  if (node.macro === "all" || node.macro === "exists")
    return folded(w, quantifier(node, isMade(w, node.list)));
  return node.macro === "exists_one" ? folded(w, exactlyOne(node)) : unproven(w, node.type);
}

/** The result of a fold: worked out in a pass where that is possible, in a loop of its own else. */
export function folded(w: Writing, fold: Fold): Operand {
  return hoisted(w, fold) ?? inLoop(w, fold);
}

function inLoop(w: Writing, fold: Fold): Operand {
  settleLets(w, fold.node);
  const [result, label] = [fresh(w.group, "r"), fresh(w.group, "s")];
  const inner = nested(w);
  stream(inner, fold.list, 1, (each, item) => fold.step(each, item, result, ` break ${label};`));
  write(w, `let ${result} = ${fold.start};`);
  block(w, `${label}:`, inner);
  if (fold.open === "NaN") demand(w, fold.worked(result));
  return fold.operand(result);
}

/**
 * Keeps the lets with loops that stand in a loop: each is worked out in the first round that needs
 * it, and in no other.
 */
export function settleLets(w: Writing, node: Node): void {
  for (const name of namesIn(node)) {
    const binding = find(w.names, name);
    if (binding?.is !== "let") continue;
    settleLets({ ...w, names: binding.names }, binding.node);
    if (isScalar(binding.node) && hasLoop(binding.node)) keepLet(w, binding);
  }
}

function keepLet(w: Writing, binding: Binding): void {
  if (recall(w, binding) || keptOf(w, binding)) return;
  const kept = { done: fresh(w.group, "v"), result: fresh(w.group, "v") };
  write(w, `let ${kept.done} = false;`);
  write(w, `let ${kept.result};`);
  w.known.kept.set(binding, kept);
}

const isScalar = ({ type }: Node): boolean =>
  !["list", "map", "record", "optional", "any"].includes(type.kind);

function hasLoop(node: Node): boolean {
  return (
    node.op === "loop" || (node.op === "call" && node.args.some(isListed)) || parts(node, hasLoop)
  );
}

const isListed = ({ type }: Node): boolean => type.kind === "list";

const parts = (node: Node, test: (part: Node) => boolean): boolean =>
  partsOf(node).some((part) => test(part));

/** Every name that an expression mentions. */
function namesIn(node: Node): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (part: Node): void => {
    if (part.op === "name") names.add(part.name);
    partsOf(part).forEach(visit);
  };
  visit(node);
  return names;
}
