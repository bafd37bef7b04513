import type { Node, NodeOf } from "../node.ts";
import type { Type } from "../types.ts";
import { value } from "./expression.ts";
import { textLiteral } from "./literal.ts";
import { makeOnce } from "./logic.ts";
import { settleLets } from "./loops.ts";
import type { Native } from "./natives.ts";
import { align, bool, type Operand, prove, realMax, safeMax, text, whole } from "./operand.ts";
import { scalar, stream } from "./stream.ts";
import { block, declare, demand, fresh, nested, type Writing, write } from "./writing.ts";

type Call = NodeOf<"call">;

/**
 * Functions over decimals or lists that are called as they are. What they give depends on the values
 * of decimals alone, never on the digits that data writes them with, and so do their faults.
 */
const exactly: ReadonlySet<string> = new Set([
  ...["isPowerOfTenSlip", "compareRatio", "ceilTo", "prorate", "cycles", "robustScore"],
  ...["quantile", "avg", "real", "toDecimal", "round.real", "similarity"],
]);

const scalars = ["string", "bool", "int", "decimal", "real", "date", "instant"];

/** Digits up to which a result keeps all that its type may have. */
const scaleKeptMax = 9;

/** Calls a function over decimals or lists; undefined for one that is not called so. */
export function calledExactly(w: Writing, node: Call): Operand | undefined {
  const { args, type } = node;
  if (!exactly.has(node.fn) || !scalars.includes(type.kind)) return undefined;
  if (!args.every(({ type: of }) => scalars.includes(of.kind === "list" ? of.of.kind : of.kind)))
    return undefined;
  const passed = args.map((arg) =>
    arg.type.kind === "list" ? listOperand(w, arg, arg.type.of) : prove(w, value(w, arg)),
  );
  const scale = resultScale(type, passed);
  const forms = [
    ...args.map((arg, i) => formOf(arg.type, (passed[i] as Operand).scale)),
    formOf(type, scale),
  ];
  const called = makeOnce(w, `calledExactly(${textLiteral(node.fn)}, [${forms.join(", ")}])`);
  const codes = ["context", w.fuel, ...passed.map(({ code }) => code)];
  const result = declare(w, `${called}(${codes.join(", ")})`);
  write(w, `if ((${w.fuel} -= spent()) < 0) ${w.bail}`);
  demand(w, `${result} !== undefined`);
  if (type.kind === "bool") return bool(result);
  if (type.kind === "string") return text(result);
  return whole(result, type.kind === "real" ? realMax : safeMax, true, scale);
}

const formOf = (type: Type, scale: number): string =>
  `[${textLiteral(type.kind === "list" ? `list ${type.of.kind}` : type.kind)}, ${scale}]`;

/** Two digits more than the arguments have, where the type may have more than can be kept. */
function resultScale(type: Type, passed: readonly Operand[]): number {
  if (type.kind !== "decimal") return 0;
  const most = Math.max(0, ...passed.map(({ scale }) => scale));
  return type.scale <= scaleKeptMax ? type.scale : Math.min(type.scale, most + 2);
}

/** The variable of a list that is made here, of elements of one scale. */
export function listOperand(w: Writing, list: Node, of: Type): Operand {
  settleLets(w, list);
  const items = fresh(w.group, "v");
  const inner = nested(w);
  let scale = of.kind === "decimal" && of.scale <= scaleKeptMax ? of.scale : undefined;
  stream(inner, list, 1, (each, item) => {
    const given = scalar(each, item, of);
    scale ??= given.scale;
    if (given.scale > scale) write(each, each.bail);
    const { code } = prove(each, align(each, given, Math.max(scale, given.scale)));
    write(each, `${items}[${items}.length] = ${code};`);
  });
  write(w, `const ${items} = list();`);
  block(w, "", inner);
  return { ...text(items), scale: scale ?? 0 };
}

/** `median` and `mad`, by the function of the runtime that gives it with so many digits more. */
export function middleOf(how: "median" | "deviation", digits: number): Native {
  return (w, node) => {
    const [list] = node.args;
    if (list?.type.kind !== "list" || list.type.of.kind !== "decimal") return undefined;
    const { code, scale } = listOperand(w, list, list.type.of);
    return whole(declare(w, `${how}(${code})`), safeMax, false, scale + digits);
  };
}
