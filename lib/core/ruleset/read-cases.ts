import { didYouMean } from "../expression/check/suggest.ts";
import { parseInstant } from "../expression/time.ts";
import type { Json } from "../expression/value.ts";
import { stages } from "../rule.ts";
import { severities } from "../severity.ts";
import type { Subject } from "../subject.ts";
import { type CaseContext, type CaseKind, caseKinds, type RuleCase } from "./case.ts";
import {
  asList,
  asMap,
  asWord,
  countIn,
  type Fields,
  fieldsOf,
  kindOf,
  lacks,
  oneOf,
  textIn,
  textsIn,
  wordIn,
} from "./fields.ts";
import { jsonOf } from "./json.ts";
import { resolvePath } from "./paths.ts";
import { type Complaints, lineAndColumn, type Spot } from "./problem.ts";
import type { Entry, Text, Tree } from "./tree.ts";

/** What the cases of a rule may name. */
export interface CaseGround {
  readonly subject: Subject;
  /** The names of the rule's checks; none for its only, unnamed one. */
  readonly checks: readonly string[];
  /** The case files at hand; undefined where the caller gave none, and they are not looked for. */
  readonly files: ReadonlySet<string> | undefined;
  readonly complaints: Complaints;
}

const caseKeys = [
  "from",
  "set",
  "remove",
  "context",
  "says",
  "check",
  "severity",
  "count",
] as const;
type CaseKey = (typeof caseKeys)[number];

/** Reads `cases`: lists by kind, of file names or of maps that change the record of a file. */
export function readCases(entry: Entry | undefined, ground: CaseGround): readonly RuleCase[] {
  const map = entry && asMap(entry.value, "'cases'", ground.complaints);
  if (map === undefined) return [];
  const fields = fieldsOf(map, caseKinds, "'cases'", ground.complaints);
  return caseKinds.flatMap((kind) => {
    const field = fields[kind];
    const list = field && asList(field.value, `'${kind}'`, ground.complaints);
    return (list?.items ?? []).flatMap((item) => readCase(kind, item, ground) ?? []);
  });
}

function readCase(kind: CaseKind, tree: Tree, ground: CaseGround): RuleCase | undefined {
  const { complaints } = ground;
  if (tree.kind === "text") {
    const from = readFrom(tree, ground);
    return from === undefined ? undefined : { ...bare(kind, tree.spot), from };
  }
  const map = asMap(tree, "a case", complaints);
  if (map === undefined) return undefined;
  const fields = fieldsOf(map, caseKeys, "a case", complaints);
  if (!fields.from) return lacks(map.spot, "from", "name the file of the record", complaints);
  const text = textIn(fields.from, complaints);
  const from = text && readFrom(text, ground);
  const expected = readExpected(kind, fields, ground);
  const context = readContext(fields.context, ground);
  const set = readSet(fields.set, complaints);
  const remove = textsIn(fields.remove, complaints).filter((pointer) =>
    isPointer(pointer, complaints),
  );
  if (from === undefined) return undefined;
  const removed = remove.map(({ value }) => value);
  return { ...bare(kind, map.spot), from, set, remove: removed, context, ...expected };
}

const bare = (kind: CaseKind, spot: Spot) => {
  const { line, column } = lineAndColumn(spot);
  return { kind, set: [], remove: [], context: {}, at: `${spot.source.path}:${line}:${column}` };
};

function readFrom(text: Text, { files, complaints }: CaseGround): string | undefined {
  const path = resolvePath(text.spot.source.path, text.value);
  if (path === undefined) {
    complaints.wrong(text.spot, `'${text.value}' is no path beside the rule file`);
    return undefined;
  }
  if (files && !files.has(path))
    complaints.wrong(text.spot, `there is no case file '${path}'${didYouMean(path, files)}`);
  return path;
}

function readExpected(kind: CaseKind, fields: Fields<CaseKey>, ground: CaseGround) {
  const { complaints } = ground;
  const says = textIn(fields.says, complaints)?.value;
  const check = readCheckName(fields.check, ground);
  const severity = wordIn(fields.severity, severities, complaints);
  const count = countIn(fields.count, { min: 0, max: 1_000_000 }, complaints);
  if (kind !== "violate")
    for (const key of ["says", "check", "severity", "count"] as const)
      if (fields[key] && !(kind === "missing" && key !== "says"))
        complaints.wrong(
          fields[key].key.spot,
          `'${key}' stands only in cases that violate, this one is of '${kind}'`,
        );
  return {
    ...(says !== undefined && { says }),
    ...(check !== undefined && { check }),
    ...(severity !== undefined && { severity }),
    ...(count !== undefined && { count }),
  };
}

