import type { Context } from "../../../lib/core/context.ts";
import { check } from "../../../lib/core/expression/check.ts";
import { compileRules } from "../../../lib/core/expression/compile.ts";
import { isUnjudged } from "../../../lib/core/expression/fault.ts";
import { loadFast, proof } from "../../../lib/core/expression/load.ts";
import type { Node } from "../../../lib/core/expression/node.ts";
import {
  decimalOf,
  INSTANT,
  INT,
  recordOf,
  STRING,
  type Type,
} from "../../../lib/core/expression/types.ts";
import type { JsonObject } from "../../../lib/core/expression/value.ts";
import { open, outcomeOf } from "../../../lib/core/judge/check-outcome.ts";
import { elementsOf, withParams } from "../../../lib/core/judge/elements.ts";
import { prepare } from "../../../lib/core/judge/preparation.ts";
import { subjectRecord } from "../../../lib/core/judge/subject-record.ts";
import type { Plan } from "../../../lib/core/plan.ts";
import type { Check, Rule } from "../../../lib/core/rule.ts";
import type { Subject } from "../../../lib/core/subject.ts";
import { type Outcome, outcomes } from "../../../lib/core/violation.ts";
import { schema } from "./compile-random.ts";

export const subject: Subject = {
  kind: "doc",
  schema,
  records: [{ name: "doc", shape: "Doc", key: ["s"] }],
  tables: {
    parts: { shape: "Leaf", key: ["s"], dated: false, doc: "Parts." },
    dated: { shape: "Leaf", key: ["s"], dated: true, doc: "Parts by date." },
    never: { shape: "Leaf", key: ["s"], dated: false, doc: "Never loaded." },
  },
};

/** Rows by key: one, two, none, one that is damaged. */
const rows: Readonly<Record<string, readonly JsonObject[]>> = {
  a: [{ a: "1.50", s: "x", n: 2, d: "2026-02-28" }],
  b: [{ s: "y" }, { s: "z" }],
  ab: [{ a: "?", s: null, n: "2" }],
  EE: [{ country: "EE", weekend: [6, 7], holidays: ["2026-02-24"] }],
};

/** What dates a record in the tests; its rows in the table `dated` are there on every second day. */
const kinds = () => ({
  doc: { effectiveOn: checked("optional(record.e).orElse(record.d)", roots)! },
});

/** A rule as a test writes it. */
export interface RuleDraft {
  readonly each?: readonly { readonly name: string; readonly list: string }[];
  readonly lets?: readonly { readonly name: string; readonly text: string }[];
  readonly checks: readonly { readonly when?: string; readonly must: string }[];
}

const roots: Readonly<Record<string, Type>> = {
  record: recordOf("Doc"),
  zone: STRING,
  stage: STRING,
  business_at: INSTANT,
  "params.tol": decimalOf(2),
  "params.most": INT,
  "params.code": STRING,
};

/** The checked rule; undefined when the checker refuses a part of it. */
export function ruleOf(draft: RuleDraft): Rule | undefined {
  let names = roots;
  const each: { name: string; list: Node }[] = [];
  for (const { name, list } of draft.each ?? []) {
    const node = checked(list, names, "list");
    if (node?.type.kind !== "list") return undefined;
    each.push({ name, list: node });
    names = { ...names, [name]: node.type.of, [indexName(name)]: INT };
  }
  const lets: { name: string; node: Node }[] = [];
  for (const { name, text } of draft.lets ?? []) {
    const node = checked(text, names);
    if (!node) return undefined;
    lets.push({ name, node });
    names = { ...names, [name]: node.type };
  }
  const checks = draft.checks.map((check, i) => checkOf(check, names, String(i)));
  if (checks.some((made) => made === undefined)) return undefined;
  return { ...plain, each, lets, checks: checks as Check[] };
}

const indexName = (name: string): string => (name === "item" ? "index" : `${name}_index`);

export function checked(
  text: string,
  names: Readonly<Record<string, Type>>,
  kind?: "bool" | "list",
) {
  const scope = { schema, tables: subject.tables, names, facts: [] };
  const found = check(text, scope, kind && { kind });
  return found.ok ? found.node : undefined;
}

