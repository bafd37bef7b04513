import { expect, test } from "@jest/globals";
import { tablesOfWhens } from "../../lib/core/expression/compile/asked-tables.ts";
import { type Group, newGroup } from "../../lib/core/expression/compile/group.ts";
import { withDays } from "../../lib/core/expression/compile/record-day.ts";
import { lackingRuleCode, ruleCode } from "../../lib/core/expression/compile/rule.ts";
import { linesMax } from "../../lib/core/expression/compile/writing.ts";
import type { Plan } from "../../lib/core/plan.ts";
import type { Rule } from "../../lib/core/rule.ts";
import { packNamed, packNames } from "./packs.ts";

/**
 * Rules that are longer as generated code than a rule may be: what stands behind the limit is left to
 * the interpreter, at every record that comes so far, and nothing else would say so. Shorten a rule
 * that comes here, or name it with the reason why it is that long.
 */
const tooLong: Readonly<Record<string, string>> = {
  "BIL-26": "each way of proration, and for lines that go over their period's end each part",
  "CLM-09": "lists of a chosen list of channels: the code of a window is written at each mention",
  "CLM-10": "as CLM-09",
  "CLM-11": "as CLM-09",
  "CLM-45": "the offers of an asset, three conditions each, are written at each mention",
};

type Written = (group: Group, rule: Rule, first: number) => readonly string[];

function linesOf({ subject, kinds }: Plan, rule: Rule, written: Written): number {
  const group = newGroup(subject, new Map(), 0, kinds[rule.of]);
  written(group, withDays(rule, subject.tables), 0);
  return group.written.lines - group.written.checkStart;
}

const rules = packNames.flatMap((name) => {
  const { plan } = packNamed(name);
  return plan.rules
    .filter(({ scope }) => scope === "record" || scope === "set")
    .map((rule) => ({ plan, rule }));
});

test("no shipped rule but these is longer as generated code than a rule may be", () => {
  const longer = rules.filter(({ plan, rule }) => {
    const lacking = tablesOfWhens(rule).length > 0 ? linesOf(plan, rule, lackingRuleCode) : 0;
    return Math.max(linesOf(plan, rule, ruleCode), lacking) > linesMax;
  });
  expect(longer.map(({ rule }) => rule.id)).toEqual(Object.keys(tooLong));
});
