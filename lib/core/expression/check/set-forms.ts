import type { Cel } from "../cel.ts";
import type { Checking } from "../check.ts";
import type { Node } from "../node.ts";
import { listOf, recordOf, STRING, type Type, typeName } from "../types.ts";
import { type Call, checkKey, typed } from "./arguments.ts";
import { callOf } from "./calls.ts";
import { own } from "./names.ts";
import { didYouMean } from "./suggest.ts";

/** Records under one key that `others` and `joined` give, where the rule names no number. */
const othersMaxDefault = 1000;

/** Forms of set rules: what a rule knows of the other records that share a key. */
export const setForms: Readonly<Record<string, (cel: Call, c: Checking) => Node | undefined>> = {
  duplicates: checkDuplicates,
  others: checkOthers,
  joined: checkJoined,
  overlaps: checkOverlaps,
  gaps: checkGaps,
  runningSum: checkRunningSum,
  previous: checkPrevious,
};

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

/** `joined("kind", key, key of other [, max])` */
function checkJoined(cel: Call, c: Checking): Node | undefined {
  const usage = 'joined("kind", key of record, key of other [, max])';
  if (!setRecord(cel, c) || !arity(cel, 3, 4, usage, c)) return undefined;
  const [kind, own, foreign, limit] = cel.args;
  const record = checkKind(kind as Cel, c);
  const by = keyOf(own as Cel, c);
  if (!record || !by) return undefined;
  const key = checkOtherKey(foreign as Cel, record.type, by, c);
  const max =
    limit === undefined ? othersMaxDefault : limit.kind === "int" ? Number(limit.value) : 0;
  if (max < 1 || max > 10_000)
    return c.problem(limit as Cel, "joined gives 1 to 10000 records, the number is written out");
  const made = { op: "set", form: "joined", type: listOf(record.type), by, of: record.of } as const;
  return key && { ...made, key, max };
}

function checkKind(
  cel: Cel,
  c: Checking,
): { readonly of: string; readonly type: Type } | undefined {
  const kinds = c.scope.set?.kinds ?? {};
  const names = Object.keys(kinds);
  if (cel.kind !== "string")
    return c.problem(cel, `the kind is a text: one of ${names.join(", ")}`);
  const type = own(kinds, cel.value);
  if (type) return { of: cel.value, type };
  const hint = didYouMean(cel.value, names);
  const known = names.length > 0 ? `there are ${names.join(", ")}` : "there is none";
  const message = `unknown other kind '${cel.value}'${hint || `; ${known} beside the rule's own`}`;
  return c.problem(cel, message, cel.value.length + 2);
}

/** The key of the other kind: of as many parts as the record's own, or the two never meet. */
function checkOtherKey(cel: Cel, other: Type, by: Node, c: Checking): Node | undefined {
  const { record: _, ...names } = c.scope.names;
  const inner = c.within({ ...c.scope, names: { ...names, other } });
  const key = checkKey(cel, 0, inner);
  const [own, foreign] = [by, key].map((one) => (one?.op === "call" ? one.args.length : 0));
  if (!key || own === foreign) return key;
  return c.problem(cel, `the record's key has ${own} parts, this one has ${foreign}`);
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
