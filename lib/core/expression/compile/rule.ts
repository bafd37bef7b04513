import type { Rule } from "../../rule.ts";
import { tablesOfWhens } from "./asked-tables.ts";
import type { Group } from "./group.ts";
import { loadedCode } from "./lookup.ts";
import type { Names } from "./names.ts";
import { writePlace } from "./place.ts";
import { writeCheck } from "./rule-check.ts";
import { writeElements } from "./rule-elements.ts";
import { paramNames, withLets } from "./rule-names.ts";
import { demand, fresh, nothingKnown, type Writing } from "./writing.ts";

/**
 * The statements that judge a rule: they set `out` for each check that is proven. What one check
 * cannot prove leaves the checks after it unproven as well, since the interpreter judges the rule
 * as a whole, on one tank of fuel.
 */
export function ruleCode(group: Group, rule: Rule, first: number): readonly string[] {
  const tables = tablesOfWhens(rule);
  return judging(group, rule, first, {
    ...(tables.length > 0 && { where: areLoaded(group, tables) }),
  });
}

/**
 * The same where some table is not loaded that tells whether checks apply: what can be decided
 * without it is.
 */
export function lackingRuleCode(group: Group, rule: Rule, first: number): readonly string[] {
  const tables = tablesOfWhens(rule);
  const lacking = { table: tables.length === 1 ? tables[0] : undefined };
  return judging(group, rule, first, { where: `!(${areLoaded(group, tables)})`, lacking });
}

const areLoaded = (group: Group, tables: readonly string[]): string =>
  tables.map((table) => loadedCode(group, table)).join(" && ");

/** Where the code of a rule is for: elsewhere it proves nothing. */
interface Meant extends Pick<Writing, "lacking"> {
  readonly where?: string;
}

function judging(
  group: Group,
  rule: Rule,
  first: number,
  { where, lacking }: Meant,
): readonly string[] {
  const names = paramNames(group, rule);
  const seen = rule.each.length > 0 ? names : withLets(names, rule);
  const lines = inBlock(group, seen, (given) => {
    const w = { ...given, lacking };
    if (where) demand(w, where);
    writePlace(w, rule, first);
    if (rule.each.length > 0) writeElements(w, rule, first, where ? `${where} ? 3 : 0` : "3");
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
