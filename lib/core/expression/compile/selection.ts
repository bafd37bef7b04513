import type { Node, NodeOf } from "../node.ts";
import type { Type } from "../types.ts";
import { decoding, elementUnitsMax, type Form, formOf, unitsMax } from "./decoding.ts";
import { value } from "./expression.ts";
import { decodedOf, type FieldTree, isAbsentCode, isObjectCode, slotOf, treeOf } from "./fields.ts";
import { filteredAt, filterOf } from "./filtered-element.ts";
import { isInherited, textLiteral } from "./literal.ts";
import { rowOf, rowsOf } from "./lookup.ts";
import { find, type Holder } from "./names.ts";
import { bool, type Operand, text, unproven, whole } from "./operand.ts";
import { type Column, columnOf, type ListPass } from "./pass.ts";
import { isShared } from "./read-lists.ts";
import {
  declare,
  demand,
  demandKnown,
  fresh,
  isUnloaded,
  recall,
  remember,
  spend,
  type Writing,
  write,
} from "./writing.ts";

/** Digits after the point of a decimal field that names no usual scale: money. */
const usualScaleDefault = 2;

/** A record; what is no record bails. */
export function holder(w: Writing, node: Node): Holder {
  if (node.op === "name") return namedHolder(w, node.name);
  if (node.op === "select") return selectedHolder(w, node);
  if (node.op === "at") return objectIn(w, elementAt(w, node));
  if (node.op === "lookup")
    return isUnloaded(w, node.table) ? nowhere(w) : objectIn(w, rowOf(w, node));
  if (isFirst(node)) return objectIn(w, firstOf(w, node));
  return nowhere(w);
}

function namedHolder(w: Writing, name: string): Holder {
  const binding = find(w.names, name);
  switch (binding?.is) {
    case "fields":
    case "row":
    case "object":
      return binding;
    case "raw":
      return objectIn(w, binding.code);
    case "let":
      return holder({ ...w, names: binding.names }, binding.node);
    default:
      return nowhere(w);
  }
}

function selectedHolder(w: Writing, node: NodeOf<"select">): Holder {
  const of = holder(w, node.of);
  if (isInherited(node.field)) return nowhere(w);
  if (of.is === "fields") return { is: "fields", tree: treeOf(w.group, of.tree, node.field) };
  return objectIn(w, rawOf(w, of, node.field));
}

/** Bails unless the variable holds an object. */
function objectIn(w: Writing, code: string): Holder {
  const fact = `object ${code}`;
  if (!recall(w, fact)) {
    demandKnown(w, isObjectCode(code));
    remember(w, fact, bool("true"));
  }
  return { is: "object", code };
}

function nowhere(w: Writing): Holder {
  write(w, w.bail);
  return { is: "object", code: "none" };
}

/** The variable that holds a field's raw value. */
export function rawOf(w: Writing, of: Holder, field: string): string {
  if (isInherited(field)) {
    write(w, w.bail);
    return "none";
  }
  if (of.is === "fields") return slotOf(w.group, of.tree, field).raw;
  return readAhead(w, of, `field ${field}`, () => {
    const column = of.is === "row" ? rawColumn(w, of.pass, field) : undefined;
    return column && of.is === "row"
      ? `${column.code}[${of.index}]`
      : `${of.code}[${textLiteral(field)}]`;
  });
}

/**
 * A column of what each element has in a field: of any, where the list is read for several functions,
 * of text or bool otherwise, since others are read as numbers.
 */
function rawColumn(w: Writing, pass: ListPass, field: string): Column | undefined {
  const kind = w.group.schema[pass.shape]?.fields[field]?.type.kind;
  if (!isShared(pass.read) && kind !== "string" && kind !== "bool") return undefined;
  return columnOf(w.group, pass, slotOf(w.group, pass.tree, field).raw, "rawColumn");
}

type Element = Exclude<Holder, { readonly is: "fields" }>;

/** A variable with what is read of an object: at the start of the loop that brings it, or here. */
function readAhead(w: Writing, of: Element, what: string, code: () => string): string {
  const fact = `${what} of ${of.code}`;
  const known = of.head?.read.get(fact) ?? recall(w, fact);
  if (known) return known.code;
  if (!of.head) return remember(w, fact, text(declare(w, code()))).code;
  const variable = fresh(w.group, "v");
  of.head.lines.push(`const ${variable} = ${code()};`);
  of.head.read.set(fact, text(variable));
  return variable;
}

/** The raw element of a list under an index. */
export function elementAt(w: Writing, node: NodeOf<"at">): string {
  const found = filterOf(w, node.of);
  if (found && node.index.op === "const") return filteredAt(...found, constantIndex(w, node));
  const list = rawList(w, node.of);
  const index = value(w, node.index);
  demand(w, `${index.code} >= 0`);
  return declare(w, `${list}[${index.code}]`);
}