function checkOf(
  { when, must }: RuleDraft["checks"][number],
  names: Readonly<Record<string, Type>>,
  name: string,
): Check | undefined {
  const [applies, holds] = [when && checked(when, names, "bool"), checked(must, names, "bool")];
  if (!holds || (when && !applies)) return undefined;
  return {
    name,
    ...(applies && { when: applies }),
    must: holds,
    show: [],
    severity: { steps: [], otherwise: "hold" },
    missing: "hold",
    ...{ reads: [], whenReads: [], tables: [], whenTables: [] },
  };
}

const plain = {
  id: "TST-01",
  title: { en: "Test" },
  scope: "record",
  of: "doc",
  stages: [],
  tier: 1,
  shadow: false,
  enabled: true,
  locked: false,
  waivable: false,
  effective: {},
  variants: [],
  source: "test",
  prevents: "nothing",
  params: {
    tol: { type: decimalOf(2), value: "0.02" },
    most: { type: INT, value: "3" },
    code: { type: STRING, value: "ab" },
  },
  message: { en: "Wrong." },
  values: {},
  at: "rules.yaml:1",
  reads: [],
} as const;

export const contextOf = (fuel?: number): Context => ({
  gate: "test",
  businessAt: "2026-02-28T10:00:00Z",
  zone: "Europe/Tallinn",
  stage: "intake",
  rows: {
    loaded: (table) => table !== "never",
    find: (table, key, on = 0) =>
      Object.hasOwn(rows, key) && (table !== "dated" || on % 2 === 0) ? (rows[key] ?? []) : [],
    asked: (_, key) => key !== "c",
    all: () => [],
  },
  unsupplied: [],
  requiredTables: [],
  ...(fuel !== undefined && { fuel }),
});

/** The compiled rules, as the judge calls them: a proof a check. */
export function compiled(rules: readonly Rule[]) {
  const { judge } = loadFast({ code: compileRules(rules, subject, [], kinds()) });
  const out = new Uint8Array(rules.reduce((sum, rule) => sum + rule.checks.length, 0));
  return (record: JsonObject, fuel?: number): readonly Proven[] => {
    out.fill(9);
    judge(record, { ...contextOf(fuel), kind: "doc" }, out);
    return [...out].map((code) => codes.get(code) as Proven);
  };
}

type Proven = "unproven" | "pass" | "failed" | "not_applicable" | undefined;

const codes = new Map<number, Proven>([
  [proof.unproven, "unproven"],
  [proof.pass, "pass"],
  [proof.failed, "failed"],
  [proof.notApplicable, "not_applicable"],
  // That it applies says nothing of what becomes of it.
  [proof.applies, "unproven"],
]);

/** What the interpreter says of each check, the worst over all elements. */
export function interpreted(rule: Rule, record: JsonObject, fuel?: number): readonly Outcome[] {
  const plan: Plan = {
    engine: "1",
    revision: "",
    name: "test",
    languages: ["en"],
    subject,
    rules: [rule],
    kinds: kinds(),
    aggregates: [],
    code: "",
  };
  const p = prepare(plan, contextOf(fuel));
  const [kind] = subject.records;
  const reading = {
    value: record,
    position: { file: 0, offset: 0 },
    place: { file: "" },
    digest: "",
  };
  const judged = subjectRecord(p, kind!, reading, "");
  p.refuel();
  const frame = withParams(rule, {}, judged.frame, judged.currency);
  const elements = elementsOf(rule, frame, judged.world);
  if (isUnjudged(elements)) return rule.checks.map(() => open(elements).outcome);
  const worst = rule.checks.map(() => 0);
  for (const element of elements)
    for (const [i, prepared] of p.rules[0]!.checks.entries()) {
      const { outcome } = outcomeOf(prepared, element.frame, judged.world);
      worst[i] = Math.max(worst[i]!, outcomes.indexOf(outcome));
    }
  return worst.map((at) => outcomes[at]!);
}
