import {
  groupsOf,
  namespaces,
  pathIn,
  type Step,
  type Syntax,
  stepsOf,
  termsOf,
} from "./syntax.ts";
import type { Group, ReadAs, Term } from "./terms.ts";

/** Where the value of an element or attribute goes. */
export interface Slot {
  /** Field of the object, and of the object in it: `["seller", "name"]`. */
  readonly path: readonly string[];
  /** Which object: 0 is the invoice, 1 an element of its list, and so on. */
  readonly level: number;
  readonly as: ReadAs | undefined;
  readonly mayRepeat: boolean;
}

/** An element that is read, with all that is read beneath it. */
export interface TreeNode {
  /** As paths write it, with its condition where it has one alone. */
  readonly name: string;
  readonly uri: string;
  readonly children: Map<string, TreeNode>;
  readonly attributes: { readonly local: string; readonly sink: Sink }[];
  text?: Sink;
  /** The list of the invoice that the element is an object of. */
  list?: string;
  /** Elements of this name are told apart by what stands in them. */
  split?: Split;
}

/** A slot, or where a value is kept until the element is told apart. */
export type Sink =
  | { readonly slot: Slot; readonly kept?: undefined }
  | { readonly kept: number; readonly slot?: undefined };

/** What an element may be, once it is known as a whole. */
export interface Split {
  readonly variants: Variant[];
  /** The paths, within the element, of the values that are kept; the empty path is its own text. */
  readonly names: string[];
}

export interface Variant {
  /** Which kept value tells it, and what it may be. */
  readonly tells: number;
  readonly values: readonly string[];
  readonly isNot: boolean;
  readonly list?: string;
  readonly slots: { readonly kept: number; readonly slot: Slot }[];
}

/** The elements of a syntax that become fields, as a tree from its root. */
export function termTree(syntax: Syntax): TreeNode {
  const root = nodeOf("", "");
  for (const term of termsOf(syntax)) addTerm(at(root), term, syntax);
  for (const group of groupsOf(syntax)) addGroup(at(root), group, syntax);
  return root;
}

/** Where in the tree something is added: within a variant, what is found is kept for it. */
interface Spot {
  readonly node: TreeNode;
  readonly level: number;
  readonly variant?: { readonly split: Split; readonly variant: Variant; readonly path: string };
}

const at = (node: TreeNode, level = 0): Spot => ({ node, level });

const nodeOf = (name: string, uri: string): TreeNode => ({
  name,
  uri,
  children: new Map(),
  attributes: [],
});

function addGroup(spot: Spot, group: Group, syntax: Syntax): void {
  const path = pathIn(group, syntax);
  if (path === undefined) return;
  const inner = follow(spot, stepsOf(path), group.list);
  for (const term of group.terms) addTerm(inner, term, syntax);
  for (const one of group.groups ?? []) addGroup(inner, one, syntax);
}

function addTerm(spot: Spot, term: Term, syntax: Syntax): void {
  const path = pathIn(term, syntax);
  if (path === undefined) return;
  const steps = stepsOf(path);
  const last = steps.at(-1) as Step;
  const isAttribute = last.local.startsWith("@");
  const end = follow(spot, isAttribute ? steps.slice(0, -1) : steps);
  const slot: Slot = {
    path: term.field.split("."),
    level: spot.level,
    as: term.as,
    mayRepeat: term.mayRepeat ?? false,
  };
  const sink = sinkOf(end, slot, isAttribute ? last.local : "");
  if (isAttribute) end.node.attributes.push({ local: last.local.slice(1), sink });
  else end.node.text = sink;
}

/** Walks steps from a spot, making what is not there; the last one may be an object of a list. */
function follow(from: Spot, steps: readonly Step[], list?: string): Spot {
  let spot = from;
  for (const [i, step] of steps.entries()) {
    const ofList = i === steps.length - 1 ? list : undefined;
    spot = below(spot, step, ofList);
  }
  return spot;
}

function below(spot: Spot, step: Step, list: string | undefined): Spot {
  const name = `${step.prefix}:${step.local}`;
  const node = childOf(spot.node, step.local, name, namespaces[step.prefix] ?? "");
  const level = spot.level + (list === undefined ? 0 : 1);
  if (step.condition) {
    node.split ??= { variants: [], names: [] };
    const { path, values, isNot } = step.condition;
    const tells = keep(node.split, path);
    plant(node, path, tells);
    const known = node.split.variants.find(
      (one) => one.tells === tells && `${one.values}` === `${values}` && one.isNot === isNot,
    );
    const variant: Variant = known ?? {
      tells,
      values,
      isNot,
      slots: [],
      ...(list !== undefined && { list }),
    };
    if (!known) node.split.variants.push(variant);
    return { node, level, variant: { split: node.split, variant, path: "" } };
  }
  if (list !== undefined) node.list = list;
  const { variant } = spot;
  if (!variant) return { node, level };
  return { node, level, variant: { ...variant, path: joined(variant.path, name) } };
}

const joined = (path: string, name: string): string => (path === "" ? name : `${path}/${name}`);

function childOf(parent: TreeNode, local: string, name: string, uri: string): TreeNode {
  const known = parent.children.get(local);
  if (known) return known;
  const made = nodeOf(name, uri);
  parent.children.set(local, made);
  return made;
}

/** A term's own sink, or the place where its value waits until the element is told apart. */
function sinkOf({ node, variant }: Spot, slot: Slot, attribute: string): Sink {
  if (!variant) return { slot };
  const kept = keep(variant.split, joined(variant.path, attribute));
  variant.variant.slots.push({ kept, slot });
  return node.text?.kept === kept ? node.text : { kept };
}

function keep({ names }: Split, path: string): number {
  const known = names.indexOf(path);
  return known < 0 ? names.push(path) - 1 : known;
}

/** Makes the value that tells variants apart be kept. */
function plant(node: TreeNode, path: string, kept: number): void {
  let end = node;
  for (const { prefix, local } of stepsOf(path)) {
    if (local.startsWith("@")) {
      const isPlanted = end.attributes.some(({ sink }) => sink.kept === kept);
      if (!isPlanted) end.attributes.push({ local: local.slice(1), sink: { kept } });
      return;
    }
    end = childOf(end, local, `${prefix}:${local}`, namespaces[prefix] ?? "");
  }
  end.text = { kept };
}
