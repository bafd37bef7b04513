import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Gate, parseGate } from "../../lib/app/gate.ts";
import { personalPaths } from "../../lib/app/personal-fields.ts";
import type { ActivePlan } from "../../lib/app/ports.ts";
import { compileRuleset } from "../../lib/core/compile-ruleset.ts";
import type { Field, Type } from "../../lib/core/expression/types.ts";
import type { JsonObject } from "../../lib/core/expression/value.ts";
import type { RecordKind, Subject } from "../../lib/core/subject.ts";
import { repository } from "../support/house.ts";

/** A body whose personal fields all hold values that occur nowhere else. */
export interface MarkedBody {
  readonly body: JsonObject;
  /** Where a mark was planted: `order.customer.email`. */
  readonly planted: readonly string[];
}

/** No text but a planted one holds this, in whatever case. */
export const mark = "Zqvx";
/** A date of birth cannot hold text: nobody else was born then. */
export const markedDate = "1903-02-11";
export const marks = [mark.toLowerCase(), markedDate] as const;

/** The sample of a kind with a mark in every personal field, absent ones made where they can be. */
export function markedSample(subject: Subject): MarkedBody {
  const text = readFileSync(join(repository, `test/subjects/samples/${subject.kind}.json`), "utf8");
  const sample = JSON.parse(text) as { readonly subject: JsonObject | JsonObject[] };
  const planted: string[] = [];
  for (const kind of subject.records)
    for (const record of recordsIn(sample.subject, kind, subject))
      for (const path of personalPaths(subject.schema, kind))
        if (plant(record, path.split("."), planted.length)) planted.push(`${kind.name}.${path}`);
  return { body: sample as unknown as JsonObject, planted: [...new Set(planted)] };
}

/** A document's records stand in its lists by the kind's field, or the document is one. */
function recordsIn(
  whole: JsonObject | JsonObject[],
  kind: RecordKind,
  subject: Subject,
): readonly JsonObject[] {
  const lists = Array.isArray(whole) ? [whole] : Object.values(whole).filter(Array.isArray);
  const all = lists.flat().filter((one) => typeof one === "object" && one !== null);
  const isIts = (one: unknown): boolean =>
    kind.key.every((path) => path.split(".").reduce((at, name) => (at as never)?.[name], one));
  const found = (all as JsonObject[]).filter(isIts);
  return found.length > 0 || subject.run !== undefined ? found : [whole as JsonObject];
}

/** Plants a mark at a path; `false` where there is nothing that could hold it. */
function plant(value: unknown, path: readonly string[], number: number): boolean {
  if (Array.isArray(value)) return value.map((one) => plant(one, path, number)).some(Boolean);
  if (typeof value !== "object" || value === null) return false;
  const [name = "", ...rest] = path;
  const object = value as Record<string, unknown>;
  if (rest.length > 0) {
    if (object[name] === undefined || object[name] === null) object[name] = {};
    return plant(object[name], rest, number);
  }
  const earlier = object[name];
  const one = name.includes("date") ? markedDate : `${mark}${number}`;
  object[name] = name === "email" ? `${mark}${number}@example.com` : one;
  if (Array.isArray(earlier)) object[name] = [one];
  return true;
}

/** Whether a path leads to one text, through no list. */
function isText({ schema }: Subject, kind: RecordKind, path: string): boolean {
  let type: Type = { kind: "record", name: kind.shape };
  for (const name of path.split(".")) {
    if (type.kind !== "record") return false;
    const field: Field | undefined = schema[type.name]?.fields[name];
    if (field === undefined) return false;
    type = field.type;
  }
  return type.kind === "string";
}

const inAll = (text: string): string =>
  `{ en: "${text}", et: "${text}", ro: "${text}", nb: "${text}" }`;

/**
 * A gate of a kind at which every record is held: by a rule that reads each of its personal fields
 * that is plain text and shows it in its message, and by one that reads none.
 */
export function holdingGate(subject: Subject): ActivePlan {
  const rules = subject.records.flatMap((kind, index) => {
    const shown = personalPaths(subject.schema, kind).find((path) => isText(subject, kind, path));
    const key = kind.key[0] as string;
    const about = (id: string, must: string, values: string) => `
- id: ${id}
  of: ${kind.name}
  title: ${inAll("Held")}
  severity: hold
  missing: hold
  source: test
  prevents: Nothing.
  must: ${must}
  at: [record.${key}]
  message: ${inAll(values === "" ? "Held." : "Held: {shown}.")}
  ${values}
`;
    return [
      about(`PRS-${10 + index}`, `blank(record.${key})`, ""),
      ...(shown === undefined
        ? []
        : [
            about(
              `PRS-${50 + index}`,
              `blank(record.${shown})`,
              `values: { shown: record.${shown} }`,
            ),
          ]),
    ];
  });
  const gate: Gate = parseGate(
    `name: holding\nsubject: ${subject.kind}\nruleset: holding\nzone: Europe/Tallinn\n` +
      "policy: { release: split }\n",
    "gates/holding.yaml",
  );
  const header = `name: holding\nsubject: ${subject.kind}\nlanguages: [en, et, ro, nb]\ndescription: x.\n`;
  const compiled = compileRuleset({
    files: [
      { path: "ruleset.yaml", text: header },
      { path: "rules.yaml", text: rules.join("") },
    ],
    subject,
  });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems, undefined, 1));
  return { gate, plan: compiled.plan };
}
