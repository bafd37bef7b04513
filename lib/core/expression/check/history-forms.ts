import { pastFigure, pastRunShape } from "../../history.ts";
import type { Cel } from "../cel.ts";
import type { Checking } from "../check.ts";
import type { Node } from "../node.ts";
import { listOf, recordOf, type Type, typeName } from "../types.ts";
import { type Call, typed } from "./arguments.ts";
import { callOf } from "./calls.ts";
import { own } from "./names.ts";
import { didYouMean } from "./suggest.ts";

const usage =
  'write history.median("name"), history.median("name", group), ' +
  'history.robustScore(x, "name", floor) or history.runs()';

/**
 * `history.runs()`, `history.values("x")` and any function of a list: `history.median("x")`. Where
 * the aggregate keeps groups, the group stands after the name.
 */
export function checkHistory(cel: Call, c: Checking): Node | undefined {
  if (cel.name === "runs" && cel.args.length === 0)
    return { op: "history", type: listOf(recordOf(pastRunShape)) };
  const before = cel.name === "robustScore" ? 1 : 0;
  const name = cel.args[before];
  if (name?.kind !== "string") return c.problem(cel, usage);
  const named = c.scope.run?.named ?? {};
  const type = own(named, name.value);
  if (!type) {
    const hint = didYouMean(name.value, Object.keys(named));
    return c.problem(name, `unknown aggregate '${name.value}'${hint}`, name.value.length + 2);
  }
  const groupAt = type.kind === "map" ? before + 1 : undefined;
  const values = valuesOf(name, type, groupAt === undefined ? undefined : cel.args[groupAt], c);
  const rest = cel.args.filter((_, index) => index !== before && index !== groupAt);
  const nodes = rest.map((arg) => c.visit(arg));
  if (!values || nodes.some((node) => node === undefined)) return undefined;
  if (cel.name === "values")
    return rest.length === 0 ? values : c.problem(cel, "history.values takes no more than that");
  const args = [...(nodes.slice(0, before) as Node[]), values, ...(nodes.slice(before) as Node[])];
  return callOf(cel, cel.name, args, cel.args, c);
}

type Name = Extract<Cel, { kind: "string" }>;

function valuesOf(name: Name, type: Type, group: Cel | undefined, c: Checking): Node | undefined {
  const of = type.kind === "map" ? type.of : type;
  if (of.kind !== "int" && of.kind !== "decimal") {
    const message = `history keeps numbers, but aggregate '${name.value}' is ${typeName(type)}`;
    return c.problem(name, message, name.value.length + 2);
  }
  const values = { op: "history", type: listOf(pastFigure), name: name.value } as const;
  if (type.kind !== "map") return values;
  if (!group) {
    const message = `aggregate '${name.value}' keeps groups: name one, as in ("${name.value}", "EUR")`;
    return c.problem(name, message, name.value.length + 2);
  }
  const key = typed(group, ["string"], c);
  return key && { ...values, key };
}
