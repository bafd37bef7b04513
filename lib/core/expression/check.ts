import { type Cel, parseCel } from "./cel.ts";
import { checkCall } from "./check/calls.ts";
import { checkName, checkSelect } from "./check/names.ts";
import { checkOperator, isOperator } from "./check/operators.ts";
import { checkMethodOnRoot } from "./check/run-forms.ts";
import { checkSpecial } from "./check/special.ts";
import { widen } from "./check/widen.ts";
import { intMax, intMin } from "./int.ts";
import type { Node } from "./node.ts";
import type { Checked, CheckScope, ExpressionProblem } from "./scope.ts";
import {
  BOOL,
  decimalOf,
  INT,
  type Kind,
  listOf,
  mapOf,
  NEVER,
  STRING,
  type Type,
  typeName,
  unify,
} from "./types.ts";

/** What the parts of the checker share: one expression, its scope, and the mistakes found. */
export interface Checking {
  readonly scope: CheckScope;
  readonly problem: (cel: Cel, message: string, length?: number) => undefined;
  /** Checks a part in this scope, or in the one given; undefined when a mistake was reported. */
  readonly visit: (cel: Cel, scope?: CheckScope) => Node | undefined;
  readonly within: (scope: CheckScope) => Checking;
}

/**
 * Checks an expression against what it may see. Total: every mistake is a problem with its place,
 * and a checked tree never meets a type, field, function or table that is not there.
 */
export function check(
  text: string,
  scope: CheckScope,
  expected?: { readonly kind: Kind | readonly Kind[] },
): Checked {
  const parsed = parseCel(text);
  if (!parsed.ok) return { ok: false, problems: [parsed.problem] };
  const problems: ExpressionProblem[] = [];
  const node = checking(scope, problems).visit(parsed.cel);
  if (!node || problems.length > 0) return { ok: false, problems };
  const fitted = fit(node, expected, problems);
  return fitted ? { ok: true, node: fitted } : { ok: false, problems };
}

function fit(
  node: Node,
  expected: { readonly kind: Kind | readonly Kind[] } | undefined,
  problems: ExpressionProblem[],
): Node | undefined {
  if (!expected) return node;
  const kinds = [expected.kind].flat();
  if (kinds.includes(node.type.kind)) return node;
  if (node.type.kind === "int" && kinds.includes("decimal")) return widen(node, decimalOf(0));
  const message = `this gives ${typeName(node.type)}, ${kinds.join(" or ")} is wanted`;
  problems.push({ offset: 0, length: 1, message });
  return undefined;
}

function checking(scope: CheckScope, problems: ExpressionProblem[]): Checking {
  const self: Checking = {
    scope,
    problem(cel, message, length = 1) {
      problems.push({ offset: cel.offset, length, message });
      return undefined;
    },
    visit: (cel, inner) => (inner ? checking(inner, problems).visit(cel) : visit(cel, self)),
    within: (inner) => checking(inner, problems),
  };
  return self;
}

function visit(cel: Cel, c: Checking): Node | undefined {
  switch (cel.kind) {
    case "bool":
      return { op: "const", type: BOOL, value: cel.value };
    case "int":
      return checkInt(cel, c);
    case "decimal":
      return checkDecimal(cel, c);
    case "string":
      return { op: "const", type: STRING, value: cel.value.normalize("NFC") };
    case "null":
      return c.problem(cel, "null is absence, which equals nothing: write has(…) or blank(…)");
    case "refused":
      return c.problem(cel, `the rule language has no ${cel.what.replace(/^(a|an) /, "")}`);
    case "name":
      return checkName(cel, c);
    case "select":
    case "has":
      return checkSelect(cel, c);
    case "list":
      return checkList(cel, c);
    case "map":
      return checkMap(cel, c);
    case "loop":
      return checkLoop(cel, c);
    case "call":
      if (isOperator(cel.name)) return checkOperator(cel, c);
      return checkFormOrCall(cel, c);
  }
}

/** `null` from a form says: it was this form, and its mistake was reported. */
function checkFormOrCall(cel: Extract<Cel, { kind: "call" }>, c: Checking): Node | undefined {
  for (const form of [checkMethodOnRoot, checkSpecial]) {
    const node = form(cel, c);
    if (node !== undefined) return node ?? undefined;
  }
  return checkCall(cel, c);
}

