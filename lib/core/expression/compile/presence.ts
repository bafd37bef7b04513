import type { Node, NodeOf } from "../node.ts";
import { keyOf } from "./closed.ts";
import { value } from "./expression.ts";
import { absent, isAbsentCode, isObjectCode, isPresentCode, slotOf, treeOf } from "./fields.ts";
import { isInherited, textLiteral } from "./literal.ts";
import { rowOf } from "./lookup.ts";
import { entryOf, hasEntry } from "./map-entry.ts";
import { find, type Holder } from "./names.ts";
import { align, bool, FALSE, notCode, type Operand, prove, TRUE, unproven } from "./operand.ts";
import {
  demandReadable,
  elementAt,
  firstOf,
  holder,
  isFirst,
  rawOf,
  rawValue,
} from "./selection.ts";
import {
  absorbing,
  block,
  declare,
  demand,
  fresh,
  isUnloaded,
  nested,
  recall,
  remember,
  type Writing,
  write,
} from "./writing.ts";

/** A record that may be absent, and the code that says whether it is there; a fault bails. */
interface Reached {
  readonly there: string;
  readonly holder: Holder;
}

function reach(w: Writing, node: Node): Reached {
  if (node.op === "name") return reachName(w, node);
  if (node.op === "lookup") return reachRaw(w, isUnloaded(w, node.table) ? absent : rowOf(w, node));
  if (node.op === "at") return reachRaw(w, elementAt(w, node));
  if (isFirst(node)) return reachRaw(w, firstOf(w, node));
  if (node.op !== "select") return { there: "true", holder: holder(w, node) };
  const of = reach(w, node.of);
  if (of.holder.is !== "fields" || isInherited(node.field))
    return reachRaw(w, rawUnder(w, of, node.field));
  const tree = treeOf(w.group, of.holder.tree, node.field);
  demandReadable(w, tree);
  return { there: tree.present as string, holder: { is: "fields", tree } };
}

function reachName(w: Writing, node: NodeOf<"name">): Reached {
  const binding = find(w.names, node.name);
  if (binding?.is === "let") return reach({ ...w, names: binding.names }, binding.node);
  if (binding?.is === "raw") return reachRaw(w, binding.code);
  const of = holder(w, node);
  if (of.is === "fields") demandReadable(w, of.tree);
  return { there: "true", holder: of };
}

function reachRaw(w: Writing, raw: string): Reached {
  if (raw === absent) return { there: "false", holder: { is: "object", code: "none" } };
  const there = declare(w, isObjectCode(raw));
  demand(w, `${there} || ${isAbsentCode(raw, false)}`);
  return { there, holder: { is: "object", code: raw } };
}

/** The raw value of a field of a record that may be absent: undefined then. */
function rawUnder(w: Writing, of: Reached, field: string): string {
  if (of.there === "true" || isInherited(field)) return rawOf(w, of.holder, field);
  if (of.there === "false") return absent;
  if (of.holder.is === "fields") return slotOf(w.group, of.holder.tree, field).raw;
  if (of.holder.is === "row") return rawOf(w, of.holder, field);
  return declare(w, `${of.there} ? ${of.holder.code}[${textLiteral(field)}] : undefined`);
}

/** `has(x.y)`: present is what is there and not null; empty text only where text is wanted. */
export function compileHas(given: Writing, node: NodeOf<"has">): Operand {
  const w = absorbing(given);
  if (node.of.type.kind === "map") return bool(hasEntry(w, node));
  if (node.of.type.kind !== "record") return unproven(w, node.type);
  const raw = rawUnder(w, reach(w, node.of), node.field);
  return bool(isPresentCode(raw, node.text === true));
}

/** Whether a value is there; a fault bails where the value is worked out, not here. */
function thereOf(w: Writing, node: Node): string {
  if (node.type.kind === "record") return reach(w, node).there;
  const raw = maybeRaw(w, node);
  if (raw === undefined) {
    // Nobody works out a list that is made, so nothing would bail where it is absent.
    if (node.type.kind === "list") write(w, w.bail);
    return "true";
  }
  if (raw === absent) return "false";
  if (node.type.kind === "list") demand(w, `isArray(${raw}) || ${isAbsentCode(raw, false)}`);
  return isPresentCode(raw, node.type.kind === "string");
}

/** The raw value that an expression stands for, absent or not; undefined when it is computed. */
export function maybeRaw(w: Writing, node: Node): string | undefined {
  switch (node.op) {
    case "select":
      return node.of.type.kind === "record"
        ? rawUnder(w, reach(w, node.of), node.field)
        : undefined;
    case "at":
      return rawValue(w, node);
    case "call":
      return isFirst(node) ? rawValue(w, node) : undefined;
    case "entry":
      return entryOf(w, node);
    case "widen":
      return node.type.kind === "list" ? undefined : maybeRaw(w, node.of);
    case "name": {
      const binding = find(w.names, node.name);
      if (binding?.is === "let") return maybeRaw({ ...w, names: binding.names }, binding.node);
      return binding?.is === "raw" ? binding.code : undefined;
    }
    default:
      return undefined;
  }
}

