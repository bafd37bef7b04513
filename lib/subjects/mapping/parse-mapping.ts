import { didYouMean } from "../../core/expression/check/suggest.ts";
import type { Schema } from "../../core/expression/types.ts";
import {
  asMap,
  fieldsOf,
  lacks,
  oneOf,
  textIn,
  textsIn,
  wordIn,
} from "../../core/ruleset/fields.ts";
import {
  type Complaints,
  complaintsInto,
  inOrder,
  type Problem,
} from "../../core/ruleset/problem.ts";
import { type Entry, type MapTree, readTree } from "../../core/ruleset/tree.ts";
import type { RecordKind, Subject } from "../../core/subject.ts";
import { type Encoding, encodings } from "../readers/encoding.ts";
import { type Format, formats } from "../readers/format.ts";
import type { Mapping, Reference } from "./mapping.ts";
import { type Drafting, type Named, parseFields, referenceOf } from "./parse-fields.ts";
import { numbersIn, zoneIn } from "./parse-steps.ts";
import { unsuppliedFields } from "./unsupplied.ts";

/** What reading a mapping gives: the mapping, or every mistake in it, in the order of its lines. */
export type ParsedMapping =
  | { readonly ok: true; readonly mapping: Mapping }
  | { readonly ok: false; readonly problems: readonly Problem[] };

const keys = [
  "name",
  "subject",
  "of",
  "reads",
  "encoding",
  "delimiter",
  "group",
  "zone",
  "numbers",
  "absent",
  "cannot_supply",
  "record",
] as const;

/**
 * Reads a mapping from its YAML. Pure and total; unknown keys and fields are mistakes.
 *
 * @param path names the text in problems: `mappings/online-retail.yaml`.
 */
export function parseMapping(
  text: string,
  path: string,
  subjectOf: (kind: string) => Subject | undefined,
): ParsedMapping {
  const collected = { problems: [] as Problem[], warnings: [] as Problem[] };
  const complaints = complaintsInto(collected, "mapping");
  const tree = readTree(path, text, complaints);
  const start = { source: { path, text, lineStarts: [0] }, offset: 0 };
  const map = tree && asMap(tree, "a mapping", complaints);
  if (tree === undefined && collected.problems.length === 0)
    complaints.wrong(start, "the file is empty: a mapping has a name, a subject and a record");
  const mapping = map && readMapping(map, subjectOf, complaints);
  return mapping && collected.problems.length === 0
    ? { ok: true, mapping }
    : { ok: false, problems: inOrder(collected.problems) };
}

function readMapping(
  map: MapTree,
  subjectOf: (kind: string) => Subject | undefined,
  complaints: Complaints,
): Mapping | undefined {
  const at = fieldsOf(map, keys, "a mapping", complaints);
  for (const key of ["name", "subject", "reads", "record"] as const)
    if (at[key] === undefined) lacks(map.spot, key, reasons[key], complaints);
  const name = textIn(at.name, complaints);
  const subject = subjectIn(at.subject, subjectOf, complaints);
  const reads = wordIn<Format>(at.reads, formats, complaints);
  const encoding = wordIn<Encoding>(at.encoding, encodings, complaints);
  const delimiter = delimiterIn(at.delimiter, complaints);
  if (reads !== "csv")
    for (const entry of [at.encoding, at.delimiter])
      if (entry && reads) complaints.wrong(entry.key.spot, `'${entry.key.value}' is for csv alone`);
  const of = subject && kindIn(at.of, subject, complaints);
  const record = at.record && asMap(at.record.value, "'record'", complaints);
  const zone = zoneIn(at.zone, complaints);
  const numbers = numbersIn(at.numbers, complaints);
  if (!name || !subject || !reads || !of || !record) return undefined;

  const references: Reference[] = [];
  const refer = (text: Named): Reference => {
    const reference = referenceOf(text, reads);
    references.push(reference);
    return reference;
  };
  const group = textsIn(at.group, complaints).map(refer);
  const absent = textsIn(at.absent, complaints).map(({ value }) => value);
  const drafting: Drafting = {
    subject,
    reads,
    isGrouped: group.length > 0,
    defaults: { absent, numbers, ...(zone !== undefined && { zone }) },
    refer,
    complaints,
  };
  const fields = parseFields(record, of.shape, "'record'", drafting);
  const stated = statedUnsupplied(at.cannot_supply, of, subject, complaints);
  return {
    name: name.value,
    subject,
    of,
    reads,
    ...(encoding && { encoding }),
    ...(delimiter && { delimiter }),
    group,
    fields,
    references,
    unsupplied: unsuppliedFields(fields, of.shape, subject.schema, stated),
  };
}

const reasons = {
  name: "what people call it, such as online-retail",
  subject: "the kind of its records, such as order",
  reads: `one of ${oneOf(formats)}`,
  record: "which column or path is which field",
} as const;

function subjectIn(
  entry: Entry | undefined,
  subjectOf: (kind: string) => Subject | undefined,
  complaints: Complaints,
): Subject | undefined {
  const text = textIn(entry, complaints);
  const subject = text && subjectOf(text.value);
  if (text && !subject) complaints.wrong(text.spot, `there is no subject kind '${text.value}'`);
  return subject;
}

function kindIn(
  entry: Entry | undefined,
  subject: Subject,
  complaints: Complaints,
): RecordKind | undefined {
  const names = subject.records.map(({ name }) => name);
  const name = entry === undefined ? names[0] : wordIn(entry, names, complaints);
  return subject.records.find((kind) => kind.name === name);
}

function delimiterIn(entry: Entry | undefined, complaints: Complaints): string | undefined {
  if (entry === undefined) return undefined;
  const text = entry.value;
  const delimiter = text.kind === "text" ? (delimiterNames[text.value] ?? text.value) : "";
  if (/^[\t -~]$/.test(delimiter) && !/["A-Za-z0-9]/.test(delimiter)) return delimiter;
  complaints.wrong(entry.value.spot, "'delimiter' must be one character such as ',', ';' or tab");
  return undefined;
}

const delimiterNames: Readonly<Record<string, string>> = { tab: "\t", "\\t": "\t" };

function statedUnsupplied(
  entry: Entry | undefined,
  of: RecordKind,
  subject: Subject,
  complaints: Complaints,
): readonly string[] {
  return textsIn(entry, complaints).map((text) => {
    const problem = pathProblem(text.value.split("."), of.shape, subject.schema);
    if (problem !== undefined) complaints.wrong(text.spot, problem);
    return text.value;
  });
}

function pathProblem(names: readonly string[], shape: string, schema: Schema): string | undefined {
  const [name = "", ...others] = names;
  const fields = schema[shape]?.fields ?? {};
  if (!Object.hasOwn(fields, name))
    return `unknown field '${name}' on ${shape}${didYouMean(name, Object.keys(fields))}`;
  if (others.length === 0) return undefined;
  const type = fields[name]?.type;
  const inner = type?.kind === "list" ? type.of : type;
  if (inner?.kind === "record") return pathProblem(others, inner.name, schema);
  return `'${name}' has no fields, so no '${others[0]}'`;
}
