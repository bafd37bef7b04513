import type { Context } from "./context.ts";
import { isUnjudged } from "./expression/fault.ts";
import { bind, type Frame } from "./expression/frame.ts";
import { evaluate } from "./expression/interpret.ts";
import type { Node } from "./expression/node.ts";
import type { List } from "./expression/value.ts";
import type { World } from "./expression/world.ts";
import { elementsOf, withParams } from "./judge/elements.ts";
import { type Preparation, type PreparedRule, prepare } from "./judge/preparation.ts";
import { type SubjectRecord, subjectRecord } from "./judge/subject-record.ts";
import { naturalKey } from "./natural-key.ts";
import type { Plan } from "./plan.ts";
import type { ReadRecord } from "./record.ts";
import type { ReferenceKey } from "./subject.ts";

/**
 * The reference keys that records need, with the rows fetched so far in `context.rows`: a look-up
 * whose key comes from another row is found once that row is there. Call it until nothing new
 * comes; a plan without look-ups answers at once. May name more than is used, never less.
 */
export function keysOf(
  plan: Plan,
  records: Iterable<ReadRecord>,
  context: Context,
): readonly ReferenceKey[] {
  const p = prepare(plan, context);
  const rules = p.rules.filter(
    ({ active, rule }) => active && rule.scope !== "run" && looksUp(rule),
  );
  const found = new Map<string, ReferenceKey>();
  if (rules.length === 0) return [];
  for (const reading of records) {
    const kind = plan.subject.records.find(
      ({ name }) => name === (reading.of ?? plan.subject.records[0]?.name),
    );
    const key = kind && naturalKey(reading.value, kind);
    if (!kind || key === undefined) continue;
    const record = subjectRecord(p, kind, reading, key);
    const add = (one: ReferenceKey) => found.set(`${one.table} ${one.key}`, one);
    for (const prepared of rules)
      if (prepared.rule.of === kind.name) collectRule(p, prepared, record, add);
  }
  return [...found.values()];
}

type Add = (key: ReferenceKey) => void;

function collectRule(
  p: Preparation,
  prepared: PreparedRule,
  record: SubjectRecord,
  add: Add,
): void {
  const { rule } = prepared;
  p.refuel();
  const frame = withParams(rule, {}, record.frame, record.currency);
  for (const { list } of rule.each) collect(list, frame, record.world, add);
  const elements = elementsOf(rule, frame, record.world);
  if (isUnjudged(elements)) return;
  const nodes = nodesOf(prepared);
  for (const element of elements)
    for (const node of nodes) collect(node, element.frame, record.world, add);
}

/** Every expression of a rule that is judged with an element in sight. */
const nodesOf = ({ rule }: PreparedRule): readonly Node[] => [
  ...rule.lets.map(({ node }) => node),
  ...rule.checks.flatMap(({ when, must, severity }) => [
    ...(when ? [when] : []),
    must,
    ...severity.steps.map((step) => step.when),
  ]),
  ...(rule.moneyAtRisk ? [rule.moneyAtRisk] : []),
  ...Object.values(rule.values),
];

/** Goes through every part, whether or not it would be needed, with loops' elements bound. */
function collect(node: Node, frame: Frame | undefined, world: World, add: Add): void {
  if (!looksUp(node)) return;
  if (node.op === "loop") {
    collect(node.list, frame, world, add);
    const list = evaluate(node.list, frame, world);
    if (isUnjudged(list) || !world.charge((list as List).length)) return;
    for (const item of list as List) {
      const inner = bind(frame, node.name, item);
      collect(node.body, inner, world, add);
      if (node.where) collect(node.where, inner, world, add);
    }
    return;
  }
  if (node.op === "lookup" || node.op === "rows") addKey(node.table, node.key, frame, world, add);
  if (node.op === "set" && node.form === "others" && node.archive !== undefined)
    addKey(node.archive, node.by, frame, world, add);
  if (node.op === "set" && node.form === "others") {
    collect(node.by, frame, world, add);
    return;
  }
  for (const part of partsOf(node)) collect(part, frame, world, add);
}

function addKey(table: string, key: Node, frame: Frame | undefined, world: World, add: Add): void {
  const value = evaluate(key, frame, world);
  if (!isUnjudged(value)) add({ table, key: value as string });
}

const partsOf = (node: Node): readonly Node[] =>
  Object.values(node)
    .flat(2)
    .filter((part): part is Node => typeof part === "object" && part !== null && "op" in part);

const known = new WeakMap<object, boolean>();

/** Whether a rule or an expression reads a table, told once for each. */
function looksUp(part: object): boolean {
  const told = known.get(part);
  if (told !== undefined) return told;
  const found = /"op":"(lookup|rows)"|"archive":/.test(JSON.stringify(part));
  known.set(part, found);
  return found;
}