/** The `optional(x)` that an expression stands for, and where; undefined when it is another. */
export function optionalOf(w: Writing, node: Node): readonly [Writing, Node] | undefined {
  if (node.op === "optional") return [w, node.of];
  const binding = node.op === "name" ? find(w.names, node.name) : undefined;
  return binding?.is === "let"
    ? optionalOf({ ...w, names: binding.names }, binding.node)
    : undefined;
}

/** A plain `optional(x.y).orElse(z)` is worked out once where it stands several times. */
export function compileOrElse(w: Writing, node: NodeOf<"orElse">): Operand {
  if (!isCheap(node.of) || !isCheap(node.other)) return valueOrElse(w, node);
  const fact = `orElse ${keyOf(w.names, node)}`;
  return recall(w, fact) ?? remember(w, fact, valueOrElse(w, node));
}

/** Whether working it out takes no fuel, so that it may be done once for several times. */
function isCheap(node: Node): boolean {
  switch (node.op) {
    case "const":
    case "name":
      return true;
    case "select":
    case "optional":
    case "widen":
      return isCheap(node.of);
    default:
      return false;
  }
}

function valueOrElse(w: Writing, node: NodeOf<"orElse">): Operand {
  const found = optionalOf(w, node.of);
  if (!found) return unproven(w, node.type);
  const [inside, of] = found;
  return choose(
    w,
    thereOf(absorbing(inside), of),
    (then) => value({ ...absorbing(then), names: inside.names }, of),
    (otherwise) => value(otherwise, node.other),
  );
}

export function compileHasValue(given: Writing, node: NodeOf<"hasValue">): Operand {
  const w = absorbing(given);
  const found = optionalOf(w, node.of);
  if (!found || isOpaque(found[1])) return unproven(w, node.type);
  const [inside, of] = found;
  const there = named(w, thereOf(inside, of));
  if (there === "false") return FALSE;
  proveThere({ ...w, names: inside.names }, there, of);
  return bool(there);
}

/** A variable for what is not known yet. */
const named = (w: Writing, code: string): string =>
  code === "true" || code === "false" ? code : declare(w, code);

/** Bails when what is there is not of its type. */
function proveThere(w: Writing, there: string, node: Node): void {
  if (!isScalar(node)) return;
  const inner = nested(w);
  prove(inner, value(inner, node));
  if (inner.lines.length > 0) block(w, there === "true" ? "" : `if (${there})`, inner);
}

const isOpaque = (node: Node): boolean => ["map", "any", "optional"].includes(node.type.kind);
const isScalar = (node: Node): boolean =>
  !isOpaque(node) && node.type.kind !== "list" && node.type.kind !== "record";

/** `blank(x)`: absent, text of white space only, or an empty list. */
export function compileBlank(given: Writing, node: NodeOf<"blank">): Operand {
  const w = absorbing(given);
  const { of } = node;
  if (isOpaque(of)) return unproven(w, node.type);
  const there = named(w, thereOf(w, of));
  if (there === "false") return TRUE;
  if (of.type.kind === "list") {
    const raw = maybeRaw(w, of);
    return raw === undefined ? unproven(w, node.type) : bool(`(!${there} || ${raw}.length === 0)`);
  }
  if (of.type.kind === "string")
    return choose(
      w,
      there,
      (then) => bool(`isBlank(${value(then, of).code})`),
      () => TRUE,
    );
  proveThere(w, there, of);
  return bool(notCode(there));
}

/** One of two values, each worked out only when it is the one. */
export function choose(
  w: Writing,
  test: string,
  then: (w: Writing) => Operand,
  otherwise: (w: Writing) => Operand,
): Operand {
  if (test === "true") return then(w);
  if (test === "false") return otherwise(w);
  const [yes, no] = [nested(w), nested(w)];
  const [a, b] = [then(yes), otherwise(no)];
  const scale = Math.max(a.scale, b.scale);
  const [x, y] = [align(yes, a, scale), align(no, b, scale)];
  const made = {
    scale,
    max: Math.max(x.max, y.max),
    proved: x.proved && y.proved,
    isSure: [x, y].every(({ proved, isSure }) => proved || isSure),
  };
  if (yes.lines.length === 0 && no.lines.length === 0) {
    if (x === y) return x;
    return { ...made, code: declare(w, `${test} ? ${x.code} : ${y.code}`) };
  }
  const result = fresh(w.group, "v");
  write(w, `let ${result};`);
  write(yes, `${result} = ${x.code};`);
  write(no, `${result} = ${y.code};`);
  block(w, `if (${test})`, yes);
  block(w, "else", no);
  return { ...made, code: result };
}
