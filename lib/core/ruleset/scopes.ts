import type { CheckScope, RunScope } from "../expression/scope.ts";
import { INSTANT, recordOf, STRING, type Type } from "../expression/types.ts";
import { firingShapes } from "../firing.ts";
import { pastShapes } from "../history.ts";
import type { RecordKind, Subject } from "../subject.ts";

/** Names that stand for the same on every record of a submission. */
export const headerNames: ReadonlySet<string> = new Set([
  "run",
  "submission",
  "zone",
  "business_at",
  "stage",
]);

/** What every expression sees: headers, place and time of the submission. */
function commonNames(subject: Subject): Readonly<Record<string, Type>> {
  return {
    ...(subject.run !== undefined && { run: recordOf(subject.run) }),
    ...(subject.submission !== undefined && { submission: recordOf(subject.submission) }),
    zone: STRING,
    business_at: INSTANT,
    stage: STRING,
  };
}

function baseScope(subject: Subject): CheckScope {
  return {
    schema: subject.schema,
    tables: subject.tables,
    names: commonNames(subject),
    facts: Object.keys(subject.facts ?? {}),
  };
}

/** One record. */
export function recordScope(subject: Subject, kind: RecordKind): CheckScope {
  const base = baseScope(subject);
  const names = { ...base.names, market: STRING, record: recordOf(kind.shape) };
  return { ...base, names };
}

/** One record beside the others of its key. */
export function setScope(subject: Subject, kind: RecordKind): CheckScope {
  const others = subject.records.filter(({ name }) => name !== kind.name);
  const kinds = Object.fromEntries(others.map(({ name, shape }) => [name, recordOf(shape)]));
  return { ...recordScope(subject, kind), set: { record: recordOf(kind.shape), kinds } };
}

/** One row of a table, under the name that the rule gives it; there is no record to see. */
export function rosterScope(
  subject: Subject,
  kind: RecordKind,
  row: { readonly name: string; readonly shape: string },
): CheckScope {
  const base = baseScope(subject);
  const names = { ...base.names, [row.name]: recordOf(row.shape) };
  return { ...base, names, roster: { record: recordOf(kind.shape) } };
}

/** All records, by what can be merged of them. */
export function runScope(subject: Subject, run: RunScope): CheckScope {
  const base = baseScope(subject);
  const shapes = { ...pastShapes(subject, run.named), ...firingShapes };
  return { ...base, schema: { ...base.schema, ...shapes }, run };
}
