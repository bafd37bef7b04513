import { functionById } from "../functions.ts";
import type { Node, NodeOf } from "../node.ts";
import type { Type } from "../types.ts";
import { value } from "./expression.ts";
import { type FieldTree, isAbsentCode, isObjectCode, slotOf, treeOf } from "./fields.ts";
import { isInherited } from "./literal.ts";
import { type Binding, bind, find, newHead } from "./names.ts";
import { bool, type Operand, unproven } from "./operand.ts";
import { type ListPass, listPass } from "./pass.ts";
import { maybeRaw, optionalOf } from "./presence.ts";
import { passMax, readList } from "./read-lists.ts";
import { decoded, demandReadable, holder, rawList } from "./selection.ts";
import { nothingOf } from "./set-form.ts";
import {
  absorbing,
  block,
  charge,
  declare,
  demand,
  type Feed,
  fresh,
  isDead,
  nested,
  recall,
  remember,
  spend,
  type Writing,
  write,
} from "./writing.ts";

/** Writes what becomes of one element; `index` is the variable that counts them. */
export type Consume = (w: Writing, item: Binding, index: string) => void;

/**
 * Writes loops that bring each element of a list to its consumer, without any list between them.
 * `charges`: the steps that an element costs in the consumer, spent before the first.
 */
export function stream(given: Writing, node: Node, charges: number, consume: Consume): void {
  const w = absorbing(given);
  if (isDead(w)) return;
  const binding = node.op === "name" ? find(w.names, node.name) : undefined;
  if (node.op === "loop" && node.macro === "filter") filtered(w, node, charges, consume);
  else if (node.op === "loop" && node.macro === "map") mapped(w, node, charges, consume);
  else if (node.op === "set") nothingOf(w, node);
  else if (node.op === "if") chosen(w, node, charges, consume);
  else if (node.op === "call" && node.fn === "concat") concatenated(w, node, charges, consume);
  else if (w.feed) fed(w, w.feed, charges, consume);
  else if (node.op === "list") listed(w, node, charges, consume);
  else if (node.op === "widen") widened(w, node, charges, consume);
  else if (binding?.is === "let") {
    const inside = { ...w, names: binding.names };
    stream(inside, binding.node, charges, (each, item, index) =>
      consume({ ...each, names: w.names }, item, index),
    );
  } else {
    const found = passOf(w, node);
    if (found) walked(w, found, charges, consume);
    else looped(w, node, charges, consume);
  }
}

/** Whether a list is made by an expression, which may fail at any element. */
export function isMade(w: Writing, node: Node, choices = 0): boolean {
  if (["select", "at", "orElse", "rows"].includes(node.op)) return false;
  if (node.op === "if")
    return [node.then, node.else].some(
      (one) => choices >= choicesMax || isMade(w, one, choices + 1),
    );
  const binding = node.op === "name" ? find(w.names, node.name) : undefined;
  if (binding?.is === "let") return isMade({ ...w, names: binding.names }, binding.node, choices);
  return binding?.is !== "raw";
}

/** An element as a number, a text or a bool. */
export function scalar(w: Writing, item: Binding, type: Type): Operand {
  if (item.is === "operand") return item.operand;
  return item.is === "raw" ? decoded(w, item.code, type) : unproven(w, type);
}

function fed(w: Writing, feed: Feed, charges: number, consume: Consume): void {
  feed.charges = charges;
  consume({ ...w, feed: undefined }, feed.item, feed.index);
}

function filtered(w: Writing, node: NodeOf<"loop">, charges: number, consume: Consume): void {
  stream(w, node.list, charges + 1, (each, item, index) => {
    const names = bind(each.names, node.name, item);
    const test = value({ ...each, names }, node.body);
    const inner = nested(each);
    consume(inner, item, index);
    block(each, `if (${test.code})`, inner);
  });
}

/** Choices between two lists, one within the other, that get code of their own. */
const choicesMax = 3;

