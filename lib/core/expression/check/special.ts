import type { Cel } from "../cel.ts";
import type { Checking } from "../check.ts";
import type { Node } from "../node.ts";
import type { AggregateDraft } from "../scope.ts";
import {
  BOOL,
  decimalOf,
  INT,
  listOf,
  mapOf,
  optionalOf,
  recordOf,
  STRING,
  type Type,
  typeName,
  unify,
} from "../types.ts";
import { callOf } from "./calls.ts";
import { own } from "./names.ts";
import { didYouMean } from "./suggest.ts";
import { widen } from "./widen.ts";

type Call = Extract<Cel, { kind: "call" }>;

/** Three answers: a node; null when the form was recognised and is wrong; undefined: not a form. */
type Special = Node | null | undefined;

/** Records under one key that `others` compares, where the rule names no number. */
const othersMaxDefault = 1000;

/** Forms that are no functions, since they look at absence, tables or other records. */
export function checkSpecial(cel: Call, c: Checking): Special {
  const form = own(cel.target ? methods : forms, cel.name);
  return form && (form(cel, c) ?? null);
}

const forms: Readonly<Record<string, (cel: Call, c: Checking) => Node | undefined>> = {
  optional: (cel, c) => {
    const of = only(cel, c);
    return of && { op: "optional", type: optionalOf(of.type), of };
  },
  blank: (cel, c) => {
    const of = only(cel, c);
    return of && { op: "blank", type: BOOL, of };
  },
  has: (cel, c) => c.problem(cel, "has(…) wants a field, such as has(record.due_date)"),
  lookup: (cel, c) => checkTable(cel, "lookup", c),
  rows: (cel, c) => checkTable(cel, "rows", c),
  attested: checkAttested,
  duplicates: checkDuplicates,
  others: checkOthers,
  overlaps: checkOverlaps,
  gaps: checkGaps,
  runningSum: checkRunningSum,
  previous: checkPrevious,
};

const methods: Readonly<Record<string, (cel: Call, c: Checking) => Node | undefined>> = {
  orElse: checkOrElse,
  hasValue: (cel, c) => {
    const of = c.visit(cel.target as Cel);
    if (!of) return undefined;
    return of.type.kind === "optional"
      ? { op: "hasValue", type: BOOL, of }
      : c.problem(
          cel,
          `hasValue wants an optional, this is ${typeName(of.type)}: write optional(x)`,
        );
  },
};

/** `records.sum(…)`, `violations.count(…)`, `history.median(…)`. */
export function checkMethodOnRoot(cel: Call, c: Checking): Node | undefined | null {
  const root = cel.target?.kind === "name" ? cel.target.name : undefined;
  if (root === undefined || own(c.scope.names, root)) return undefined;
  if (root !== "records" && root !== "violations" && root !== "history") return undefined;
  if (!c.scope.run) return c.problem(cel, `'${root}' stands only in rules of scope run`) ?? null;
  if (root === "records") return checkAggregate(cel, c) ?? null;
  return (root === "violations" ? checkViolations(cel, c) : checkHistory(cel, c)) ?? null;
}

function only(cel: Call, c: Checking): Node | undefined {
  if (cel.args.length !== 1)
    return c.problem(cel, `${cel.name} takes one value, found ${cel.args.length}`);
  return c.visit(cel.args[0] as Cel);
}

function checkOrElse(cel: Call, c: Checking): Node | undefined {
  const of = c.visit(cel.target as Cel);
  const other = cel.args.length === 1 ? c.visit(cel.args[0] as Cel) : undefined;
  if (cel.args.length !== 1) return c.problem(cel, "orElse takes one value");
  if (!of || !other) return undefined;
  if (of.type.kind !== "optional")
    return c.problem(
      cel,
      `orElse wants an optional, this is ${typeName(of.type)}: write optional(x).orElse(y)`,
    );
  const type = unify(of.type.of, other.type);
  if (!type)
    return c.problem(
      cel,
      `orElse gives one type: found ${typeName(of.type.of)} and ${typeName(other.type)}`,
    );
  return { op: "orElse", type, of: widenOptional(of, type), other: widen(other, type) };
}

function widenOptional(node: Node, to: Type): Node {
  if (node.op !== "optional") return node;
  return { op: "optional", type: optionalOf(to), of: widen(node.of, to) };
}

