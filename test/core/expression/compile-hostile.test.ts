import { parse } from "@babel/parser";
import { compileRules } from "../../../lib/core/expression/compile.ts";
import { loadFast, proof } from "../../../lib/core/expression/load.ts";
import type { Node } from "../../../lib/core/expression/node.ts";
import { runtime } from "../../../lib/core/expression/runtime.ts";
import {
  BOOL,
  decimalOf,
  listOf,
  recordOf,
  STRING,
  type Type,
} from "../../../lib/core/expression/types.ts";
import type { Json, JsonObject } from "../../../lib/core/expression/value.ts";
import type { Aggregate } from "../../../lib/core/plan.ts";
import type { Rule } from "../../../lib/core/rule.ts";
import type { Subject } from "../../../lib/core/subject.ts";
import fc, { tries } from "../../support/fast-check.ts";

const runs = Math.max(1_000, tries(1_000));
/** Texts that each run brings: names, constants, values, patterns. */
const textsARun = 20;

/** A call of it shows that text became code. */
const canary = "holdpointCanary";
let fired = 0;
const world = globalThis as unknown as Record<string, unknown>;
beforeAll(() => {
  world[canary] = () => {
    fired += 1;
    return true;
  };
});
afterAll(() => {
  delete world[canary];
});

const tricks = [
  ...['"', "'", "`", "\\", "\\\\", '\\"', "\n", "\r", "\u2028", "\u2029", "\0", "\ud800", "\udc00"],
  ...["*/", "/*", "//", "<!--", "-->", "</script>", "<script>", "${", "}", "{", "]", "[", ")", "("],
  ...[
    ";",
    ",",
    "=",
    "=>",
    "+",
    "\\u0022",
    "\\x22",
    "\\u{22}",
    "\u00a0",
    "\ufeff",
    "%s",
    "$&",
    "$`",
  ],
  ...["__proto__", "constructor", "prototype", "toString", "valueOf", "hasOwnProperty", "then"],
  ...[
    "eval",
    "Function",
    "globalThis",
    "process",
    "import('fs')",
    "this",
    "arguments",
    "out",
    "u1",
  ],
  ...[`${canary}()`, `\${${canary}()}`, `"+${canary}()+"`, `"];${canary}();["`, `*/${canary}()/*`],
  ...[`\n${canary}()\n`, `\u2028${canary}()//`, `'+${canary}()+'`, `\`+${canary}()+\``],
  ...["name", "a", "", " ", "0", "-1", "1e9", "NaN", "record", "context", "fuel", "true", "null"],
];
const hostile = fc.oneof(
  fc
    .array(fc.constantFrom(...tricks), { minLength: 1, maxLength: 4 })
    .map((parts) => parts.join("")),
  fc.string({ unit: "binary", maxLength: 12 }),
);

const texts = fc.array(hostile, { minLength: textsARun, maxLength: textsARun });

const constant = (value: string): Node => ({ op: "const", type: STRING, value });
const select = (of: Node, field: string, type: Type): Node => ({ op: "select", type, of, field });
const same = (left: Node, right: Node): Node => ({
  ...{ op: "compare", type: BOOL, how: "==", left, right },
});

interface Case {
  readonly rules: readonly Rule[];
  readonly aggregates: readonly Aggregate[];
  readonly subject: Subject;
  readonly record: JsonObject;
}

/** Texts at every place where a rule, a schema or a record has one. */
function caseOf(t: readonly string[]): Case {
  const at = (index: number): string => t[index] as string;
  const [shape, inner, kind] = [at(0), `${at(1)}.inner`, at(2)];
  const subject: Subject = {
    kind: at(3),
    schema: {
      [shape]: {
        fields: {
          [at(4)]: { type: STRING, required: true, values: t.slice(5, 14), pattern: at(15) },
          [at(6)]: { type: decimalOf(6), required: false },
          [at(7)]: { type: recordOf(inner), required: false },
          [at(8)]: { type: listOf(recordOf(inner)), required: false },
        },
      },
      [inner]: { fields: { [at(9)]: { type: STRING, required: false, pattern: at(10) } } },
    },
    records: [{ name: kind, shape, key: [at(4)] }],
    tables: {},
  };
  const record: Node = { op: "name", type: recordOf(shape), name: "record" };
  const text = select(record, at(4), STRING);
  const below = select(select(record, at(7), recordOf(inner)), at(9), STRING);
  const list = select(record, at(8), listOf(recordOf(inner)));
  const loop = `x${at(11)}`;
  const element: Node = { op: "name", type: recordOf(inner), name: loop };
  const known: Node = { op: "list", type: listOf(STRING), items: t.map(constant) };
  const musts: readonly Node[] = [
    same(text, constant(at(12))),
    same(below, { op: "name", type: STRING, name: `params.${at(13)}` }),
    { op: "in", type: BOOL, item: text, list: known },
    { op: "has", type: BOOL, of: record, field: at(14) },
    { op: "blank", type: BOOL, of: below },
    { op: "call", type: BOOL, fn: "matches", args: [text, constant(at(15))] },
    { op: "call", type: BOOL, fn: at(16), args: [text] },
    { op: "attested", type: BOOL, fact: at(17) },
    {
      ...{ op: "loop", type: BOOL, macro: "all", name: loop, list },
      body: same(select(element, at(9), STRING), { op: "name", type: STRING, name: at(18) }),
    },
  ];
  const others: Node = {
    ...{ op: "set", form: "others", by: text, archive: at(17), max: 1 },
    ...{ type: listOf(recordOf(shape)), where: same(text, constant(at(12))) },
  };
  const noOther: Node = {
    ...{ op: "loop", type: BOOL, macro: "all", name: loop, list: others },
    body: same(text, constant(at(12))),
  };
  const rules = [
    ...musts.map((must, i) => ruleOf(`${at(19)}${i}`, kind, must, t)),
    { ...ruleOf(`${at(19)}set`, kind, noOther, t), scope: "set", by: text } as const,
  ];
  const counted: Node = { op: "name", type: recordOf(shape), name: at(18) };
  const aggregates: readonly Aggregate[] = [
    {
      ...{ id: at(16), name: at(17), of: kind, how: "sumBy", variable: at(18), type: decimalOf(6) },
      key: select(counted, at(4), STRING),
      value: select(counted, at(6), decimalOf(6)),
      where: same(select(counted, at(4), STRING), constant(at(5))),
    },
  ];
  const value = { [at(9)]: at(12) };
  const data: Record<string, Json> = { [at(4)]: at(5), [at(6)]: "1", [at(8)]: [value, value] };
  return { rules, aggregates, subject, record: { ...data, [at(7)]: value } };
}

