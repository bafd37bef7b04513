import type { Cel } from "../cel.ts";
import type { Checking } from "../check.ts";
import { type FunctionRow, type ParamType, resolve } from "../function-row.ts";
import { findFunctions, functions } from "../functions.ts";
import type { Constant, Node } from "../node.ts";
import { scaleMax, typeName } from "../types.ts";
import { didYouMean } from "./suggest.ts";
import { widen } from "./widen.ts";

type Call = Extract<Cel, { kind: "call" }>;

/** A call of a function of the table, by the first overload that its arguments fit. */
export function checkCall(cel: Call, c: Checking): Node | undefined {
  const rows = findFunctions(cel.name);
  if (rows.length === 0) {
    const hint = didYouMean(cel.name, new Set(functions.map((row) => row.name)));
    return c.problem(cel, `unknown function '${cel.name}'${hint}`, cel.name.length);
  }
  const cels = cel.target ? [cel.target, ...cel.args] : cel.args;
  const nodes = cels.map((arg) => c.visit(arg));
  if (nodes.some((node) => node === undefined)) return undefined;
  return callOf(cel, cel.name, nodes as Node[], cels, c);
}

/** The call of a function by its name and checked arguments. */
export function callOf(
  cel: Cel,
  name: string,
  args: readonly Node[],
  cels: readonly Cel[],
  c: Checking,
): Node | undefined {
  const rows = findFunctions(name);
  const types = args.map((arg) => arg.type);
  for (const row of rows) {
    const found = resolve(row, types, args.map(constantOf));
    if (!found) continue;
    if (found.result.kind === "decimal" && found.result.scale > scaleMax)
      return c.problem(cel, `${name} could give ${found.result.scale} digits after the point`);
    if (constantMistake(row, args, cels, cel, c)) return undefined;
    if (row.needsLexicon && !c.scope.categories)
      return c.problem(cel, `${name} needs a lexicon: write one beside the rules, lexicon.yaml`);
    const widened = args.map((arg, i) => widen(arg, found.params[i] ?? arg.type));
    return { op: "call", type: found.result, fn: row.id, args: widened };
  }
  const given = types.map(typeName).join(", ");
  const wanted = rows.map(signature).join(" or ");
  return c.problem(cel, `${name}(${given}) does not fit: write ${wanted}`, name.length);
}

/** How a function is called, for a person: `round(x, digits)`. */
export function signature(row: FunctionRow): string {
  const required = row.params.length - (row.optionalParams ?? 0);
  const parts = row.paramNames.map((name, i) => {
    const param = `${paramName(row.params[i] as ParamType)} ${name}`;
    return i < required ? param : `[${param}]`;
  });
  return `${row.name}(${parts.join(", ")})`;
}

function paramName(param: ParamType): string {
  if (param.kind === "var") return (param.among ?? ["any"]).join("|");
  if (param.kind === "list" || param.kind === "map" || param.kind === "optional")
    return `${param.kind}<${paramName(param.of)}>`;
  return param.kind === "record" ? param.name : param.kind;
}

/** Whether an argument that must be constant is not, or is one that does not do. */
function constantMistake(
  row: FunctionRow,
  args: readonly Node[],
  cels: readonly Cel[],
  cel: Cel,
  c: Checking,
): boolean {
  for (const position of row.constants ?? []) {
    const arg = args[position];
    if (!arg || isConstant(arg)) continue;
    c.problem(cels[position] ?? cel, `argument ${position + 1} of ${row.name} must be constant`);
    return true;
  }
  const message = row.check?.(args.map(constantOf));
  if (message === undefined) return false;
  c.problem(cel, message);
  return true;
}

function isConstant(node: Node): boolean {
  if (node.op === "const") return true;
  if (node.op === "list") return node.items.every(isConstant);
  return node.op === "negate" && isConstant(node.of);
}

const constantOf = (node: Node): Constant | undefined =>
  node.op === "const" ? node.value : undefined;
