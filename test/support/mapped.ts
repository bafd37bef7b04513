import type { Reading } from "../../lib/core/record.ts";
import { formatProblem } from "../../lib/core/ruleset/problem.ts";
import type { Subject } from "../../lib/core/subject.ts";
import type { Mapping } from "../../lib/subjects/mapping/mapping.ts";
import { parseMapping } from "../../lib/subjects/mapping/parse-mapping.ts";
import { readSubmission } from "../../lib/subjects/read-submission.ts";
import { all, bytesOf } from "./readings.ts";

const text = { type: { kind: "string" }, required: false } as const;
const decimal = { type: { kind: "decimal", scale: 6 }, required: false } as const;

/** A subject with a field of every type. */
export const PARCEL: Subject = {
  kind: "parcel",
  schema: {
    Parcel: {
      fields: {
        number: { ...text, required: true },
        state: { ...text, values: ["sent", "lost"] },
        weight: decimal,
        pieces: { type: { kind: "int" }, required: false },
        ratio: { type: { kind: "real" }, required: false },
        fragile: { type: { kind: "bool" }, required: false },
        sent_on: { type: { kind: "date" }, required: false },
        sent_at: { type: { kind: "instant" }, required: false },
        to: { type: { kind: "record", name: "Parcel.to" }, required: false },
        contents: {
          type: { kind: "list", of: { kind: "record", name: "Parcel.contents" } },
          required: false,
        },
        tags: { type: { kind: "list", of: { kind: "string" } }, required: false },
        ext: { type: { kind: "any" }, required: false },
      },
    },
    "Parcel.to": { fields: { name: { ...text, personal: true }, country: text } },
    "Parcel.contents": {
      fields: { line: text, sku: { ...text, required: true }, amount: decimal },
    },
  },
  records: [{ name: "parcel", shape: "Parcel", key: ["number"] }],
  tables: {},
};

const subjectOf = (kind: string) => (kind === "parcel" ? PARCEL : undefined);

/** The mistakes in a mapping, as people read them; empty when there are none. */
export function mistakesIn(yaml: string): readonly string[] {
  const parsed = parseMapping(yaml, "m.yaml", subjectOf);
  return parsed.ok ? [] : parsed.problems.map(formatProblem);
}

export function mappingOf(yaml: string): Mapping {
  const parsed = parseMapping(yaml, "m.yaml", subjectOf);
  if (!parsed.ok) throw new Error(parsed.problems.map(formatProblem).join("\n"));
  return parsed.mapping;
}

/** A mapping of parcels from CSV, its fields being the lines given. */
export const parcels = (fields: string, head = ""): string =>
  `name: parcels\nsubject: parcel\nreads: csv\n${head}record:\n  number: No\n${fields.replace(/^/gm, "  ")}\n`;

/** The readings of files, by name or numbered, through a mapping. */
export function mapped(yaml: string, ...files: readonly string[]): Promise<readonly Reading[]> {
  const sources = files.map((file, i) => ({ name: `${i}.csv`, open: () => [bytesOf(file)] }));
  return all(readSubmission(sources, { subject: PARCEL, mapping: mappingOf(yaml) }));
}
