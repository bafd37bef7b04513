import type { Check } from "../../rule.ts";
import type { Node, NodeOf } from "../node.ts";
import { value } from "./expression.ts";
import { textLiteral } from "./literal.ts";
import { find, type Names } from "./names.ts";
import { bool, type Operand, prove } from "./operand.ts";
import { block, fresh, nested, type Writing, write } from "./writing.ts";

/**
 * Whether a check applies. A condition that needs a row of a table which was never loaded cannot be
 * judged; the others may leave the record out all the same. Where they do not, true stands for what
 * is not known: the check at this place lacks the table then, and its `must` is not looked at.
 */
export function appliesCode(w: Writing, check: Check, out: number): Operand {
  const when = check.when as Node;
  const parts = conjuncts(when).map((part) => ({ part, asked: askedIn(w.names, part) }));
  if (!parts.some(({ asked }) => asked && asked.size > 0)) return value(w, when);
  const [result, unknown] = [fresh(w.group, "v"), fresh(w.group, "v")];
  write(w, `let ${result} = true;`);
  write(w, `let ${unknown} = false;`);
  for (const { part, asked } of parts) {
    const inner = nested(w);
    write(inner, `${result} = ${value(inner, part).code};`);
    const isOpen = asked && asked.size > 0 ? writeOpen(w, asked, result) : undefined;
    if (isOpen) write(w, `if (${isOpen}) ${unknown} = true;`);
    block(w, isOpen ? `if (${result} && !${isOpen})` : `if (${result})`, inner);
  }
  write(w, `if (${result} && ${unknown} && !lacks[${out}]) ${w.bail}`);
  return bool(result);
}

const conjuncts = (node: Node): readonly Node[] =>
  node.op === "and" ? [...conjuncts(node.left), ...conjuncts(node.right)] : [node];

/** A look-up that an expression cannot do without, and what its key may name. */
interface Asked {
  readonly names: Names | undefined;
  readonly node: NodeOf<"lookup"> | NodeOf<"rows">;
}

/** By table. */
type AskedTables = ReadonlyMap<string, readonly Asked[]>;

/**
 * The variable that says that a part is a fault: a look-up is one where its table was never loaded,
 * but only missing where its key is.
 */
function writeOpen(w: Writing, tables: AskedTables, result: string): string {
  const isOpen = fresh(w.group, "v");
  const inner = nested(w);
  for (const { names, node } of [...tables.values()].flat()) {
    const inside = { ...inner, names };
    value(inside, node.key);
    if (node.on) prove(inside, value(inside, node.on));
  }
  write(inner, `${isOpen} = true;`);
  write(w, `let ${isOpen} = false;`);
  const loaded = [...tables.keys()].map((table) => `isLoaded(context, ${textLiteral(table)})`);
  block(w, `if (${result} && !(${loaded.join(" && ")}))`, inner);
  return isOpen;
}

/**
 * The look-ups without which an expression is a fault, whatever else is known. Undefined where it is
 * not strict, or where working it out may cost more fuel than is known beforehand: that must be
 * spent, loaded or not.
 */
function askedIn(names: Names | undefined, node: Node): AskedTables | undefined {
  const any = (...nodes: readonly Node[]): AskedTables | undefined => {
    const all = nodes.map((part) => askedIn(names, part));
    return all.every((one) => one !== undefined) ? merged(all) : undefined;
  };
  switch (node.op) {
    case "const":
      return any();
    case "name": {
      const binding = find(names, node.name);
      return binding?.is === "let" ? askedIn(binding.names, binding.node) : any();
    }
    case "select":
    case "has":
    case "not":
    case "optional":
    case "hasValue":
    case "blank":
      return any(node.of);
    // The other value is looked at only where the first is absent.
    case "orElse":
      return askedIn(names, node.other) && any(node.of);
    case "compare":
      return any(node.left, node.right);
    case "in":
      return any(node.item, node.list);
    case "or":
      return inBoth(any(node.left), any(node.right));
    // What lacks an argument is not called, and costs nothing.
    case "call": {
      const asked = any(...node.args);
      return node.fn === "key" || (asked && asked.size > 0) ? asked : undefined;
    }
    // Neither side is looked at where the test is a fault.
    case "if": {
      const asked = askedIn(names, node.test);
      return asked && asked.size > 0 ? asked : undefined;
    }
    // A list that is a fault is not gone through.
    case "loop": {
      const asked = askedIn(names, node.list);
      return asked && asked.size > 0 ? asked : undefined;
    }
    case "lookup":
    case "rows": {
      const before = any(node.key, ...(node.on ? [node.on] : []));
      // What looks up its key fails with that.
      if (!before || before.size > 0 || node.mayLack) return before;
      return new Map([[node.table, [{ names, node }]]]);
    }
    default:
      return undefined;
  }
}

function merged(all: readonly AskedTables[]): AskedTables {
  const tables = new Map<string, readonly Asked[]>();
  for (const one of all)
    for (const [table, asked] of one) tables.set(table, [...(tables.get(table) ?? []), ...asked]);
  return tables;
}

/** What both sides cannot do without. */
function inBoth(a: AskedTables | undefined, b: AskedTables | undefined): AskedTables | undefined {
  if (!a || !b) return undefined;
  return new Map([...merged([a, b])].filter(([table]) => a.has(table) && b.has(table)));
}
