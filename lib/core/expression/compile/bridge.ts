import { functionById } from "../functions.ts";
import type { NodeOf } from "../node.ts";
import { textLiteral } from "./literal.ts";
import { makeOnce } from "./logic.ts";
import { bool, type Operand, prove, realMax, safeMax, text, unproven, whole } from "./operand.ts";
import { declare, demand, type Writing, write } from "./writing.ts";

/** Kinds whose values generated code and function table can pass to each other. */
const passing = ["string", "bool", "int", "real", "date", "instant"];

/** Calls a function of the table itself; unproven where a type cannot be passed. */
export function bridged(w: Writing, node: NodeOf<"call">, args: () => readonly Operand[]): Operand {
  const kinds = [...node.args.map((arg) => arg.type.kind), node.type.kind];
  if (!kinds.every((kind) => passing.includes(kind))) return unproven(w, node.type);
  const codes = args().map((arg) => prove(w, arg).code);
  const texts = kinds.map(textLiteral).join(", ");
  const place = w.group.made.size; // each place remembers its own last call
  const called = makeOnce(w, `called(${textLiteral(node.fn)}, [${texts}], ${place})`);
  const result = declare(w, `${called}(${["context", w.fuel, ...codes].join(", ")})`);
  if (!functionById.get(node.fn)?.hasFixedCost)
    write(w, `if ((${w.fuel} -= spent()) < 0) ${w.bail}`);
  demand(w, `${result} !== undefined`);
  if (node.type.kind === "bool") return bool(result);
  if (node.type.kind === "string") return text(result);
  return whole(result, node.type.kind === "real" ? realMax : safeMax, true);
}
