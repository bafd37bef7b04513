import { isObject, type JsonObject } from "../core/expression/value.ts";
import type { Subject } from "../core/subject.ts";
import type { Layout, RecordList } from "./readers/json-document.ts";

/** The field of an envelope that holds what is submitted. */
export const subjectField = "subject";

/**
 * How a kind's documents are laid out. Where the kind has a run header, `subject` is an object with
 * the run's fields beside its lists of records; elsewhere it is one record, or a list of them.
 */
export function layoutOf({ records, run, schema }: Subject): Layout {
  const subjectList: RecordList =
    run === undefined
      ? { field: subjectField, mayBeOne: true }
      : { field: subjectField, holdsLists: true };
  const lists = records.flatMap(({ name, lists = [`${name}s`] }) =>
    lists.map((field) => ({ field, of: name })),
  );
  const needed = Object.entries((run && schema[run]?.fields) ?? {}).filter(([, f]) => f.required);
  return {
    lists: [{ field: "records" }, subjectList, ...lists],
    ...(run !== undefined && { headerFields: ["run", ...needed.map(([name]) => name)] }),
  };
}

/** What an envelope says beside its records. */
export interface Headers {
  /** Its own fields. */
  readonly envelope: JsonObject;
  /** The fields of the run, where the kind has a run header and it is there. */
  readonly run?: JsonObject;
  /** What is wrong with it, as a person reads it. */
  readonly problem?: string;
}

/**
 * Parts a header into the envelope's fields and the run's: those in `subject`, those in `run`, or,
 * where a run is sent without an envelope, those that only the run's shape knows.
 */
export function headersIn(header: JsonObject, subject: Subject): Headers {
  const problem = kindProblem(header["subject_kind"], subject.kind);
  if (problem !== undefined) return { envelope: header, problem };
  const runShape = subject.run === undefined ? undefined : subject.schema[subject.run];
  if (runShape === undefined) return { envelope: header };

  const { [subjectField]: inner, run: stated, ...rest } = header;
  const isOfRun = ([name]: readonly [string, unknown]): boolean =>
    Object.hasOwn(runShape.fields, name) && !Object.hasOwn(envelopeFields(subject), name);
  const flat = Object.fromEntries(Object.entries(rest).filter(isOfRun));
  const envelope = Object.fromEntries(Object.entries(rest).filter((one) => !isOfRun(one)));
  for (const [name, value] of Object.entries({ [subjectField]: inner, run: stated }))
    if (value != null && !isObject(value)) return { envelope, problem: noObject(name, value) };
  const runs = [inner, stated, flat].filter((one) => isObject(one) && Object.keys(one).length > 0);
  if (runs.length > 1) return { envelope, problem: describedTwice };
  const [run] = runs;
  return isObject(run) ? { envelope, run } : { envelope };
}

const describedTwice =
  "the run is described in two places: put all its fields into `subject`, or all into `run`";

const noObject = (name: string, value: unknown): string =>
  `\`${name}\` is ${JSON.stringify(value).slice(0, 60)}: an object with the run's fields is right`;

const envelopeFields = ({ submission, schema }: Subject) =>
  (submission === undefined ? undefined : schema[submission]?.fields) ?? {};

/** Names that other documents use for our kinds. */
const otherNames: Readonly<Record<string, string>> = {
  billing_run: "billing-run",
  inventory_snapshot: "inventory",
  change_request: "service-change",
};

/** The kind that a name of other documents means; undefined for any other name. */
export const kindMeant = (name: string): string | undefined =>
  Object.hasOwn(otherNames, name) ? otherNames[name] : undefined;

/** Why the kind that an envelope names is not the gate's; undefined where it is, or is not named. */
export function kindProblem(named: unknown, kind: string): string | undefined {
  if (named === undefined || named === null || named === kind) return undefined;
  const right = typeof named === "string" ? kindMeant(named) : undefined;
  if (right !== undefined)
    return `subject_kind is ${JSON.stringify(named)}: it is written "${right}"`;
  const found = JSON.stringify(named);
  return `subject_kind is ${found}, and this gate judges "${kind}": use the gate of that kind`;
}
