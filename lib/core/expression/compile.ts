import type { Aggregate, KindPlan } from "../plan.ts";
import type { Rule } from "../rule.ts";
import type { Subject } from "../subject.ts";
import { aggregateCode } from "./compile/aggregate.ts";
import { tablesOfWhens } from "./compile/asked-tables.ts";
import { groupFunction } from "./compile/assemble.ts";
import { type Group, newGroup } from "./compile/group.ts";
import { textLiteral } from "./compile/literal.ts";
import { type ReadLists, readingLists, readLists, sharesLists } from "./compile/read-lists.ts";
import { withDays } from "./compile/record-day.ts";
import { lackingRuleCode, ruleCode } from "./compile/rule.ts";
import { keyCode } from "./compile/set-key.ts";
import { validatorCode } from "./compile/validator.ts";
import type { Node } from "./node.ts";

/**
 * Lines from which on a function takes no further rule: a longer one is not optimized any more.
 */
const groupLines = 1500;

/**
 * The source of a plan's fast path: functions for groups of rules of one record kind, the same for
 * set rules and rosters and for aggregates, and one that checks a record's schema. Pure text:
 * `loadFast` makes it run. No text of a rule becomes source but as a literal.
 */
export function compileRules(
  given: readonly Rule[],
  subject: Subject,
  givenAggregates: readonly Aggregate[] = [],
  kinds: Readonly<Record<string, KindPlan>> = {},
): string {
  const [rules, aggregates] = withDays([given, givenAggregates] as const, subject.tables);
  const reads = new Map(subject.records.map(({ name }, place) => [name, readLists(place)]));
  const writing: Module = { subject, kinds, reads, made: new Map(), functions: [], names: 0 };
  const [asking = [], others = []] = parted(judgedRules(rules), asksInWhen);
  const judged = joinedCalls(
    grouped(writing, others, "out", judging),
    grouped(writing, asking, "out", judging, ({ loaded }) => `if (${loadedTest(loaded, " || ")}) `),
  );
  const lacking = whereLacking(writing, judgedRules(rules), "out");
  const kept = grouped(writing, keptKeys(rules), "out, keys", (group, { by, place, judged }) => [
    ...keyCode(group, by, place),
    ...(judged ? ruleCode(group, judged.rule, judged.first) : []),
  ]);
  const keptLacking = whereLacking(
    writing,
    keptKeys(rules).flatMap(({ judged }) => judged ?? []),
    "out, keys",
  );
  const placed = aggregates.map((aggregate, place) => ({ aggregate, of: aggregate.of, place }));
  const added = grouped(writing, placed, counted, (group, { aggregate, place }) =>
    aggregateCode(group, aggregate, place),
  );
  const functions = writing.functions.map((write) => write()); // tells what is read for them
  const validator = validatorCode(subject, writing.made);
  return [
    '"use strict";',
    ...[...writing.made].map(([code, variable]) => `const ${variable} = ${code};`),
    ...[...reads.values()].flatMap(readingLists),
    ...functions,
    validator,
    "function judge(record, context, out) {",
    "for (let i1 = 0; i1 < out.length; i1++) out[i1] = 0;",
    ...callsByKind(readingFirst(reads, joinedCalls(judged, lacking))),
    "}",
    "function keep(record, context, out, keys) {",
    "for (let i1 = 0; i1 < out.length; i1++) out[i1] = 0;",
    "for (let i2 = 0; i2 < keys.length; i2++) keys[i2] = undefined;",
    ...callsByKind(joinedCalls(kept, keptLacking)),
    "}",
    `function add(record, context, ${counted}) {`,
    "for (let i3 = 0; i3 < out.length; i3++) out[i3] = 0;",
    ...callsByKind(added),
    "}",
    "return { judge, keep, add, fits, places: true };",
  ].join("\n");
}

/** What a function for aggregates sets. */
const counted = "out, keys, units, scales, parts";

/** What is written of a plan so far. */
interface Module {
  readonly subject: Subject;
  readonly kinds: Readonly<Record<string, KindPlan>>;
  /** By record kind, the lists that the functions which judge a record by itself pass over. */
  readonly reads: ReadonlyMap<string, ReadLists>;
  readonly made: Map<string, string>;
  /** Written when all are known. */
  readonly functions: (() => string)[];
  names: number;
}

interface Numbered {
  readonly rule: Rule;
  readonly of: string;
  /** The number of its first check, among those of the rules that one function judges. */
  readonly first: number;
}

/** A key that is kept of records of a kind, by its number. */
interface KeptKey {
  readonly of: string;
  readonly by: Node | undefined;
  readonly place: number;
  /** The rule that is proven beside it, as far as its records have none to be compared with. */
  readonly judged?: Numbered;
}

