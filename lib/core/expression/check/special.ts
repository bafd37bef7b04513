import type { Cel } from "../cel.ts";
import type { Checking } from "../check.ts";
import type { Node } from "../node.ts";
import { BOOL, listOf, optionalOf, recordOf, type Type, typeName, unify } from "../types.ts";
import { type Call, checkKey } from "./arguments.ts";
import { own } from "./names.ts";
import { setForms } from "./set-forms.ts";
import { didYouMean } from "./suggest.ts";
import { widen } from "./widen.ts";

/** Three answers: a node; null when the form was recognised and is wrong; undefined: not a form. */
type Special = Node | null | undefined;

/** Forms that are no functions, since they look at absence, tables or other records. */
export function checkSpecial(cel: Call, c: Checking): Special {
  const form = own(cel.target ? methods : forms, cel.name);
  return form && (form(cel, c) ?? null);
}

const forms: Readonly<Record<string, (cel: Call, c: Checking) => Node | undefined>> = {
  optional: (cel, c) => {
    const of = only(cel, c);
    return of && { op: "optional", type: optionalOf(of.type), of };
  },
  blank: (cel, c) => {
    const of = only(cel, c);
    return of && { op: "blank", type: BOOL, of };
  },
  has: (cel, c) => c.problem(cel, "has(…) wants a field, such as has(record.due_date)"),
  lookup: (cel, c) => checkTable(cel, "lookup", c),
  rows: (cel, c) => checkTable(cel, "rows", c),
  attested: checkAttested,
  ...setForms,
};

const methods: Readonly<Record<string, (cel: Call, c: Checking) => Node | undefined>> = {
  orElse: checkOrElse,
  hasValue: (cel, c) => {
    const of = c.visit(cel.target as Cel);
    if (!of) return undefined;
    return of.type.kind === "optional"
      ? { op: "hasValue", type: BOOL, of }
      : c.problem(
          cel,
          `hasValue wants an optional, this is ${typeName(of.type)}: write optional(x)`,
        );
  },
};

function only(cel: Call, c: Checking): Node | undefined {
  if (cel.args.length !== 1)
    return c.problem(cel, `${cel.name} takes one value, found ${cel.args.length}`);
  return c.visit(cel.args[0] as Cel);
}

function checkOrElse(cel: Call, c: Checking): Node | undefined {
  const of = c.visit(cel.target as Cel);
  const other = cel.args.length === 1 ? c.visit(cel.args[0] as Cel) : undefined;
  if (cel.args.length !== 1) return c.problem(cel, "orElse takes one value");
  if (!of || !other) return undefined;
  if (of.type.kind !== "optional")
    return c.problem(
      cel,
      `orElse wants an optional, this is ${typeName(of.type)}: write optional(x).orElse(y)`,
    );
  const type = unify(of.type.of, other.type);
  if (!type)
    return c.problem(
      cel,
      `orElse gives one type: found ${typeName(of.type.of)} and ${typeName(other.type)}`,
    );
  return { op: "orElse", type, of: widenOptional(of, type), other: widen(other, type) };
}

function widenOptional(node: Node, to: Type): Node {
  if (node.op !== "optional") return node;
  return { op: "optional", type: optionalOf(to), of: widen(node.of, to) };
}

function checkTable(cel: Call, op: "lookup" | "rows", c: Checking): Node | undefined {
  const [name, key, on] = cel.args;
  if (name?.kind !== "string" || !key || cel.args.length > 3)
    return c.problem(cel, `write ${op}("table", key) or ${op}("table", key, date)`);
  const table = own(c.scope.tables, name.value);
  if (!table) {
    const hint = didYouMean(name.value, Object.keys(c.scope.tables));
    return c.problem(name, `unknown table '${name.value}'${hint}`, name.value.length + 2);
  }
  if (op === "lookup" && table.many)
    return c.problem(cel, `'${name.value}' has several rows under one key: write rows(…)`);
  const keyNode = checkKey(key, table.key.length, c);
  const onNode = on && c.visit(on);
  if (!keyNode || (on && !onNode)) return undefined;
  if (onNode && onNode.type.kind !== "date")
    return c.problem(on as Cel, `rows are in force on a date, this gives ${typeName(onNode.type)}`);
  const row = recordOf(table.shape);
  const made = { op, type: op === "lookup" ? row : listOf(row), table: name.value, key: keyNode };
  const mayLack = c.scope.optionalTables?.includes(name.value) ?? false;
  return { ...made, ...(onNode && { on: onNode }), ...(mayLack && { mayLack }) };
}

function checkAttested(cel: Call, c: Checking): Node | undefined {
  const fact = cel.args[0];
  if (cel.args.length !== 1 || fact?.kind !== "string")
    return c.problem(cel, 'write attested("fact")');
  if (!c.scope.facts.includes(fact.value)) {
    const hint = didYouMean(fact.value, c.scope.facts);
    return c.problem(fact, `unknown fact '${fact.value}'${hint}`, fact.value.length + 2);
  }
  return { op: "attested", type: BOOL, fact: fact.value };
}
