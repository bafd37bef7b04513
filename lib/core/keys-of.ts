import { runCurrency } from "./conclude.ts";
import { type Context, fuelDefault } from "./context.ts";
import { isUnjudged, missing, type Unjudged } from "./expression/fault.ts";
import { bind, type Frame } from "./expression/frame.ts";
import { evaluate } from "./expression/interpret.ts";
import type { Node, SetForm } from "./expression/node.ts";
import type { JsonObject, List, Value } from "./expression/value.ts";
import type { World } from "./expression/world.ts";
import { elementsOf, withParams } from "./judge/elements.ts";
import { type Place, placesOf } from "./judge/places.ts";
import { type Preparation, type PreparedRule, prepare } from "./judge/preparation.ts";
import { type SubjectRecord, subjectRecord } from "./judge/subject-record.ts";
import { naturalKey } from "./natural-key.ts";
import type { Aggregate, Plan } from "./plan.ts";
import type { ReadRecord } from "./record.ts";
import type { Join, Rule } from "./rule.ts";
import { childNodes } from "./ruleset/nodes.ts";
import type { ReferenceKey, ReferenceRows } from "./subject.ts";

/** Everything is looked at, where judging stops early: so it may cost this many times as much. */
const fuelTimes = 16;

/**
 * The reference keys that records need, with the rows fetched so far in `context.rows`: a look-up
 * whose key comes from another row is found once that row is there. Call it until nothing new
 * comes; a plan without look-ups answers at once. May name more than is used, tables never loaded
 * among them, but looks at nothing for the sake of these alone. Names less only where a key is made
 * of two records of a set rule, or fuel runs out: then judging finds that nobody asked
 * (`ReferenceRows.asked`), and the look-up is a fault.
 */
export function keysOf(
  plan: Plan,
  records: Iterable<ReadRecord>,
  context: Context,
): readonly ReferenceKey[] {
  const reads = (part: object): boolean => readsLoaded(part, context.rows);
  if (![plan.rules, plan.aggregates, plan.kinds].some(reads)) return [];
  const found = new Map<string, ReferenceKey>();
  const rows = noting(context.rows, (one) => found.set(JSON.stringify([one.table, one.key]), one));
  const fuel = (context.fuel ?? fuelDefault) * fuelTimes;
  const p = prepare(plan, { ...context, rows, fuel });
  const rules = p.rules.filter(({ active, rule }) => active && reads(rule));
  for (const { rule } of rules) {
    if (rule.roster) collectRows(p, rule);
    else if (rule.scope === "run") collectRun(p, rule);
  }
  for (const reading of records) collectRecord(p, rules, reading);
  return [...found.values()];
}

/** The rows as they are, and every key that is looked for noted. */
function noting(rows: ReferenceRows, note: (key: ReferenceKey) => void): ReferenceRows {
  return {
    loaded: () => true,
    find(table, key, on) {
      note({ table, key });
      return rows.find(table, key, on);
    },
    all: (table) => rows.all(table),
  };
}

function collectRows(p: Preparation, rule: Rule): void {
  const { table, name, where } = rule.roster as NonNullable<Rule["roster"]>;
  for (const row of p.context.rows.all(table) ?? []) {
    p.refuel();
    const frame = bind(p.frame, name, row);
    if (where) collect(where, frame, p.world);
    collectRule(
      rule,
      {},
      withParams(rule, {}, frame, () => undefined),
      p.world,
    );
  }
}

function collectRun(p: Preparation, rule: Rule): void {
  p.refuel();
  const world: World = { ...p.world, run: () => missing("the run") };
  const frame = withParams(rule, {}, p.frame, () => runCurrency(p.context));
  collectRule(rule, {}, frame, world);
}

function collectRecord(p: Preparation, rules: readonly PreparedRule[], reading: ReadRecord): void {
  const { subject, aggregates, kinds } = p.plan;
  const of = reading.of ?? subject.records[0]?.name;
  const kind = subject.records.find(({ name }) => name === of);
  const key = kind && naturalKey(reading.value, kind);
  if (!kind || key === undefined) return;
  const record = subjectRecord(p, kind, reading, key);
  p.refuel();
  for (const node of Object.values(kinds[kind.name] ?? {}))
    collect(node, record.frame, record.world);
  for (const prepared of rules) {
    if (prepared.rule.of === kind.name) collectPlaces(p, prepared, record);
    for (const join of prepared.rule.joins ?? [])
      if (join.of === kind.name) collectJoined(p, prepared.rule, join, record);
  }
  for (const aggregate of aggregates)
    if (aggregate.of === kind.name && looksUp(aggregate)) collectAggregate(p, aggregate, record);
}

/** A rule at every place where it is judged, and as other records of a set rule see this one. */
function collectPlaces(p: Preparation, prepared: PreparedRule, record: SubjectRecord): void {
  const { rule } = prepared;
  if (rule.scope === "run") return;
  const world: World = { ...record.world, set: (form) => standIn(form, record) };
  p.refuel();
  if (rule.by) collect(rule.by, record.frame, world);
  if (rule.roster) return;
  const places = placesOf(prepared, record);
  for (const place of [{}, ...(isUnjudged(places) ? [] : places)]) {
    p.refuel();
    collectRule(rule, place, withParams(rule, place, record.frame, record.currency), world);
  }
}