function checkTable(cel: Call, op: "lookup" | "rows", c: Checking): Node | undefined {
  const [name, key, on] = cel.args;
  if (name?.kind !== "string" || !key || cel.args.length > 3)
    return c.problem(cel, `write ${op}("table", key) or ${op}("table", key, date)`);
  const table = own(c.scope.tables, name.value);
  if (!table) {
    const hint = didYouMean(name.value, Object.keys(c.scope.tables));
    return c.problem(name, `unknown table '${name.value}'${hint}`, name.value.length + 2);
  }
  if (op === "lookup" && table.many)
    return c.problem(cel, `'${name.value}' has several rows under one key: write rows(…)`);
  const keyNode = checkKey(key, table.key.length, c);
  const onNode = on && c.visit(on);
  if (!keyNode || (on && !onNode)) return undefined;
  if (onNode && onNode.type.kind !== "date")
    return c.problem(on as Cel, `rows are in force on a date, this gives ${typeName(onNode.type)}`);
  const row = recordOf(table.shape);
  const made = { op, type: op === "lookup" ? row : listOf(row), table: name.value, key: keyNode };
  return onNode ? { ...made, on: onNode } : made;
}

/** A key in its canonical text: `key(a, b)` as it is, any other scalar wrapped into `key(x)`. */
function checkKey(cel: Cel, parts: number, c: Checking): Node | undefined {
  const node = c.visit(cel);
  if (!node) return undefined;
  const given = node.op === "call" && node.fn === "key" ? node.args.length : 1;
  if (parts > 0 && given !== parts)
    return c.problem(cel, `this table's key has ${parts} parts, found ${given}`);
  return node.op === "call" && node.fn === "key" ? node : callOf(cel, "key", [node], [cel], c);
}

function checkAttested(cel: Call, c: Checking): Node | undefined {
  const fact = cel.args[0];
  if (cel.args.length !== 1 || fact?.kind !== "string")
    return c.problem(cel, 'write attested("fact")');
  if (!c.scope.facts.includes(fact.value)) {
    const hint = didYouMean(fact.value, c.scope.facts);
    return c.problem(fact, `unknown fact '${fact.value}'${hint}`, fact.value.length + 2);
  }
  return { op: "attested", type: BOOL, fact: fact.value };
}

function setRecord(cel: Call, c: Checking): Type | undefined {
  if (c.scope.set) return c.scope.set.record;
  return c.problem(
    cel,
    `${cel.name}(…) looks at other records: it stands only in rules of scope set`,
  );
}

function arity(cel: Call, least: number, most: number, usage: string, c: Checking): boolean {
  if (cel.args.length >= least && cel.args.length <= most) return true;
  c.problem(cel, `write ${usage}`);
  return false;
}

const keyOf = (cel: Cel, c: Checking): Node | undefined => checkKey(cel, 0, c);

function checkDuplicates(cel: Call, c: Checking): Node | undefined {
  const record = setRecord(cel, c);
  if (!record || !arity(cel, 1, 1, "duplicates(key)", c)) return undefined;
  const by = keyOf(cel.args[0] as Cel, c);
  return by && { op: "set", form: "duplicates", type: listOf(record), by };
}

/** `others(key, condition [, "archive"] [, max])` */
function checkOthers(cel: Call, c: Checking): Node | undefined {
  const record = setRecord(cel, c);
  if (!record || !arity(cel, 2, 4, "others(key, condition over record and other)", c))
    return undefined;
  const by = keyOf(cel.args[0] as Cel, c);
  const where = checkOther(cel.args[1] as Cel, record, c);
  const rest = cel.args.slice(2);
  const archive = rest.find((arg) => arg.kind === "string");
  const max = rest.find((arg) => arg.kind === "int");
  if (!by || !where) return undefined;
  if (archive?.kind === "string" && !checkArchive(cel.args[1] as Cel, archive, c)) return undefined;
  const limit = max?.kind === "int" ? Number(max.value) : othersMaxDefault;
  if (limit < 1 || limit > 10_000) return c.problem(cel, "others compares 1 to 10000 records");
  const made = { op: "set", form: "others", type: listOf(record), by, where, max: limit } as const;
  return archive?.kind === "string" ? { ...made, archive: archive.value } : made;
}

