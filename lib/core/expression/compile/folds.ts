import type { Node, NodeOf } from "../node.ts";
import type { Type } from "../types.ts";
import { value } from "./expression.ts";
import { type Binding, bind } from "./names.ts";
import { align, bool, type Operand, prove, safeMax, settle, whole } from "./operand.ts";
import { passMax } from "./read-lists.ts";
import { scalar } from "./stream.ts";
import { block, nested, type Writing, write } from "./writing.ts";

/** What a loop works out over all elements of a list. */
export interface Fold {
  /** The expression that it stands for. */
  readonly node: Node;
  readonly list: Node;
  /** What the result is before the first element. */
  readonly start: string;
  /** What it is when it could not be worked out. */
  readonly open: string;
  /** Code that holds as long as elements still matter; absent when they always do. */
  readonly goesOn?: (result: string) => string;
  /** Writes what an element does to the result; `leave` ends the loop. */
  readonly step: (w: Writing, item: Binding, result: string, leave: string) => void;
  /** What the finished result gives. Called after the steps were written. */
  readonly operand: (result: string) => Operand;
  /** Code that is true of a result that was worked out. */
  readonly worked: (result: string) => string;
}

const isNumber = (result: string): string => `${result} === ${result}`;

/**
 * `all` and `exists`: 1 true, 0 false, 2 open. Once decided, elements of the record's own lists no
 * longer matter; of a list that is made, all must be known all the same.
 */
export function quantifier(node: NodeOf<"loop">, isMade: boolean): Fold {
  const decisive = node.macro === "exists" ? 1 : 0;
  const goesOn = (result: string): string => `${result} === ${1 - decisive}`;
  return {
    node,
    list: node.list,
    start: String(1 - decisive),
    open: "2",
    ...(!isMade && { goesOn }),
    step(w, item, result, leave) {
      const inner = isMade ? nested(w) : w;
      const test = value({ ...inner, names: bind(w.names, node.name, item) }, node.body);
      const ends = decisive === 1 ? test.code : `!${test.code}`;
      write(inner, `if (${ends}) { ${result} = ${decisive};${isMade ? "" : leave} }`);
      if (isMade) block(w, `if (${goesOn(result)})`, inner);
    },
    operand: (result) => bool(`(${result} === 1)`),
    worked: (result) => `${result} !== 2`,
  };
}

/** `exists_one`: counts the elements that fit. */
export const exactlyOne = (node: NodeOf<"loop">): Fold => ({
  node,
  list: node.list,
  start: "0",
  open: "NaN",
  step(w, item, result) {
    const test = value({ ...w, names: bind(w.names, node.name, item) }, node.body);
    write(w, `if (${test.code}) ${result} += 1;`);
  },
  operand: (result) => bool(`(${result} === 1)`),
  worked: isNumber,
});

/** The number of elements of a list that is never built. */
export const sizeFold = (node: Node, list: Node): Fold => ({
  node,
  list,
  start: "0",
  open: "NaN",
  step: (w, _item, result) => write(w, `${result} += 1;`),
  operand: (result) => whole(result, safeMax, true),
  worked: isNumber,
});

/**
 * A sum. Elements that are small enough need no look at it; otherwise it is checked after each,
 * since a sum that was unsafe once may look safe again.
 */
export function sumFold(node: Node, list: Node, type: Type): Fold {
  let scale: number | undefined;
  return {
    node,
    list,
    start: "0",
    open: "NaN",
    step(w, item, result) {
      const given = scalar(w, item, type);
      scale ??= given.scale;
      if (given.scale > scale) write(w, w.bail);
      const operand = settle(w, align(w, given, Math.max(scale, given.scale)));
      write(w, `${result} += ${operand.code};`);
      if (operand.max * passMax > safeMax)
        write(w, `if (!(abs(${result}) <= ${safeMax})) ${result} = NaN;`);
    },
    operand: (result) => whole(result, safeMax, true, scale ?? 0),
    worked: isNumber,
  };
}

/** The least or the greatest; of nothing it is missing. */
export function extremeFold(how: "min" | "max", node: Node, list: Node, type: Type): Fold {
  let scale: number | undefined;
  return {
    node,
    list,
    start: how === "min" ? "Infinity" : "-Infinity",
    open: "NaN",
    step(w, item, result) {
      const given = prove(w, scalar(w, item, type));
      scale ??= given.scale;
      if (given.scale > scale) write(w, w.bail);
      const operand = prove(w, align(w, given, Math.max(scale, given.scale)));
      write(w, `${result} = ${how}(${result}, ${operand.code});`);
    },
    operand: (result) => whole(result, safeMax, true, scale ?? 0),
    worked: (result) => `${result} - ${result} === 0`,
  };
}