/** One of two lists: what becomes of an element is written for each. */
function chosen(w: Writing, node: NodeOf<"if">, charges: number, consume: Consume): void {
  const choices = (w.choices ?? 0) + 1;
  if (choices > choicesMax) {
    write(w, w.bail);
    return;
  }
  const test = value(w, node.test).code;
  if (test === "true" || test === "false") {
    stream(w, test === "true" ? node.then : node.else, charges, consume);
    return;
  }
  const [then, otherwise] = [nested(w, { choices }), nested(w, { choices })];
  stream(then, node.then, charges, consume);
  stream(otherwise, node.else, charges, consume);
  block(w, `if (${test})`, then);
  block(w, "else", otherwise);
}

/** Two lists, one after the other: what becomes of an element is written for each. */
function concatenated(w: Writing, node: NodeOf<"call">, charges: number, consume: Consume): void {
  const choices = (w.choices ?? 0) + 1;
  if (choices > choicesMax) {
    write(w, w.bail);
    return;
  }
  spend(w, functionById.get(node.fn)?.cost ?? 0);
  const place = fresh(w.group, "n");
  write(w, `let ${place} = -1;`);
  for (const list of node.args) {
    const inner = nested(w, { choices });
    stream(inner, list, charges + 1, (each, item) => {
      write(each, `${place}++;`);
      consume(each, item, declare(each, place));
    });
    block(w, "", inner);
  }
}

function mapped(w: Writing, node: NodeOf<"loop">, charges: number, consume: Consume): void {
  stream(w, node.list, charges + 1, (each, item, index) => {
    const names = bind(each.names, node.name, item);
    if (!node.where) {
      consume(each, made({ ...each, names }, node.body), index);
      return;
    }
    const test = value({ ...each, names }, node.where);
    const inner = nested(each);
    consume(inner, made({ ...inner, names }, node.body), index);
    block(each, `if (${test.code})`, inner);
  });
}

/** What `map` makes of an element. */
function made(w: Writing, node: Node): Binding {
  if (node.type.kind === "record") return holder(w, node);
  if (node.type.kind === "list") return { is: "raw", code: rawList(w, node) };
  return { is: "operand", operand: value(w, node), free: false };
}

/** Items of a list written out that may each get code of their own. */
const listedMax = 8;

function listed(w: Writing, node: NodeOf<"list">, charges: number, consume: Consume): void {
  spend(w, node.items.length * charges);
  if (node.items.length > listedMax) write(w, w.bail);
  for (const [index, item] of node.items.slice(0, listedMax).entries()) {
    const inner = nested(w);
    consume(inner, made(inner, item), String(index));
    block(w, "", inner);
  }
}

function widened(w: Writing, node: NodeOf<"widen">, charges: number, consume: Consume): void {
  const { type } = node.of;
  const from = type.kind === "list" ? type.of : type;
  stream(w, node.of, charges, (each, item, index) =>
    consume(each, { is: "operand", operand: scalar(each, item, from), free: false }, index),
  );
}

/** A list of the record that is passed over, and whether it is there. */
export interface FoundPass {
  readonly pass: ListPass;
  /** The tree and raw variable of the list. */
  readonly tree: FieldTree;
  /** Whether an absent list is an empty one. */
  readonly isOptional: boolean;
}

/** The pass over the list that an expression stands for; writes nothing. */
export function passOf(w: Writing, node: Node): FoundPass | undefined {
  if (w.inPass || node.type.kind !== "list") return undefined;
  if (node.op === "name") {
    const binding = find(w.names, node.name);
    return binding?.is === "let" ? passOf({ ...w, names: binding.names }, binding.node) : undefined;
  }
  if (node.op === "orElse") {
    const found = node.other.op === "list" && node.other.items.length === 0;
    const [inside, of] = (found && optionalOf(w, node.of)) || [];
    const pass = inside && of && passOf(inside, of);
    return pass && { ...pass, isOptional: true };
  }
  if (node.op !== "select" || node.type.of.kind !== "record" || isInherited(node.field))
    return undefined;
  const tree = treeAt(w, node.of);
  if (!tree) return undefined;
  const slot = slotOf(w.group, tree, node.field);
  if (!slot.pass) {
    const { lists, record } = w.group;
    const read = lists && tree === record ? readList(lists, node.field) : undefined;
    slot.pass = listPass(w.group, slot.raw, node.type.of.name, read);
    w.group.passes.push(slot.pass);
  }
  return { pass: slot.pass, tree, isOptional: false };
}