function checkOther(cel: Cel, other: Type, c: Checking): Node | undefined {
  const where = c.visit(cel, { ...c.scope, names: { ...c.scope.names, other } });
  if (!where) return undefined;
  return where.type.kind === "bool"
    ? where
    : c.problem(cel, `a condition is wanted, this gives ${typeName(where.type)}`);
}

/** The condition must mean the same on a row of the archive: it is checked against its shape. */
function checkArchive(where: Cel, archive: Extract<Cel, { kind: "string" }>, c: Checking): boolean {
  const table = own(c.scope.tables, archive.value);
  if (table) return checkOther(where, recordOf(table.shape), c) !== undefined;
  const hint = didYouMean(archive.value, Object.keys(c.scope.tables));
  c.problem(archive, `unknown table '${archive.value}'${hint}`, archive.value.length + 2);
  return false;
}

/** Three arguments ask for records; four are two periods, which is a function of the table. */
function checkOverlaps(cel: Call, c: Checking): Node | undefined {
  if (cel.args.length === 4) {
    const nodes = cel.args.map((arg) => c.visit(arg));
    if (nodes.some((node) => node === undefined)) return undefined;
    return callOf(cel, "overlaps", nodes as Node[], cel.args, c);
  }
  const record = setRecord(cel, c);
  if (!record || !arity(cel, 3, 3, "overlaps(key, from, to)", c)) return undefined;
  const by = keyOf(cel.args[0] as Cel, c);
  const from = typed(cel.args[1] as Cel, ["date"], c);
  const to = typed(cel.args[2] as Cel, ["date"], c);
  if (!by || !from || !to) return undefined;
  return { op: "set", form: "overlaps", type: listOf(record), by, from, to };
}

function checkGaps(cel: Call, c: Checking): Node | undefined {
  if (!setRecord(cel, c) || !arity(cel, 2, 2, "gaps(key, number)", c)) return undefined;
  const by = keyOf(cel.args[0] as Cel, c);
  const number = typed(cel.args[1] as Cel, ["int"], c);
  return by && number && { op: "set", form: "gaps", type: listOf(STRING), by, number };
}

function checkRunningSum(cel: Call, c: Checking): Node | undefined {
  if (!setRecord(cel, c) || !arity(cel, 3, 3, "runningSum(value, key, [order])", c))
    return undefined;
  const value = typed(cel.args[0] as Cel, ["int", "decimal"], c);
  const by = keyOf(cel.args[1] as Cel, c);
  const order = orderOf(cel.args[2] as Cel, c);
  return (
    value && by && order && { op: "set", form: "runningSum", type: value.type, by, value, order }
  );
}

function checkPrevious(cel: Call, c: Checking): Node | undefined {
  const record = setRecord(cel, c);
  if (!record || !arity(cel, 2, 2, "previous(key, [order])", c)) return undefined;
  const by = keyOf(cel.args[0] as Cel, c);
  const order = orderOf(cel.args[1] as Cel, c);
  return by && order && { op: "set", form: "previous", type: record, by, order };
}

const ordered = ["int", "decimal", "string", "date", "instant"];

/** One value or a list of values, which may be of several types. */
function orderOf(cel: Cel, c: Checking): readonly Node[] | undefined {
  const cels = cel.kind === "list" ? cel.items : [cel];
  const nodes = cels.map((item) => typed(item, ordered, c));
  return nodes.some((node) => node === undefined) ? undefined : (nodes as Node[]);
}

function typed(cel: Cel, kinds: readonly string[], c: Checking): Node | undefined {
  const node = c.visit(cel);
  if (!node || kinds.includes(node.type.kind)) return node;
  return c.problem(cel, `${kinds.join(" or ")} is wanted, this gives ${typeName(node.type)}`);
}

const merging = "sum, count, min, max, avg, sumBy and countBy merge";

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
  if (variable?.kind !== "name" || rest.length < how.parts || rest.length > how.parts + 1)
    return c.problem(cel, `write ${how.usage}`);
  if (own(c.scope.names, variable.name))
    return c.problem(variable, `'${variable.name}' already stands for something else`);
  return aggregateOf(cel, how, variable.name, rest, c);
}

interface AggregateForm {
  readonly how: AggregateDraft["how"];
  /** Arguments between the variable and the condition. */
  readonly parts: number;
  readonly usage: string;
}

