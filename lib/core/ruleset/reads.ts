import type { Node, SetForm } from "../expression/node.ts";
import type { Aggregate } from "../plan.ts";
import type { Rule } from "../rule.ts";
import { childNodes } from "./nodes.ts";

/**
 * What expressions read: paths from the record such as `items.sku` and of headers such as `run.country`,
 * reference tables, history.
 */
export interface Reads {
  readonly fields: readonly string[];
  readonly tables: readonly string[];
  readonly history: boolean;
}

/** The names that stand for parts of a record or header: what they mean, or where they lie. */
export interface Names {
  readonly lets: ReadonlyMap<string, Node>;
  readonly paths: Paths;
  /** By id: what they read of each record, a rule that reads them needs. */
  readonly aggregates: ReadonlyMap<string, Aggregate>;
  /** The kind of record that is asked about where it is not the rule's own but one that it joins. */
  readonly joined?: string;
}

/** Where in the record a name may lie; an empty text is the record itself. */
type Paths = ReadonlyMap<string, readonly string[]>;

/** Where the record alone lies. */
export const recordPath: readonly (readonly [string, readonly string[]])[] = [["record", [""]]];

/** Where the record and the headers lie, as readers name what they cannot supply. */
export const inputPaths: typeof recordPath = [
  ...recordPath,
  ["run", ["run"]],
  ["submission", ["submission"]],
];

/** Where the inputs, the elements of a rule's loops and its lets lie, each worked out once. */
export function namesIn(
  { each, lets }: Pick<Rule, "each" | "lets">,
  inputs: typeof recordPath,
  aggregates: readonly Aggregate[] = [],
  joined?: string,
): Names {
  const meanings = new Map(lets.map(({ name, node }) => [name, node]));
  const paths = new Map<string, readonly string[]>(inputs);
  const byId = new Map(aggregates.map((aggregate) => [aggregate.id, aggregate]));
  const names: Names = {
    lets: meanings,
    paths,
    aggregates: byId,
    ...(joined !== undefined && { joined }),
  };
  const parts = [...each.map(({ name, list }) => ({ name, node: list })), ...lets];
  for (const { name, node } of parts) paths.set(name, [...new Set(pathsOf(node, names))]);
  return names;
}

/**
 * Walks loops, expressions, and the lets that they need. A field that `orElse` stands in for is not
 * needed, since the author has said what holds without it: it counts only with `all`.
 */
export function readsOf(
  each: Rule["each"],
  nodes: readonly (Node | undefined)[],
  names: Names,
  all: "needed" | "all" = "needed",
): Reads {
  const found: Found = {
    fields: new Set(),
    passed: new Set(),
    tables: new Set(),
    seen: new Set(),
    history: false,
    all,
  };
  for (const { list } of each) visit(list, names, found, true);
  for (const node of nodes) if (node) visit(node, names, found);
  const { tables, history } = found;
  return { fields: fieldsOf(found), tables: [...tables].sort(), history };
}

/** A field that is only passed on the way to others of the list is not read whole. */
function fieldsOf({ fields, passed }: Found): readonly string[] {
  const alone = [...passed].filter(
    (path) => ![...fields, ...passed].some((other) => other.startsWith(`${path}.`)),
  );
  return [...new Set([...fields, ...alone])].sort();
}

interface Found {
  readonly fields: Set<string>;
  /** Fields from which others are selected, lists that are gone through or counted. */
  readonly passed: Set<string>;
  readonly tables: Set<string>;
  /** Lets that were walked. */
  readonly seen: Set<string>;
  history: boolean;
  readonly all: "needed" | "all";
}

function visit(node: Node, names: Names, found: Found, isPassed = false): void {
  if (found.all === "needed" && node.op === "orElse" && node.of.op === "optional") {
    visitSuppliedFor(node.of.of, names, found);
    visit(node.other, names, found);
    return;
  }
  const into = isPassed ? found.passed : found.fields;
  if (node.op === "select" || node.op === "has")
    for (const of of pathsOf(node.of, names)) into.add(joined(of, node.field));
  noteTables(node, found);
  if (node.op === "history") found.history = true;
  if (node.op === "aggregate") visitAggregate(node.id, names, found);
  if (node.op === "name") visitName(node, names, found, into);
  const inner = withOwnNames(node, names);
  const passed = passedBy(node, isPassed);
  for (const child of childNodes(node)) visit(child, inner, found, passed.includes(child));
}