const judging = (group: Group, { rule, first }: Numbered): readonly string[] =>
  ruleCode(group, rule, first);

/** Whether tables tell whether a rule's checks apply. */
const asksInWhen = ({ rule }: Numbered): boolean => tablesOfWhens(rule).length > 0;

const parted = <One>(ones: readonly One[], test: (one: One) => boolean) => [
  ones.filter(test),
  ones.filter((one) => !test(one)),
];

/** The code of whether tables are loaded: any of them, or all. */
const loadedTest = (tables: Group["loaded"], how: " || " | " && "): string =>
  [...tables.keys()].map((table) => `isLoaded(context, ${textLiteral(table)})`).join(how);

/** The calls of code for rules where tables are not loaded that tell whether their checks apply. */
const whereLacking = (writing: Module, rules: readonly Numbered[], results: string): Calls =>
  grouped(
    writing,
    rules.filter(asksInWhen),
    results,
    (group, { rule, first }) => lackingRuleCode(group, rule, first),
    ({ loaded }) => `if (!(${loadedTest(loaded, " && ")})) `,
  );

/** By record kind. */
type Calls = ReadonlyMap<string, readonly string[]>;

const joinedCalls = (first: Calls, then: Calls): Calls =>
  new Map(
    [...new Set([...first.keys(), ...then.keys()])].map((kind) => [
      kind,
      [...(first.get(kind) ?? []), ...(then.get(kind) ?? [])],
    ]),
  );

/** The calls after one of the function that reads what they share, where they share something. */
const readingFirst = (reads: Module["reads"], calls: Calls): Calls =>
  new Map(
    [...calls].map(([kind, lines]) => {
      const lists = reads.get(kind);
      return [kind, lists && sharesLists(lists) ? [`${lists.name}(record);`, ...lines] : lines];
    }),
  );

/** The calls, by record kind, of functions that are written for so many rules or aggregates each. */
function grouped<One extends { readonly of: string }>(
  writing: Module,
  ones: readonly One[],
  results: string,
  codeOf: (group: Group, one: One) => readonly string[],
  conditionOf: (group: Group) => string = () => "",
): Calls {
  const { subject, made, kinds, reads } = writing;
  const calls = new Map<string, string[]>();
  for (const [kind, own] of Map.groupBy(ones, ({ of }) => of)) {
    const lists = results === "out" ? reads.get(kind) : undefined;
    for (let at = 0; at < own.length; ) {
      const name = `judge${writing.functions.length + 1}`;
      const group = newGroup(subject, made, writing.names, kinds[kind], lists);
      const lines: string[] = [];
      for (; at < own.length && linesOf(group, lines) < groupLines; at++)
        lines.push(...codeOf(group, own[at] as One));
      writing.names = group.written.names;
      if (lines.length === 0) continue;
      const params = `record, context, ${results}`;
      writing.functions.push(() => groupFunction(name, params, group, lines));
      const call = `${conditionOf(group)}${name}(record, context, ${results});`;
      calls.set(kind, [...(calls.get(kind) ?? []), call]);
    }
  }
  return calls;
}

/** How long the function of a group has become. */
const linesOf = ({ passes }: Group, lines: readonly string[]): number =>
  passes.reduce((sum, { before, body }) => sum + before.length + body.length, lines.length);

/** The rules of scope record, each with the number of its first check. */
const judgedRules = (rules: readonly Rule[]): readonly Numbered[] =>
  numbered(rules.filter((rule) => rule.scope === "record" && !rule.roster));

/** The keys of rules that keep some, then those of the kinds that they join, in their order. */
function keptKeys(rules: readonly Rule[]): readonly KeptKey[] {
  const kept = numbered(rules.filter(keepsKeys));
  const own = kept.map((judged) => ({
    of: judged.of,
    by: judged.rule.by,
    ...(!judged.rule.roster && { judged }),
  }));
  const joined = kept.flatMap(({ rule }) => rule.joins ?? []);
  return [...own, ...joined].map((one, place) => ({ ...one, place }));
}

/** Whether a rule keeps a key of each record, to be judged when all are known. */
export const keepsKeys = (rule: Rule): boolean => rule.scope === "set" || rule.roster !== undefined;

function numbered(rules: readonly Rule[]): readonly Numbered[] {
  let first = 0;
  return rules.map((rule) => {
    const one = { rule, of: rule.of, first };
    first += rule.checks.length;
    return one;
  });
}

/** Calls the functions of a record's kind; of every kind when the context names none. */
function callsByKind(calls: Calls): readonly string[] {
  return [
    "const kind = context.kind;",
    ...[...calls].flatMap(([kind, lines]) => [
      `if (kind === undefined || kind === ${textLiteral(kind)}) {`,
      ...lines,
      "}",
    ]),
  ];
}