type Call = NodeOf<"call">;

/** Whether an expression is `first(list)`. */
export const isFirst = (node: Node): node is Call => node.op === "call" && node.fn === "first";

/** The raw element that comes first in a list, undefined in an empty one. */
export function firstOf(w: Writing, node: Call): string {
  const list = node.args[0] as Node;
  spend(w, 1);
  const found = filterOf(w, list);
  return found ? filteredAt(...found, "0") : declare(w, `${rawList(w, list)}[0]`);
}

function constantIndex(w: Writing, node: NodeOf<"at">): string {
  const { code } = value(w, node.index);
  demand(w, `${code} >= 0`);
  return code;
}

/** The raw list that a field or a name stands for; bails unless it is one. */
export function rawList(w: Writing, node: Node): string {
  const raw = rawValue(w, node);
  const fact = `list ${raw}`;
  if (!recall(w, fact)) {
    demand(w, `isArray(${raw})`);
    remember(w, fact, bool("true"));
  }
  return raw;
}

/** The raw value of a field, an element or a name that stands for one; others bail. */
export function rawValue(w: Writing, node: Node): string {
  if (node.op === "select") return rawOf(w, holder(w, node.of), node.field);
  if (node.op === "at") return elementAt(w, node);
  if (node.op === "rows") return rowsOf(w, node);
  if (isFirst(node)) return firstOf(w, node);
  const binding = node.op === "name" ? find(w.names, node.name) : undefined;
  if (binding?.is === "raw") return binding.code;
  if (binding?.is === "let") return rawValue({ ...w, names: binding.names }, binding.node);
  write(w, w.bail);
  return "none";
}

/** A field's value, as a number, a text or a bool. */
export function selected(w: Writing, node: NodeOf<"select">): Operand {
  const of = holder(w, node.of);
  const form = formIn(w, node, of);
  if (!form || isInherited(node.field) || of.is === "object")
    return decoded(w, rawOf(w, of, node.field), node.type, form);
  if (of.is === "fields") return decodedOf(w.group, slotOf(w.group, of.tree, node.field), form);
  const slot = slotOf(w.group, of.pass.tree, node.field);
  const number = decodedOf(w.group, slot, form);
  const column = columnOf(w.group, of.pass, number.code, "column");
  const code = readAhead(w, of, `number ${node.field}`, () => `${column.code}[${of.index}]`);
  return { ...number, code };
}

function formIn(w: Writing, node: NodeOf<"select">, of: Holder): Form | undefined {
  const shape = node.of.type.kind === "record" ? node.of.type.name : "";
  const field = w.group.schema[shape]?.fields[node.field];
  const isElement = of.is === "row" || (of.is === "fields" && of.tree.ofElement);
  const most = node.type.kind === "decimal" ? node.type.scale : 0;
  const scale = Math.min(field?.usualScale ?? usualScaleDefault, most);
  return formOf(node.type, scale, isElement ? elementUnitsMax : unitsMax);
}

/** A raw value as its type says; what is not of the type bails, or becomes NaN. */
export function decoded(w: Writing, raw: string, type: Type, form?: Form): Operand {
  if (type.kind === "string" || type.kind === "bool") return plain(w, raw, type);
  const scale = type.kind === "decimal" ? Math.min(usualScaleDefault, type.scale) : 0;
  const as = form ?? formOf(type, scale, unitsMax);
  if (!as) return unproven(w, type);
  const fact = `decoded ${raw}`;
  const known = recall(w, fact);
  if (known) return known;
  const target = fresh(w.group, "d");
  write(w, `let ${target} = NaN;`);
  for (const line of decoding(as, raw, target)) write(w, line);
  const read = whole(target, as.max, false, as.scale);
  return remember(w, fact, { ...read, isSure: as.kind === "date" });
}

function plain(w: Writing, raw: string, type: Type): Operand {
  const fact = `plain ${raw}`;
  const known = recall(w, fact);
  if (known) return known;
  demandKnown(w, `typeof ${raw} === "${type.kind === "bool" ? "boolean" : "string"}"`);
  return remember(w, fact, type.kind === "bool" ? bool(raw) : text(raw));
}

/**
 * Bails when a record that is read ahead is neither an object nor absent. After it an absent field
 * really is absent, whether its record is there or not.
 */
export function demandReadable(w: Writing, tree: FieldTree): void {
  if (tree.parent) demandReadable(w, tree.parent);
  if (tree.present === undefined) return;
  const fact = `readable ${tree.present}`;
  if (recall(w, fact)) return;
  remember(w, fact, bool("true"));
  demand(w, tree.slot ? `${tree.present} || ${isAbsentCode(tree.slot.raw, false)}` : tree.present);
}
