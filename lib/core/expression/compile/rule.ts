import { elementsMax } from "../../context.ts";
import type { Check, Param, Rule } from "../../rule.ts";
import type { Node } from "../node.ts";
import { parseDate } from "../time.ts";
import { BOOL, recordOf, STRING, type Type } from "../types.ts";
import { isClosed } from "./closed.ts";
import { constantNumber, value } from "./expression.ts";
import type { Group } from "./group.ts";
import { spendFrom, writtenInPass } from "./hoist.ts";
import { numberLiteral, textLiteral } from "./literal.ts";
import { type Binding, bind, type Names } from "./names.ts";
import { bool, type Operand, text, whole } from "./operand.ts";
import { writePlace } from "./place.ts";
import { bindRecordDay } from "./record-day.ts";
import { passOf, sizeOf, stream } from "./stream.ts";
import { appliesCode } from "./when.ts";
import { block, charge, fresh, nested, nothingKnown, type Writing, write } from "./writing.ts";

/**
 * The statements that judge a rule: they set `out` for each check that is proven. What one check
 * cannot prove leaves the checks after it unproven as well, since the interpreter judges the rule
 * as a whole, on one tank of fuel.
 */
export function ruleCode(group: Group, rule: Rule, first: number): readonly string[] {
  const names = paramNames(group, rule);
  const lines = inBlock(group, rule.each.length > 0 ? names : withLets(names, rule), (w) => {
    writePlace(w, rule, first);
    if (rule.each.length > 0) writeElements(w, rule, first);
    else for (const [index, check] of rule.checks.entries()) writeCheck(w, check, first + index);
  });
  return lines.some((line) => line.startsWith("out[")) ? lines : [];
}

/** Statements on a tank of fuel of their own, which are left where something is not proven. */
export function inBlock(
  group: Group,
  names: Names | undefined,
  fill: (w: Writing) => void,
): readonly string[] {
  const label = fresh(group, "y");
  const fuel = fresh(group, "u");
  const meter = { cost: 0 };
  group.written.checkStart = group.written.lines;
  const w: Writing = {
    group,
    lines: [],
    bail: `break ${label};`,
    fuel,
    meter,
    names,
    known: nothingKnown(),
    inPass: false,
  };
  fill(w);
  const usesFuel = meter.cost > 0 || w.lines.some((line) => line.includes(fuel));
  return [
    `${label}: {`,
    ...(usesFuel ? [`let ${fuel} = fuel - ${meter.cost};`, `if (${fuel} < 0) ${w.bail}`] : []),
    ...w.lines,
    "}",
  ];
}

/** What every expression sees. Names that are not here leave a rule unproven. */
export function rootNames(group: Group): Names | undefined {
  const roots: readonly (readonly [string, Binding])[] = [
    ["record", { is: "fields", tree: group.record }],
    ["run", { is: "fields", tree: group.run }],
    ["submission", { is: "fields", tree: group.submission }],
    ["zone", { is: "operand", operand: text("context.zone"), free: true }],
    ["stage", { is: "operand", operand: text("context.stage"), free: true }],
    ["business_at", { is: "operand", operand: whole("businessAt", 9e15, false), free: true }],
  ];
  const bound = roots.reduce<Names | undefined>(
    (names, [name, of]) => bind(names, name, of),
    undefined,
  );
  return bindRecordDay(bound, group.kind.effectiveOn);
}

function paramNames(group: Group, rule: Rule): Names | undefined {
  const roots = rootNames(group);
  let names = roots;
  for (const [name, param] of Object.entries(rule.params)) {
    const operand = paramOperand(param);
    const node = operand ? undefined : amountByCurrency(group, rule, param);
    if (operand) names = bind(names, `params.${name}`, { is: "operand", operand, free: true });
    else if (node) names = bind(names, `params.${name}`, { is: "let", node, names: roots });
  }
  return names;
}

/** A parameter is a constant; one that goes by currency is worked out of the record's. */
function paramOperand({ type, value: given }: Param): Operand | undefined {
  if (typeof given === "boolean") return bool(String(given));
  if (typeof given !== "string") return undefined;
  switch (type.kind) {
    case "int":
    case "decimal":
      return constantNumber(given);
    case "date": {
      const day = parseDate(given);
      return day === undefined ? undefined : whole(numberLiteral(day), 4_000_000, true);
    }
    case "bool":
      return bool(String(given === "true"));
    case "string":
      return text(textLiteral(given));
    default:
      return undefined;
  }
}

/**
 * An amount that goes by currency, where the record says its currency in a field of its own: the
 * one of these currencies that it is. Of any other the amount is missing, and the check unproven.
 */
function amountByCurrency(group: Group, rule: Rule, { type, value: given }: Param) {
  const kind = group.kinds.find(({ name }) => name === rule.of);
  const field = /^record\.(\w+)$/.exec(kind?.currency ?? "")?.[1];
  if (typeof given !== "object" || !kind || field === undefined) return undefined;
  const record: Node = { op: "name", type: recordOf(kind.shape), name: "record" };
  const currency: Node = { op: "select", type: STRING, of: record, field };
  return Object.entries(given).reduceRight<Node>((otherwise, [code, amount]) => {
    const right: Node = { op: "const", type: STRING, value: code };
    const test: Node = { op: "compare", type: BOOL, how: "==", left: currency, right };
    return { op: "if", type, test, then: { op: "const", type, value: amount }, else: otherwise };
  }, unknownAmount(type));
}

/** No expression of the language that the compiler knows: what meets it is left unproven. */
const unknownAmount = (type: Type): Node => ({ op: "attested", type, fact: "currency" });