/** What is read of each record, which the aggregate's variable stands for. */
function visitAggregate(id: string, names: Names, found: Found): void {
  const aggregate = names.aggregates.get(id);
  if (!aggregate) return;
  const inner = withPath(names, aggregate.variable, [""]);
  for (const part of [aggregate.where, aggregate.key, aggregate.value])
    if (part) visit(part, inner, found);
}

/** The parts that a node does not need whole: what it selects from, goes through or counts. */
function passedBy(node: Node, isPassed: boolean): readonly Node[] {
  if (node.op === "loop") return [node.list];
  if (node.op === "select" || node.op === "has" || node.op === "at") return [node.of];
  if (node.op === "if" && isPassed) return [node.then, node.else];
  if (node.op === "orElse" && isPassed) return [node.of, node.other];
  if (node.op === "optional" && isPassed) return [node.of];
  return node.op === "call" && counting.has(node.fn.split(".")[0] ?? "") ? node.args : [];
}

/** `optional(record.a.b).orElse(c)`: neither a nor b is needed; what computes an index is. */
function visitSuppliedFor(node: Node, names: Names, found: Found): void {
  if (node.op === "select" || node.op === "widen") visitSuppliedFor(node.of, names, found);
  else visit(node, names, found);
}

function noteTables(node: Node, { tables }: Found): void {
  if ((node.op === "lookup" || node.op === "rows") && !node.mayLack) tables.add(node.table);
  if (node.op === "set" && node.form === "others" && node.archive !== undefined)
    tables.add(node.archive);
  if (node.op === "call" && /WorkingDay/i.test(node.fn)) tables.add("calendars");
}

function visitName(
  { name, type }: Extract<Node, { op: "name" }>,
  names: Names,
  found: Found,
  into: Set<string>,
): void {
  const isPart = type.kind === "record" || type.kind === "list";
  for (const path of isPart ? (names.paths.get(name) ?? []) : []) if (path !== "") into.add(path);
  const node = names.lets.get(name);
  if (node === undefined || found.seen.has(name)) return;
  found.seen.add(name);
  // What is used of a part of the record, its uses say; a let that is computed needs all it reads.
  visit(node, names, found, isPart);
}

/**
 * Inside loops the variable stands for an element; inside `others` the other is a record too, and
 * inside `joined` one of the kind that is joined.
 */
function withOwnNames(node: Node, names: Names): Names {
  if (node.op === "loop") return withPath(names, node.name, pathsOf(node.list, names));
  if (node.op !== "set") return names;
  if (node.form === "present") return withPath(names, node.name, [""]);
  const isOther = node.form === "others" || node.form === "joined";
  return isOther ? withPath(names, "other", recordsOf(node, names)) : names;
}

const withPath = (names: Names, name: string, at: readonly string[]): Names => ({
  ...names,
  paths: new Map([...names.paths, [name, at]]),
});

/** Where in the record a value may lie; nowhere when it is computed, or comes from a table. */
function pathsOf(node: Node, names: Names): readonly string[] {
  switch (node.op) {
    case "name":
      return names.paths.get(node.name) ?? [];
    case "select":
      return pathsOf(node.of, names).map((of) => joined(of, node.field));
    case "at":
    case "entry":
    case "optional":
    case "widen":
      return pathsOf(node.of, names);
    case "orElse":
      return [...pathsOf(node.of, names), ...pathsOf(node.other, names)];
    case "if":
      return [...pathsOf(node.then, names), ...pathsOf(node.else, names)];
    case "loop":
      if (node.macro === "filter") return pathsOf(node.list, names);
      return node.macro === "map" ? pathsOf(node.body, withOwnNames(node, names)) : [];
    case "set":
      return recordsOf(node, names);
    case "call":
      return holdsRecords(node) ? node.args.flatMap((arg) => pathsOf(arg, names)) : [];
    case "list":
      return node.items.flatMap((item) => pathsOf(item, names));
    case "map":
      return node.entries.flatMap(([, value]) => pathsOf(value, names));
    default:
      return [];
  }
}

/** Where the records lie that a form gives: nowhere, where they are not of the kind asked about. */
function recordsOf(node: SetForm, { joined }: Names): readonly string[] {
  if (node.form === "gaps" || node.form === "runningSum") return [];
  return (node.form === "joined" ? node.of : undefined) === joined ? [""] : [];
}

/** A function that gives records, or lists of them, takes them from its arguments. */
function holdsRecords({ type }: Node): boolean {
  if (type.kind === "list" || type.kind === "map" || type.kind === "optional")
    return type.of.kind === "record" || "of" in type.of;
  return type.kind === "record";
}

const counting: ReadonlySet<string> = new Set(["size", "count"]);

const joined = (path: string, field: string): string => (path === "" ? field : `${path}.${field}`);