const aggregates: Readonly<Record<string, AggregateForm>> = {
  sum: { how: "sum", parts: 1, usage: "records.sum(r, r.amount [, condition])" },
  count: { how: "count", parts: 0, usage: "records.count(r, condition)" },
  min: { how: "min", parts: 1, usage: "records.min(r, r.amount [, condition])" },
  max: { how: "max", parts: 1, usage: "records.max(r, r.amount [, condition])" },
  avg: { how: "avg", parts: 1, usage: "records.avg(r, r.amount [, condition])" },
  sumBy: { how: "sumBy", parts: 2, usage: "records.sumBy(r, r.currency, r.amount [, condition])" },
  countBy: { how: "countBy", parts: 1, usage: "records.countBy(r, r.currency [, condition])" },
};

function aggregateOf(
  cel: Call,
  form: AggregateForm,
  variable: string,
  parts: readonly Cel[],
  c: Checking,
): Node | undefined {
  const record = c.scope.run?.record as Type;
  const inner = c.within({ ...c.scope, names: { ...c.scope.names, [variable]: record } });
  const isBy = form.how === "sumBy" || form.how === "countBy";
  const key = isBy ? typed(parts[0] as Cel, ["string"], inner) : undefined;
  const valueCel =
    form.how === "sumBy" ? parts[1] : isBy || form.how === "count" ? undefined : parts[0];
  const value = valueCel && typed(valueCel, kindsOf(form.how), inner);
  const whereCel = parts[form.parts];
  const where = whereCel && typed(whereCel, ["bool"], inner);
  if ((isBy && !key) || (valueCel && !value) || (whereCel && !where)) return undefined;
  const seen = [key, value, where].find((node) => node && mentionsAggregate(node));
  if (seen) return c.problem(cel, "an aggregate looks at one record, not at other aggregates");
  return collected(
    {
      how: form.how,
      variable,
      type: resultOf(form.how, value),
      ...(key && { key }),
      ...(value && { value }),
      ...(where && { where }),
    },
    c,
  );
}

const kindsOf = (how: string): readonly string[] =>
  how === "min" || how === "max" ? ["int", "decimal", "date"] : ["int", "decimal"];

function resultOf(how: AggregateDraft["how"], value: Node | undefined): Type {
  const type = value?.type ?? INT;
  if (how === "sumBy") return mapOf(type);
  if (how === "countBy") return mapOf(INT);
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
  if (what !== "count" && what !== "applicable" && what !== "share")
    return c.problem(cel, `violations has count, applicable and share, not '${what}'`);
  if (cel.args.length !== 1 || rule?.kind !== "string")
    return c.problem(cel, `write violations.${what}("RULE-01")`);
  if (!c.scope.run?.rules.has(rule.value)) {
    const hint = didYouMean(rule.value, c.scope.run?.rules ?? []);
    return c.problem(rule, `unknown rule '${rule.value}'${hint}`, rule.value.length + 2);
  }
  const type = what === "share" ? decimalOf(6) : INT;
  return { op: "violations", type, what, rule: rule.value };
}

/** `history.values("x")` and any function of a list: `history.median("x")`. */
function checkHistory(cel: Call, c: Checking): Node | undefined {
  const [first, ...rest] = cel.args;
  const isScore = cel.name === "robustScore";
  const name = isScore ? rest[0] : first;
  if (name?.kind !== "string")
    return c.problem(cel, 'write history.median("name") or history.robustScore(x, "name", floor)');
  const named = c.scope.run?.named ?? {};
  if (!own(named, name.value)) {
    const hint = didYouMean(name.value, Object.keys(named));
    return c.problem(name, `unknown aggregate '${name.value}'${hint}`, name.value.length + 2);
  }
  const values: Node = { op: "history", type: listOf(decimalOf(6)), name: name.value };
  if (cel.name === "values") return values;
  const others = (isScore ? [first as Cel, ...rest.slice(1)] : rest).map((arg) => c.visit(arg));
  if (others.some((node) => node === undefined)) return undefined;
  const nodes = others as Node[];
  const args = isScore ? [nodes[0] as Node, values, ...nodes.slice(1)] : [values, ...nodes];
  return callOf(cel, cel.name, args, cel.args, c);
}