const withLets = (names: Names | undefined, rule: Rule): Names | undefined =>
  rule.lets.reduce(
    (before, { name, node }) => bind(before, name, { is: "let", node, names: before }),
    names,
  );

/** That `when` holds is told even where `must` is not proven, or not looked at. */
function writeCheck(w: Writing, check: Check, out: number): void {
  const judge = (inner: Writing): void =>
    write(inner, `out[${out}] = ${value(inner, check.must).code} ? 1 : 2;`);
  if (!check.when) {
    if (check.tables.length > 0) write(w, `out[${out}] = 4;`);
    unlessLacking(w, check, out, judge);
    return;
  }
  const applies = appliesCode(w, check, out);
  const inner = nested(w);
  write(inner, `out[${out}] = 4;`);
  unlessLacking(inner, check, out, judge);
  block(w, `if (${applies.code})`, inner);
  write(w, `else out[${out}] = 3;`);
}

/**
 * What a check must be is not looked at where it lacks a table, since nobody could say. A field that
 * a reader cannot supply is guarded against only where `when` makes a block already: what is known
 * outside of blocks serves the checks after it.
 */
function unlessLacking(w: Writing, check: Check, out: number, judge: (w: Writing) => void): void {
  if (!check.when && check.tables.length === 0) {
    judge(w);
    return;
  }
  const inner = nested(w);
  judge(inner);
  block(w, `if (!lacks[${out}])`, inner);
}

/**
 * Elements: a check is not applicable until it passes or fails on one, and failed as soon as it
 * fails. The interpreter goes by elements and not by checks, so all are proven or none is.
 */
function writeElements(w: Writing, rule: Rule, first: number): void {
  const results = rule.checks.map(
    (check, index) =>
      writeEachInPass(w, rule, check, first + index) ??
      writeEachInLoops(w, rule, check, first + index),
  );
  for (const [index, result] of results.entries()) write(w, `out[${first + index}] = ${result};`);
}

function writeEachInPass(w: Writing, rule: Rule, check: Check, out: number): string | undefined {
  const [loop] = rule.each;
  const found = loop && rule.each.length === 1 ? passOf(w, loop.list) : undefined;
  if (!loop || !found) return undefined;
  const { pass } = found;
  const item = { is: "fields", tree: pass.tree } as const;
  const names = elementNames(w.names, rule, loop.name, item, pass.index);
  const bound = [loop.name, indexName(loop.name)];
  const parts = check.when ? [check.when, check.must] : [check.must];
  if (!parts.every((part) => isClosed(names, part, bound))) return undefined;

  const [result, label] = [fresh(w.group, "q"), fresh(w.group, "x")];
  const bail = `{ ${result} = 0; break ${label}; }`;
  const { lines, charges, fuel } = writtenInPass(w, pass, bail, (inside) =>
    writeElement({ ...inside, feed: undefined, names }, check, out, result),
  );
  pass.before.push(`let ${result} = 3;`);
  pass.body.push(`${label}: if (${result} !== 0) {`, ...lines, "}");
  charge(w, sizeOf(w, found), charges + 1);
  if (fuel) spendFrom(w, fuel);
  write(w, `if (${result} === 0) ${w.bail}`);
  return result;
}

function writeEachInLoops(w: Writing, rule: Rule, check: Check, out: number): string {
  const result = fresh(w.group, "q");
  const inner = nested(w);
  const element = (at: Writing): void =>
    writeElement({ ...at, names: withLets(at.names, rule) }, check, out, result);
  writeLoop(inner, rule, 0, result, element);
  write(w, `let ${result} = 3;`);
  write(w, "{");
  w.lines.push(...inner.lines);
  write(w, "}");
  return result;
}

/** The loop at a depth, and all within it. Counts elements where loops are crossed. */
function writeLoop(
  w: Writing,
  rule: Rule,
  depth: number,
  result: string,
  element: (at: Writing) => void,
): void {
  const loop = rule.each[depth];
  if (!loop) {
    element(w);
    return;
  }
  const count = depth === 0 ? undefined : `${result}_${depth}`;
  stream(w, loop.list, 1, (each, item, index) => {
    if (count) write(each, `if (++${count} > ${elementsMax}) ${each.bail}`);
    const next = rule.each[depth + 1];
    if (next) write(each, `let ${result}_${depth + 1} = 0;`);
    const names = loopNames(each.names, loop.name, item, index);
    writeLoop({ ...each, names }, rule, depth + 1, result, element);
  });
}

/** As for a whole record; 4 says of a check that lacks something that an element is meant by it. */
function writeElement(w: Writing, check: Check, out: number, result: string): void {
  const judge = (inner: Writing): void => {
    const holds = value(inner, check.must);
    write(inner, `if (!${holds.code}) ${result} = 2;`);
    write(inner, `else if (${result} === 3) ${result} = 1;`);
  };
  const guarded = (inner: Writing): void => {
    if (check.when || check.tables.length > 0) write(inner, `if (lacks[${out}]) ${result} = 4;`);
    unlessLacking(inner, check, out, judge);
  };
  if (!check.when) {
    guarded(w);
    return;
  }
  const applies = appliesCode(w, check, out);
  const inner = nested(w);
  guarded(inner);
  block(w, `if (${applies.code})`, inner);
}

const indexName = (name: string): string => (name === "item" ? "index" : `${name}_index`);

const loopNames = (names: Names | undefined, name: string, item: Binding, index: string): Names =>
  bind(bind(names, name, item), indexName(name), {
    is: "operand",
    operand: whole(index, elementsMax, true),
    free: false,
  });

const elementNames = (
  names: Names | undefined,
  rule: Rule,
  name: string,
  item: Binding,
  index: string,
): Names | undefined => withLets(loopNames(names, name, item, index), rule);
