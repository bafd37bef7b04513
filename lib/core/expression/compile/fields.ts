import { decoding, type Form, formName } from "./decoding.ts";
import type { Group } from "./group.ts";
import { textLiteral } from "./literal.ts";
import { type Operand, whole } from "./operand.ts";
import type { ListPass } from "./pass.ts";
import { fresh } from "./writing.ts";

/**
 * A record whose fields are read ahead, each once, before the rules that use them: the record
 * itself, one below it, or the element of a list that is passed over.
 */
export interface FieldTree {
  /** The variable that holds the object. */
  readonly code: string;
  /** The variable that says whether it is one; absent where it always is. */
  readonly present?: string;
  /** The slot that it was read from. */
  readonly slot?: FieldSlot;
  readonly parent?: FieldTree;
  /** Whether it belongs to an element of a list. */
  readonly ofElement: boolean;
  readonly slots: Map<string, FieldSlot>;
}

/** One field: its raw value, and what was made of it. */
export interface FieldSlot {
  readonly raw: string;
  readonly decoded: Map<string, { readonly form: Form; readonly operand: Operand }>;
  tree?: FieldTree;
  pass?: ListPass;
}

export const fieldTree = (code: string, more: Partial<FieldTree> = {}): FieldTree => ({
  code,
  ofElement: false,
  slots: new Map(),
  ...more,
});

export function slotOf(group: Group, tree: FieldTree, field: string): FieldSlot {
  const known = tree.slots.get(field);
  if (known) return known;
  const slot = { raw: fresh(group, "f"), decoded: new Map() };
  tree.slots.set(field, slot);
  return slot;
}

/** The record under a field. */
export function treeOf(group: Group, tree: FieldTree, field: string): FieldTree {
  const slot = slotOf(group, tree, field);
  slot.tree ??= fieldTree(slot.raw, {
    present: fresh(group, "k"),
    slot,
    parent: tree,
    ofElement: tree.ofElement,
  });
  return slot.tree;
}

/** A field as a number, which may be NaN. */
export function decodedOf(group: Group, slot: FieldSlot, form: Form): Operand {
  const name = formName(form);
  const known = slot.decoded.get(name);
  if (known) return known.operand;
  const read = whole(fresh(group, "d"), form.max, false, form.scale);
  const operand = { ...read, isSure: form.kind === "date" };
  slot.decoded.set(name, { form, operand });
  return operand;
}

/** The statements that read a tree: fields, then numbers, then the records below. */
export function readingOf(tree: FieldTree): readonly string[] {
  const slots = [...tree.slots];
  const numbers = slots.flatMap(([, slot]) =>
    [...slot.decoded.values()].flatMap(({ form, operand }) => [
      `let ${operand.code} = NaN;`,
      ...decoding(form, slot.raw, operand.code),
    ]),
  );
  const below = slots.flatMap(([, slot]) => (slot.tree ? readingBelow(slot.tree) : []));
  return [...readingFields(tree, slots), ...numbers, ...below];
}

function readingFields(
  tree: FieldTree,
  slots: readonly (readonly [string, FieldSlot])[],
): readonly string[] {
  const access = (field: string): string => `${tree.code}[${textLiteral(field)}]`;
  if (tree.present === undefined)
    return slots.map(([field, slot]) => `const ${slot.raw} = ${access(field)};`);
  if (slots.length === 0) return [];
  return [
    `let ${slots.map(([, slot]) => slot.raw).join(", ")};`,
    `if (${tree.present}) {`,
    ...slots.map(([field, slot]) => `${slot.raw} = ${access(field)};`),
    "}",
  ];
}

/** The statements that read a record below another. */
export const readingBelow = (tree: FieldTree): readonly string[] => [
  `const ${tree.present} = ${isObjectCode(tree.code)};`,
  ...readingOf(tree),
];

/** What stands for a value that is known to be absent where code is written. */
export const absent = "undefined";

/** Whether a variable holds an object that is no list. */
export const isObjectCode = (code: string): string =>
  code === absent
    ? "false"
    : `typeof ${code} === "object" && ${code} !== null && !isArray(${code})`;

/** Whether a raw value counts as absent; empty text does for all but texts. */
export const isAbsentCode = (code: string, text: boolean): string =>
  code === absent
    ? "true"
    : `(${code} === undefined || ${code} === null${text ? "" : ` || ${code} === ""`})`;

/** Whether a raw value counts as present. */
export const isPresentCode = (code: string, text: boolean): string =>
  code === absent ? "false" : `!${isAbsentCode(code, text)}`;
