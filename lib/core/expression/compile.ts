import type { Rule } from "../rule.ts";
import type { Subject } from "../subject.ts";
import { groupFunction } from "./compile/assemble.ts";
import { newGroup } from "./compile/group.ts";
import { textLiteral } from "./compile/literal.ts";
import { ruleCode } from "./compile/rule.ts";
import { validatorCode } from "./compile/validator.ts";

/** Rules that share a function, and what is read for them. */
const groupMax = 30;

/**
 * The source of a plan's fast path: one function per group of about 30 rules of one record kind,
 * and one that checks a record's schema. Pure text: `loadFast` makes it run. No text of a rule
 * becomes source but as a literal.
 */
export function compileRules(rules: readonly Rule[], subject: Subject): string {
  const made = new Map<string, string>();
  const functions: string[] = [];
  const calls = new Map<string, string[]>();
  let names = 0;
  for (const [kind, checks] of Map.groupBy(numbered(rules), ({ rule }) => rule.of)) {
    for (let at = 0; at < checks.length; at += groupMax) {
      const name = `judge${functions.length + 1}`;
      const group = newGroup(subject, made, names);
      const lines = checks
        .slice(at, at + groupMax)
        .flatMap(({ rule, first }) => ruleCode(group, rule, first));
      names = group.written.names;
      if (lines.length === 0) continue;
      functions.push(groupFunction(name, group, lines));
      calls.set(kind, [...(calls.get(kind) ?? []), `${name}(record, context, out);`]);
    }
  }
  const validator = validatorCode(subject, made);
  return [
    '"use strict";',
    ...[...made].map(([code, variable]) => `const ${variable} = ${code};`),
    ...functions,
    validator,
    dispatcher(calls),
    "return { judge, fits };",
  ].join("\n");
}

/** The rules that the fast path knows, each with the number of its first check. */
function numbered(rules: readonly Rule[]): readonly { rule: Rule; first: number }[] {
  let first = 0;
  const found: { rule: Rule; first: number }[] = [];
  for (const rule of rules) {
    if (rule.scope !== "record" || rule.roster) continue;
    found.push({ rule, first });
    first += rule.checks.length;
  }
  return found;
}

/** Calls the functions of a record's kind; of every kind when the context names none. */
function dispatcher(calls: ReadonlyMap<string, readonly string[]>): string {
  return [
    "function judge(record, context, out) {",
    "for (let i1 = 0; i1 < out.length; i1++) out[i1] = 0;",
    "const kind = context.kind;",
    ...[...calls].flatMap(([kind, lines]) => [
      `if (kind === undefined || kind === ${textLiteral(kind)}) {`,
      ...lines,
      "}",
    ]),
    "}",
  ].join("\n");
}