/** A record as a rule of another kind sees it that joins it; of the record beside it nothing is known. */
function collectJoined(p: Preparation, rule: Rule, join: Join, record: SubjectRecord): void {
  const { kind, value, frame } = record;
  const beside = missing(`the record that a ${kind.name} is joined to`);
  const world: World = {
    ...record.world,
    set: (form) => {
      if (form.type.kind !== "list") return beside;
      return form.form === "joined" && form.of === kind.name ? [value] : [];
    },
  };
  p.refuel();
  collect(join.by, frame, world);
  const alone = bind(p.frame, "record", beside);
  collectRule(
    rule,
    {},
    withParams(rule, {}, alone, () => undefined),
    world,
  );
}

function collectAggregate(p: Preparation, aggregate: Aggregate, record: SubjectRecord): void {
  p.refuel();
  const frame = bind(record.frame, aggregate.variable, record.value);
  for (const node of [aggregate.where, aggregate.value, aggregate.key])
    if (node) collect(node, frame, record.world);
}

/** What is looked up for the elements of `each` is noted while these are made. */
function collectRule(rule: Rule, place: Place, frame: Frame | undefined, world: World): void {
  const elements = elementsOf(rule, frame, world);
  if (isUnjudged(elements)) return;
  const nodes = nodesOf(rule, place).filter(looksUp);
  for (const element of elements) for (const node of nodes) collect(node, element.frame, world);
}

/** Every expression of a rule that is judged with an element in sight. */
const nodesOf = (rule: Rule, { variant }: Place): readonly Node[] => [
  ...rule.lets.map(({ node }) => node),
  ...rule.checks.flatMap(({ when, must, severity }) => [
    ...(when ? [when] : []),
    must,
    ...severity.steps.map((step) => step.when),
  ]),
  ...(variant?.severity?.steps ?? []).map((step) => step.when),
  ...(rule.moneyAtRisk ? [rule.moneyAtRisk] : []),
  ...Object.values(rule.values),
];

/** A record stands in for the others of its key: as one of these it is looked at by them. */
function standIn(form: SetForm, { value, frame, world }: SubjectRecord): Value | Unjudged {
  switch (form.form) {
    case "previous":
      return value;
    case "joined":
      return [];
    case "duplicates":
    case "overlaps":
      return [value];
    case "others":
      return [value, ...archived(form, frame, world)];
    case "runningSum":
      return evaluate(form.value, frame, world);
    case "gaps":
      return ["0"]; // some number that is missing
    case "present":
      return true;
  }
}

function archived(
  { by, archive }: Extract<SetForm, { readonly form: "others" }>,
  frame: Frame | undefined,
  world: World,
): readonly JsonObject[] {
  if (archive === undefined) return [];
  const key = evaluate(by, frame, world);
  return isUnjudged(key) ? [] : world.rows.find(archive, key as string, undefined);
}

/** Looks for the rows of every part, whether or not it would be needed, with elements bound. */
function collect(node: Node, frame: Frame | undefined, world: World): void {
  if (!looksUp(node)) return;
  if (looksUpItself(node)) evaluate(node, frame, world);
  const inner = innerFrames(node, frame, world);
  for (const part of lookingParts(node)) for (const at of inner(part)) collect(part, at, world);
}

const parts = new WeakMap<Node, readonly Node[]>();

/** The parts of a node that read a table, told once for each. */
function lookingParts(node: Node): readonly Node[] {
  const told = parts.get(node) ?? childNodes(node).filter(looksUp);
  parts.set(node, told);
  return told;
}

const looksUpItself = ({ op }: Node): boolean =>
  op === "lookup" || op === "rows" || op === "call" || op === "set";

/** The frames in which a part of a node is read: one for each element where it is in a loop. */
function innerFrames(
  node: Node,
  frame: Frame | undefined,
  world: World,
): (part: Node) => readonly (Frame | undefined)[] {
  const isOthers = node.op === "set" && node.form === "others";
  if (node.op !== "loop" && !isOthers) return () => [frame];
  const outside = node.op === "loop" ? node.list : node.by;
  const list = evaluate(node.op === "loop" ? outside : node, frame, world);
  const items = isUnjudged(list) || !world.charge((list as List).length) ? [] : (list as List);
  const name = node.op === "loop" ? node.name : "other";
  const frames = items.map((item) => bind(frame, name, item));
  return (part) => (part === outside ? [frame] : frames);
}

/** Whether something of a plan reads a table that was ever loaded. */
function readsLoaded(part: object, rows: ReferenceRows): boolean {
  for (const table of tablesIn(part)) if (rows.loaded(table)) return true;
  return false;
}

/** Whether something of a plan reads a table. */
const looksUp = (part: object): boolean => tablesIn(part).size > 0;

const known = new WeakMap<object, ReadonlySet<string>>();

/** The tables that something of a plan reads, told once for each. */
function tablesIn(part: object): ReadonlySet<string> {
  const told = known.get(part);
  if (told !== undefined) return told;
  if (Array.isArray(part)) {
    const found = new Set(part.flatMap((one: object) => [...tablesIn(one)]));
    known.set(part, found);
    return found;
  }
  const text = JSON.stringify(part);
  const named = [...text.matchAll(/"(?:table|archive)":"([^"]+)"/g)].map(([, name]) => name ?? "");
  const calendars = /"fn":"[^"]*WorkingDay/i.test(text) ? ["calendars"] : [];
  const found = new Set([...named, ...calendars]);
  known.set(part, found);
  return found;
}
