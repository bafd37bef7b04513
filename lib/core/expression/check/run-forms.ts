import { firingShape } from "../../firing.ts";
import type { Cel } from "../cel.ts";
import type { Checking } from "../check.ts";
import type { Node } from "../node.ts";
import type { AggregateDraft } from "../scope.ts";
import { decimalOf, INT, listOf, mapOf, NUMBERS, recordOf, type Type, typeName } from "../types.ts";
import { type Call, typed } from "./arguments.ts";
import { checkHistory } from "./history-forms.ts";
import { own } from "./names.ts";
import { didYouMean } from "./suggest.ts";

/** `records.sum(…)`, `violations.count(…)`, `history.median(…)`. */
export function checkMethodOnRoot(cel: Call, c: Checking): Node | undefined | null {
  const root = cel.target?.kind === "name" ? cel.target.name : undefined;
  if (root === undefined || own(c.scope.names, root)) return undefined;
  if (root !== "records" && root !== "violations" && root !== "history") return undefined;
  if (!c.scope.run) return c.problem(cel, `'${root}' stands only in rules of scope run`) ?? null;
  if (root === "records") return checkAggregate(cel, c) ?? null;
  return (root === "violations" ? checkViolations(cel, c) : checkHistory(cel, c)) ?? null;
}

const merging = "sum, count, min, max, avg, sumBy, countBy and numbers merge";

function checkAggregate(cel: Call, c: Checking): Node | undefined {
  const how = own(aggregates, cel.name);
  if (!how)
    return c.problem(
      cel,
      `records.${cel.name}(…) cannot be merged from parts of a run: ${merging}`,
      cel.name.length,
    );
  if (how.how === "count" && cel.args.length === 0)
    return collected({ how: "count", variable: "r", type: INT }, c);
  const [variable, ...rest] = cel.args;
  if (
    variable?.kind !== "name" ||
    rest.length < how.parts.length ||
    rest.length > how.parts.length + 1
  )
    return c.problem(cel, `write ${how.usage}`);
  if (own(c.scope.names, variable.name))
    return c.problem(variable, `'${variable.name}' already stands for something else`);
  return aggregateOf(cel, how, variable.name, rest, c);
}

interface AggregateForm {
  readonly how: AggregateDraft["how"];
  /** Arguments between the variable and the condition. */
  readonly parts: readonly ("key" | "value")[];
  readonly usage: string;
}

const aggregates: Readonly<Record<string, AggregateForm>> = {
  sum: { how: "sum", parts: ["value"], usage: "records.sum(r, r.amount [, condition])" },
  count: { how: "count", parts: [], usage: "records.count(r, condition)" },
  min: { how: "min", parts: ["value"], usage: "records.min(r, r.amount [, condition])" },
  max: { how: "max", parts: ["value"], usage: "records.max(r, r.amount [, condition])" },
  avg: { how: "avg", parts: ["value"], usage: "records.avg(r, r.amount [, condition])" },
  sumBy: {
    how: "sumBy",
    parts: ["key", "value"],
    usage: "records.sumBy(r, r.currency, r.amount [, condition])",
  },
  countBy: {
    how: "countBy",
    parts: ["key"],
    usage: "records.countBy(r, r.currency [, condition])",
  },
  numbers: {
    how: "numbers",
    parts: ["key", "value"],
    usage: "records.numbers(r, r.series, r.sequence [, condition])",
  },
};

function aggregateOf(
  cel: Call,
  { how, parts }: AggregateForm,
  variable: string,
  cels: readonly Cel[],
  c: Checking,
): Node | undefined {
  const record = c.scope.run?.record as Type;
  const inner = c.within({ ...c.scope, names: { ...c.scope.names, [variable]: record } });
  const keyCel = cels[parts.indexOf("key")];
  const valueCel = cels[parts.indexOf("value")];
  const whereCel = cels[parts.length];
  const key = keyCel && checkGroup(keyCel, how, inner);
  const value =
    valueCel && key?.type.kind === "list"
      ? checkValues(valueCel, inner)
      : valueCel && typed(valueCel, kindsOf(how), inner);
  const where = whereCel && typed(whereCel, ["bool"], inner);
  if ((keyCel && !key) || (valueCel && !value) || (whereCel && !where)) return undefined;
  const seen = [key, value, where].find((node) => node && mentionsAggregate(node));
  if (seen) return c.problem(cel, "an aggregate looks at one record, not at other aggregates");
  return collected(
    {
      how,
      variable,
      type: resultOf(how, value),
      ...(key && { key }),
      ...(value && { value }),
      ...(where && { where }),
    },
    c,
  );
}

/** One group, or by `sumBy` and `countBy` a list of them: a bill counts under each of its items. */
function checkGroup(cel: Cel, how: AggregateDraft["how"], c: Checking): Node | undefined {
  const node = c.visit(cel);
  if (!node || node.type.kind === "string") return node;
  const takesList = how === "sumBy" || how === "countBy";
  if (takesList && node.type.kind === "list" && node.type.of.kind === "string") return node;
  const wanted = takesList ? "string or list<string>" : "string";
  return c.problem(cel, `${wanted} is wanted, this gives ${typeName(node.type)}`);
}

/** Beside a list of groups a list of values, one each. */
function checkValues(cel: Cel, c: Checking): Node | undefined {
  const node = c.visit(cel);
  if (!node) return undefined;
  const of = node.type.kind === "list" ? node.type.of.kind : undefined;
  if (of === "int" || of === "decimal") return node;
  const found = typeName(node.type);
  return c.problem(cel, `a list of values, one for each group, is wanted, this gives ${found}`);
}

function kindsOf(how: AggregateDraft["how"]): readonly string[] {
  if (how === "numbers") return ["int"];
  return how === "min" || how === "max" ? ["int", "decimal", "date"] : ["int", "decimal"];
}

function resultOf(how: AggregateDraft["how"], value: Node | undefined): Type {
  const type = value?.type.kind === "list" ? value.type.of : (value?.type ?? INT);
  if (how === "sumBy") return mapOf(type);
  if (how === "countBy") return mapOf(INT);
  if (how === "numbers") return mapOf(NUMBERS);
  if (how === "avg") return decimalOf((type.kind === "decimal" ? type.scale : 0) + 4);
  return how === "count" ? INT : type;
}

function mentionsAggregate(node: Node): boolean {
  const text = JSON.stringify(node);
  return /"op":"(aggregate|history|violations|set)"/.test(text);
}

const collected = (draft: AggregateDraft, c: Checking): Node => ({
  op: "aggregate",
  type: draft.type,
  id: c.scope.run?.collect(draft) as string,
});

function checkViolations(cel: Call, c: Checking): Node | undefined {
  const rule = cel.args[0];
  const what = cel.name;
  if (what === "rules" && cel.args.length === 0)
    return { op: "violations", type: listOf(recordOf(firingShape)), what };
  if (what !== "count" && what !== "applicable" && what !== "share")
    return c.problem(cel, `violations has count, applicable, share and rules, not '${what}'`);
  if (cel.args.length !== 1 || rule?.kind !== "string")
    return c.problem(cel, `write violations.${what}("RULE-01")`);
  if (!c.scope.run?.rules.has(rule.value)) {
    const hint = didYouMean(rule.value, c.scope.run?.rules ?? []);
    return c.problem(rule, `unknown rule '${rule.value}'${hint}`, rule.value.length + 2);
  }
  const type = what === "share" ? decimalOf(6) : INT;
  return { op: "violations", type, what, rule: rule.value };
}