/** The tree of a record that is read ahead and belongs to no element. */
function treeAt(w: Writing, node: Node): FieldTree | undefined {
  if (node.op === "name") {
    const binding = find(w.names, node.name);
    if (binding?.is === "let") return treeAt({ ...w, names: binding.names }, binding.node);
    return binding?.is === "fields" && !binding.tree.ofElement ? binding.tree : undefined;
  }
  const tree = node.op === "select" ? treeAt(w, node.of) : undefined;
  if (node.op !== "select" || !tree || isInherited(node.field)) return undefined;
  return treeOf(w.group, tree, node.field);
}

/** The variable with the number of elements; bails unless the list could be passed over. */
export function sizeOf(w: Writing, { pass, tree, isOptional }: FoundPass): string {
  const fact = `size ${pass.size} ${isOptional}`;
  const known = recall(w, fact);
  if (known) return known.code;
  if (!isOptional) {
    demand(w, `${pass.size} >= 0`);
    return remember(w, fact, bool(pass.size)).code;
  }
  demandReadable(w, tree);
  demand(w, `${pass.size} >= 0 || ${isAbsentCode(pass.raw, false)}`);
  return remember(w, fact, bool(declare(w, `${pass.size} < 0 ? 0 : ${pass.size}`))).code;
}

function walked(w: Writing, found: FoundPass, charges: number, consume: Consume): void {
  const { pass } = found;
  const size = sizeOf(w, found);
  pass.isWalked = true;
  const [index, element] = [fresh(w.group, "i"), fresh(w.group, "e")];
  const inner = nested(w, { meter: { cost: charges } });
  const head = newHead();
  consume(inner, { is: "row", pass, index, code: element, head }, index);
  inner.lines.unshift(...head.lines);
  const isUsed = inner.lines.some((line) => line.includes(element));
  if (isUsed) inner.lines.unshift(`const ${element} = ${pass.raw}[${index}];`);
  charge(w, size, inner.meter.cost);
  block(w, `for (let ${index} = 0; ${index} < ${size}; ${index}++)`, inner);
}

/** A loop over a list that is not passed over: one below an element, or of plain values. */
function looped(w: Writing, node: Node, charges: number, consume: Consume): void {
  const list = localList(w, node);
  if (isDead(w)) return;
  const size = declare(w, `${list}.length`);
  demand(w, `${size} <= ${passMax}`);
  const [index, element] = [fresh(w.group, "i"), fresh(w.group, "e")];
  const inner = nested(w, { meter: { cost: charges } });
  const isRecord = node.type.kind === "list" && node.type.of.kind === "record";
  const head = newHead();
  head.lines.push(`const ${element} = ${list}[${index}];`);
  if (isRecord) head.lines.push(`if (!(${isObjectCode(element)})) ${w.bail}`);
  consume(
    inner,
    isRecord ? { is: "object", code: element, head } : { is: "raw", code: element },
    index,
  );
  inner.lines.unshift(...head.lines);
  charge(w, size, inner.meter.cost);
  block(w, `for (let ${index} = 0; ${index} < ${size}; ${index}++)`, inner);
}

function localList(w: Writing, node: Node): string {
  if (node.op !== "orElse") return rawList(w, node);
  const isEmpty = node.other.op === "list" && node.other.items.length === 0;
  const found = optionalOf(w, node.of);
  if (!isEmpty || !found || found[1].op !== "select") {
    write(w, w.bail);
    return "none";
  }
  const raw = maybeRaw(...found) as string;
  const list = declare(w, `${isAbsentCode(raw, false)} ? emptyList : ${raw}`);
  demand(w, `isArray(${list})`);
  return list;
}