function readCheckName(entry: Entry | undefined, ground: CaseGround): string | undefined {
  const text = textIn(entry, ground.complaints);
  if (text === undefined) return undefined;
  if (ground.checks.length > 0) return asWord(text, ground.checks, "'check'", ground.complaints);
  ground.complaints.wrong(text.spot, "the rule names no checks, so a case cannot name one");
  return undefined;
}

function readSet(
  entry: Entry | undefined,
  complaints: Complaints,
): readonly (readonly [string, Json])[] {
  const map = entry && asMap(entry.value, "'set'", complaints);
  return (map?.entries ?? []).flatMap(({ key, value }) =>
    isPointer(key, complaints) ? [[key.value, jsonOf(value)] as const] : [],
  );
}

function isPointer(text: Text, complaints: Complaints): boolean {
  if (/^(\/([^~/]|~[01])*)+$/.test(text.value)) return true;
  complaints.wrong(text.spot, `${kindOf(text)} is no JSON Pointer: write /field or /list/0/field`);
  return false;
}

const contextKeys = [
  "business_at",
  "stage",
  "zone",
  "rows",
  "run",
  "submission",
  "attested",
  "history",
] as const;

function readContext(entry: Entry | undefined, ground: CaseGround): CaseContext {
  const { complaints } = ground;
  const map = entry && asMap(entry.value, "'context'", complaints);
  if (map === undefined) return {};
  const fields = fieldsOf(map, contextKeys, "'context'", complaints);
  const businessAt = textIn(fields.business_at, complaints);
  if (businessAt && parseInstant(businessAt.value) === undefined)
    complaints.wrong(
      businessAt.spot,
      `'business_at' is ${kindOf(businessAt)}, but must be an instant such as 2026-07-01T12:00:00Z`,
    );
  const stage = wordIn(fields.stage, stages, complaints);
  const zone = textIn(fields.zone, complaints)?.value;
  const history = fields.history && asList(fields.history.value, "'history'", complaints);
  return {
    ...(businessAt && { business_at: businessAt.value }),
    ...(stage && { stage }),
    ...(zone !== undefined && { zone }),
    ...(fields.rows && { rows: readRows(fields.rows, ground) }),
    ...(fields.run && { run: jsonOf(fields.run.value) }),
    ...(fields.submission && { submission: jsonOf(fields.submission.value) }),
    ...(fields.attested && { attested: readAnswers(fields.attested, ground) }),
    ...(history && { history: history.items.map(jsonOf) }),
  };
}

function readRows(entry: Entry, ground: CaseGround) {
  const { subject, complaints } = ground;
  const map = asMap(entry.value, "'rows'", complaints);
  const tables = (map?.entries ?? []).flatMap(({ key, value }) => {
    const rows = readTable(key, value, ground);
    if (!Object.hasOwn(subject.tables, key.value))
      tellUnknown(key, "table", subject.tables, complaints);
    return rows === undefined ? [] : [[key.value, rows] as const];
  });
  return Object.fromEntries(tables);
}

/** The rows of a table, or the name of the file that holds them. */
function readTable(key: Text, value: Tree, ground: CaseGround) {
  if (value.kind === "text") return readFrom(value, ground);
  const rows = asList(value, `the rows of '${key.value}'`, ground.complaints);
  return rows?.items.map(jsonOf);
}

function readAnswers(entry: Entry, { subject, complaints }: CaseGround) {
  const map = asMap(entry.value, "'attested'", complaints);
  const facts = subject.facts ?? {};
  for (const { key } of map?.entries ?? [])
    if (!Object.hasOwn(facts, key.value)) tellUnknown(key, "fact", facts, complaints);
  return Object.fromEntries(
    (map?.entries ?? []).map(({ key, value }) => [key.value, jsonOf(value)] as const),
  );
}

function tellUnknown(key: Text, what: string, known: object, complaints: Complaints): void {
  const names = Object.keys(known);
  const hint =
    didYouMean(key.value, names) || (names.length > 0 ? `; there are ${oneOf(names)}` : "");
  complaints.wrong(key.spot, `unknown ${what} '${key.value}'${hint}`);
}
