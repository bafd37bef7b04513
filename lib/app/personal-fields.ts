import type { Node } from "../core/expression/node.ts";
import { textOf } from "../core/expression/text-of.ts";
import type { Field, Schema, Type } from "../core/expression/types.ts";
import type { Rule } from "../core/rule.ts";
import { childNodes } from "../core/ruleset/nodes.ts";
import type { RecordKind } from "../core/subject.ts";

/** What a rule may show of a person. */
export interface RuleExposure {
  /** Whether it reads any personal field at all. */
  readonly readsPersonal: boolean;
  /** Whether an expression, as evidence writes it, shows a personal value; undefined: not known. */
  shows(expression: string): boolean | undefined;
  /** The same of a value that the rule's message names. */
  showsValue(name: string): boolean | undefined;
}

const told = new WeakMap<
  RecordKind,
  { readonly schema: Schema; readonly paths: readonly string[] }
>();

/** The personal fields of a record kind, as paths: `customer.email`, in order; told once for each. */
export function personalPaths(schema: Schema, kind: RecordKind): readonly string[] {
  const known = told.get(kind);
  if (known?.schema === schema) return known.paths;
  const paths = findPersonalPaths(schema, kind);
  told.set(kind, { schema, paths });
  return paths;
}

function findPersonalPaths(schema: Schema, kind: RecordKind): readonly string[] {
  const paths: string[] = [];
  const visit = (shape: string, path: string, within: readonly string[]): void => {
    for (const [name, field] of Object.entries(schema[shape]?.fields ?? {})) {
      const own = `${path}${name}`;
      const inner = recordIn(field.type);
      if (field.personal) paths.push(own);
      else if (inner !== undefined && !within.includes(inner))
        visit(inner, `${own}.`, [...within, inner]);
    }
  };
  visit(kind.shape, "", [kind.shape]);
  return paths.sort();
}

/** Whether a JSON Pointer into a record leads to what names nobody; false where it is not known. */
export function isPublicPlace(schema: Schema, kind: RecordKind, pointer: string): boolean {
  let type: Type = { kind: "record", name: kind.shape };
  for (const part of pointer.split("/").slice(1)) {
    if (type.kind === "list" || type.kind === "map") {
      type = type.of;
      continue;
    }
    const field = fieldOf(schema, type, part);
    if (field === undefined || field.personal) return false;
    type = field.type;
  }
  return !holdsPersonal(schema, type);
}

/**
 * Follows every expression of a rule back to the fields that it reads. Lets and loop variables are
 * personal when what they stand for is.
 */
export function exposureOf(schema: Schema, rule: Rule): RuleExposure {
  const names = new Set<string>();
  const texts = new Map<string, boolean>();
  let readsPersonal = false;
  const note = (node: Node): boolean => {
    const reads = readsPersonalField(node, names, schema, texts);
    readsPersonal ||= reads;
    return reads;
  };
  for (const { name, list } of rule.each) if (note(list)) names.add(name);
  for (const { name, node } of rule.lets)
    if (note(node) || holdsPersonal(schema, node.type)) names.add(name);
  for (const { when, must, show } of rule.checks)
    for (const node of [when, must, ...show]) if (node) note(node);
  for (const node of [rule.by, rule.moneyAtRisk, rule.roster?.where]) if (node) note(node);
  for (const node of Object.values(rule.values)) note(node);
  return {
    readsPersonal,
    // Evidence says before it which element is meant: `record.lines[3]: `.
    shows: (expression) => texts.get(expression.replace(/^.*\]: /s, "")),
    showsValue: (name) => {
      const node = rule.values[name];
      return node && texts.get(textOf(node));
    },
  };
}

/** Whether a value of an expression comes from a personal field; notes each part's text on the way. */
function readsPersonalField(
  node: Node,
  names: Set<string>,
  schema: Schema,
  texts: Map<string, boolean>,
): boolean {
  if (node.op === "loop" && readsPersonalField(node.list, names, schema, texts))
    names.add(node.name);
  const inside = childNodes(node).map((child) => readsPersonalField(child, names, schema, texts));
  const reads = inside.includes(true) || isPersonalItself(node, names, schema);
  const text = textOf(node);
  texts.set(text, reads || holdsPersonal(schema, node.type) || texts.get(text) === true);
  return reads;
}

function isPersonalItself(node: Node, names: ReadonlySet<string>, schema: Schema): boolean {
  if (node.op === "name") return names.has(node.name);
  if (node.op !== "select" && node.op !== "has") return false;
  return fieldOf(schema, node.of.type, node.field)?.personal === true;
}

/** Whether printing a value of this type could print a personal field. */
function holdsPersonal(schema: Schema, type: Type, within: readonly string[] = []): boolean {
  if (type.kind === "any") return true; // nobody knows what it holds
  if (type.kind === "list" || type.kind === "map" || type.kind === "optional")
    return holdsPersonal(schema, type.of, within);
  if (type.kind !== "record" || within.includes(type.name)) return false;
  const fields = Object.values(schema[type.name]?.fields ?? {});
  const deeper = [...within, type.name];
  return fields.some((field) => field.personal || holdsPersonal(schema, field.type, deeper));
}

function fieldOf(schema: Schema, type: Type, name: string): Field | undefined {
  const shape = recordIn(type);
  return shape === undefined ? undefined : schema[shape]?.fields[name];
}

function recordIn(type: Type): string | undefined {
  if (type.kind === "record") return type.name;
  if (type.kind === "list" || type.kind === "map" || type.kind === "optional")
    return recordIn(type.of);
  return undefined;
}