function checkInt(cel: Extract<Cel, { kind: "int" }>, c: Checking): Node | undefined {
  if (cel.value > intMax || cel.value < intMin)
    return c.problem(cel, `${cel.value} is beyond 64 bits`);
  return { op: "const", type: INT, value: cel.value.toString() };
}

function checkDecimal(cel: Extract<Cel, { kind: "decimal" }>, c: Checking): Node | undefined {
  const match = /^(-?)\s*(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(cel.text);
  const power = Number(match?.[4] ?? 0);
  if (!match || Math.abs(power) > 24) return c.problem(cel, `${cel.text} is no decimal here`);
  const fraction = match[3] ?? "";
  const digits = (match[2] ?? "") + fraction;
  const scale = fraction.length - power;
  if (digits.length > 30 || scale > 24)
    return c.problem(cel, "a literal has at most 30 digits, at most 24 of them after the point");
  const padded = scale > 0 ? digits.padStart(scale + 1, "0") : digits + "0".repeat(-scale);
  const whole = scale > 0 ? padded.slice(0, -scale) : padded;
  const text = `${match[1]}${whole}${scale > 0 ? `.${padded.slice(-scale)}` : ""}`;
  return { op: "const", type: decimalOf(Math.max(0, scale)), value: text };
}

function checkList(cel: Extract<Cel, { kind: "list" }>, c: Checking): Node | undefined {
  const items = cel.items.map((item) => c.visit(item));
  if (items.some((item) => item === undefined)) return undefined;
  const nodes = items as Node[];
  const of = unified(nodes, cel.items, c);
  return of && { op: "list", type: listOf(of), items: nodes.map((node) => widen(node, of)) };
}

function checkMap(cel: Extract<Cel, { kind: "map" }>, c: Checking): Node | undefined {
  const keys = cel.entries.map(([key]) => c.visit(key));
  const values = cel.entries.map(([, value]) => c.visit(value));
  if ([...keys, ...values].some((node) => node === undefined)) return undefined;
  const wrong = keys.findIndex((key) => key?.type.kind !== "string");
  if (wrong >= 0)
    return c.problem(
      (cel.entries[wrong] as readonly [Cel, Cel])[0],
      "a map's key is a string: write key(…) for anything else",
    );
  const nodes = values as Node[];
  const of = unified(
    nodes,
    cel.entries.map(([, value]) => value),
    c,
  );
  if (!of) return undefined;
  const entries = nodes.map((node, i) => [keys[i] as Node, widen(node, of)] as const);
  return { op: "map", type: mapOf(of), entries };
}

function unified(nodes: readonly Node[], cels: readonly Cel[], c: Checking): Type | undefined {
  let type: Type = NEVER;
  for (const [i, node] of nodes.entries()) {
    const next = unify(type, node.type);
    if (!next)
      return c.problem(
        cels[i] as Cel,
        `a list has elements of one type: found ${typeName(node.type)} after ${typeName(type)}`,
      );
    type = next;
  }
  return type;
}

function checkLoop(cel: Extract<Cel, { kind: "loop" }>, c: Checking): Node | undefined {
  if (cel.list.kind === "name" && cel.list.name === "records" && c.scope.run)
    return c.problem(
      cel,
      `records.${cel.macro}(…) would need every record in memory; records.sum, count, min, max, ` +
        "avg, sumBy, countBy and numbers merge",
    );
  const list = c.visit(cel.list);
  if (!list) return undefined;
  if (list.type.kind !== "list")
    return c.problem(cel, `${cel.macro} goes over a list, this is ${typeName(list.type)}`);
  if (Object.hasOwn(c.scope.names, cel.name))
    return c.problem(cel, `'${cel.name}' already stands for something else; choose another name`);
  const inner = { ...c.scope, names: { ...c.scope.names, [cel.name]: list.type.of } };
  const where = cel.where && c.visit(cel.where, inner);
  const body = c.visit(cel.body, inner);
  if (!body || (cel.where && !where)) return undefined;
  for (const [test, at] of [
    [where, cel.where],
    [cel.macro === "map" ? undefined : body, cel.body],
  ] as const)
    if (test && test.type.kind !== "bool")
      return c.problem(at as Cel, `a condition is wanted, this gives ${typeName(test.type)}`);
  const type = cel.macro === "map" ? listOf(body.type) : cel.macro === "filter" ? list.type : BOOL;
  const made = { op: "loop" as const, type, macro: cel.macro, name: cel.name, list, body };
  return where ? { ...made, where } : made;
}
