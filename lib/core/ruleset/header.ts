import { compare, parseDecimal } from "../expression/decimal.ts";
import { languages as allLanguages, type Language } from "../rule.ts";
import { type Severity, severities } from "../severity.ts";
import type { RecordKind, Subject } from "../subject.ts";
import {
  asMap,
  asText,
  countIn,
  type Fields,
  fieldsOf,
  kindOf,
  lacks,
  textIn,
  textsIn,
  wordIn,
  wordsIn,
} from "./fields.ts";
import { readKind } from "./kind.ts";
import { readName } from "./name.ts";
import type { Complaints } from "./problem.ts";
import type { Entry, MapTree, Text, Tree } from "./tree.ts";

/** The header of a rule set, `ruleset.yaml`. */
export interface Header {
  readonly name: string;
  readonly languages: readonly Language[];
  readonly systemic?: SystemicText;
  readonly aggregates: readonly AggregateText[];
}

export interface SystemicText {
  readonly share: string;
  readonly min: number;
  readonly severity: Severity;
  readonly except: readonly Text[];
}

/** A named aggregate of all records of a kind, kept in reports and history. */
export interface AggregateText {
  readonly name: string;
  readonly of: RecordKind;
  readonly value: Text;
}

const keys = ["name", "subject", "languages", "systemic", "aggregates", "description"] as const;

/** Reads the header; what is wrong with it is told, and the rules are still read. */
export function readHeader(tree: Tree, subject: Subject, complaints: Complaints): Header {
  const map = asMap(tree, "ruleset.yaml", complaints);
  if (map === undefined) return { name: "", languages: ["en"], aggregates: [] };
  const fields = fieldsOf(map, keys, "ruleset.yaml", complaints);
  tellSubject(map, fields, subject, complaints);
  textIn(fields.description, complaints);
  const systemic = readSystemic(fields.systemic, complaints);
  return {
    name: readSetName(map, fields.name, complaints),
    languages: readLanguages(fields.languages, complaints),
    ...(systemic && { systemic }),
    aggregates: readAggregates(fields.aggregates, subject, complaints),
  };
}

function readSetName(map: MapTree, entry: Entry | undefined, complaints: Complaints): string {
  const text = textIn(entry, complaints);
  if (entry === undefined) lacks(map.spot, "name", "name the rule set", complaints);
  if (text === undefined) return "";
  if (!/^[a-z][a-z0-9-]{0,63}$/.test(text.value))
    complaints.wrong(
      text.spot,
      `the name is ${kindOf(text)}, but must be small letters, digits and '-', ` +
        "such as order-default",
    );
  return text.value;
}

function tellSubject(
  map: MapTree,
  fields: Fields<(typeof keys)[number]>,
  subject: Subject,
  complaints: Complaints,
): void {
  if (fields.subject === undefined)
    lacks(map.spot, "subject", `say what it judges, such as ${subject.kind}`, complaints);
  const text = textIn(fields.subject, complaints);
  if (text !== undefined && text.value !== subject.kind)
    complaints.wrong(
      text.spot,
      `the rule set judges '${text.value}', but it was compiled for '${subject.kind}'`,
    );
}

function readLanguages(entry: Entry | undefined, complaints: Complaints): readonly Language[] {
  if (entry === undefined) return ["en"];
  const read = wordsIn(entry, allLanguages, complaints);
  if (read[0] === "en") return read;
  complaints.wrong(
    entry.value.spot,
    "'languages' must begin with 'en': other texts follow English",
  );
  return ["en", ...read.filter((language) => language !== "en")];
}

function readSystemic(entry: Entry | undefined, complaints: Complaints): SystemicText | undefined {
  const map = entry && asMap(entry.value, "'systemic'", complaints);
  if (map === undefined) return undefined;
  const fields = fieldsOf(map, ["share", "min", "severity", "except"], "'systemic'", complaints);
  if (fields.share === undefined)
    lacks(map.spot, "share", "say what share of the records is systemic, such as 0.2", complaints);
  const share = readShare(fields.share, complaints) ?? "1";
  const min = countIn(fields.min, { min: 1, max: 1_000_000_000 }, complaints) ?? 1;
  const severity = wordIn(fields.severity, severities, complaints) ?? "hold";
  const except = textsIn(fields.except, complaints);
  return { share, min, severity, except };
}

function readShare(entry: Entry | undefined, complaints: Complaints): string | undefined {
  const text = textIn(entry, complaints);
  if (text === undefined) return undefined;
  const share = parseDecimal(text.value);
  const [zero, one] = [
    { units: 0n, scale: 0 },
    { units: 1n, scale: 0 },
  ];
  if (share && compare(share, zero) > 0 && compare(share, one) <= 0) return text.value;
  complaints.wrong(text.spot, `'share' is ${kindOf(text)}, but must be above 0 and at most 1`);
  return undefined;
}

function readAggregates(
  entry: Entry | undefined,
  subject: Subject,
  complaints: Complaints,
): readonly AggregateText[] {
  const map = entry && asMap(entry.value, "'aggregates'", complaints);
  return (map?.entries ?? []).flatMap(({ key, value }) => {
    const name = readName(key, "aggregate", complaints);
    const read = readAggregate(value, subject, complaints);
    return name !== undefined && read ? [{ name, ...read }] : [];
  });
}

/** `"records.sum(r, r.total)"`, or `{ of: notice, value: "…" }` for another than the first kind. */
function readAggregate(tree: Tree, subject: Subject, complaints: Complaints) {
  if (tree.kind === "map") {
    const fields = fieldsOf(tree, ["of", "value"], "an aggregate", complaints);
    const value = textIn(fields.value, complaints);
    const of = readKind(fields.of, subject, complaints);
    if (fields.value === undefined)
      return lacks(tree.spot, "value", 'write "records.sum(r, r.amount)"', complaints);
    return value && of && { of, value };
  }
  const value = asText(tree, "an aggregate", complaints);
  return value && { of: subject.records[0] as RecordKind, value };
}