function ruleOf(id: string, of: string, must: Node, t: readonly string[]): Rule {
  const param = { type: STRING, value: t[13] as string };
  const lets = [{ name: t[18] as string, node: constant(t[12] as string) }];
  const ladder = { steps: [], otherwise: "hold" };
  const check = { name: id, must, show: [], severity: ladder, tables: [t[17]] };
  return {
    ...{ id, of, lets, scope: "record", each: [], checks: [check], variants: [], effective: {} },
    params: { [t[13] as string]: param },
  } as unknown as Rule;
}

test("text never becomes code", () => {
  fc.assert(
    fc.property(texts, (given) => {
      const { rules, aggregates, subject, record } = caseOf(given);
      const { judge, keep, add, fits } = loadFast({
        code: compileRules(rules, subject, aggregates),
      });
      const kind = subject.records[0]?.name as string;
      const context = { zone: given[3] as string, businessAt: given[4] as string, kind } as const;
      const out = new Uint8Array(rules.length);
      judge(record, { ...context, stage: "intake" }, out);
      keep(record, { ...context, stage: "intake" }, new Uint8Array(1), [undefined]);
      const [units, scales] = [new Float64Array(1), new Uint8Array(1)];
      add(record, { ...context, stage: "intake" }, new Uint8Array(1), [""], units, scales, [[]]);
      fits(record, kind);
      expect(Math.max(...out)).toBeLessThanOrEqual(proof.applies);
    }),
    { numRuns: runs }, // 20,000 texts and more
  );
  expect(runs * textsARun).toBeGreaterThanOrEqual(20_000);
  expect(fired).toBe(0);
  expect(Object.keys(Object.prototype)).toEqual([]);
});

test("the code reaches nothing but its arguments and the runtime", () => {
  fc.assert(
    fc.property(texts, (given) => {
      const { rules, aggregates, subject } = caseOf(given);
      expect(strangers(compileRules(rules, subject, aggregates))).toEqual([]);
    }),
    { numRuns: runs / 10 },
  );
});

const made =
  /^([a-z]\d+(_\d+)?|(judge|shape)\d+|judge|keep|add|fits|record|context|out|keys|kind)$/;
const others =
  /^(run|submission|hasRun|hasSubmission|businessAt|fuel|units|scales|lacks|parts|places|undefined|NaN|Infinity)$/;
const plainTypes: ReadonlySet<string> = new Set([
  ...["File", "Program", "Directive", "DirectiveLiteral", "BlockStatement"],
  ...["ExpressionStatement", "EmptyStatement", "IfStatement", "ForStatement"],
  ...["LabeledStatement", "BreakStatement", "ReturnStatement", "FunctionDeclaration"],
  ...["VariableDeclaration", "VariableDeclarator", "Identifier", "StringLiteral"],
  ...["NumericLiteral", "BooleanLiteral", "NullLiteral", "ArrayExpression", "ObjectExpression"],
  ...["ObjectProperty", "MemberExpression", "CallExpression", "UnaryExpression"],
  ...["UpdateExpression", "BinaryExpression", "LogicalExpression", "ConditionalExpression"],
  ...["AssignmentExpression"],
]);

type Tree = { readonly type: string; readonly [key: string]: unknown };

/** What a real parser finds in code that should not be there. */
function strangers(code: string): readonly string[] {
  const found: string[] = [];
  const options = { sourceType: "script", allowReturnOutsideFunction: true } as const;
  const visit = (tree: Tree): void => {
    if (!plainTypes.has(tree.type)) found.push(tree.type);
    if (tree.type === "Identifier") {
      const name = tree["name"] as string;
      if (!made.test(name) && !others.test(name) && !(name in runtime)) found.push(name);
    }
    if (tree.type === "CallExpression") found.push(...calledIn(tree["callee"] as Tree));
    for (const [key, part] of Object.entries(tree)) {
      if (key === "property" && tree["computed"] === false) continue;
      for (const each of [part].flat()) if (isTree(each)) visit(each);
    }
  };
  visit(parse(code, options).program as unknown as Tree);
  return found;
}

/** Only names are called, and `has` and `add` of sets. */
function calledIn(callee: Tree): readonly string[] {
  if (callee.type === "Identifier") return [];
  const { name } = callee["property"] as { name?: string };
  const isSet = callee["computed"] === false && (name === "has" || name === "add");
  return isSet ? [] : [`a call of ${name}`];
}

const isTree = (part: unknown): part is Tree =>
  typeof part === "object" && part !== null && typeof (part as Tree).type === "string";
