import type { JsonObject } from "../core/expression/value.ts";
import type { Reading } from "../core/record.ts";
import type { RecordKind, Subject } from "../core/subject.ts";
import type { Mapping } from "./mapping/mapping.ts";
import { type MappedFile, readMapped } from "./mapping/read-mapped.ts";
import { type Format, formatByContent, formatByName, showsFormat } from "./readers/format.ts";
import { peek } from "./readers/head.ts";
import { InputError } from "./readers/input-error.ts";
import { readJson } from "./readers/json.ts";
import type { RecordList } from "./readers/json-document.ts";
import { readNdjson } from "./readers/ndjson.ts";
import type { Origin, Readings } from "./readers/reader.ts";
import { withKey } from "./readers/with-key.ts";

/** A file of a submission, opened when its turn comes. */
export type SubmissionFile = MappedFile;

export interface SubmissionOptions {
  readonly subject: Subject;
  /** How foreign columns become fields; without it records are as the subject has them. */
  readonly mapping?: Mapping;
  /** How the files are written; told by their names and first bytes when absent. */
  readonly format?: Format;
  /** Takes the fields beside the records of a JSON envelope, before its records. */
  readonly onHeader?: (header: JsonObject) => void;
}

/**
 * Reads the files of one submission, in order, as records with their natural key, and what is
 * unreadable. Every piece of input is one or the other.
 *
 * @throws {InputError} when a file cannot be read with what was stated: nothing can be judged.
 */
export async function* readSubmission(
  files: Iterable<SubmissionFile>,
  options: SubmissionOptions,
): Readings {
  const { subject, mapping, onHeader } = options;
  const readings = mapping
    ? readMapped(mapping, files, onHeader && { onHeader })
    : readAsIs(files, options);
  for await (const batch of readings) yield batch.map((reading) => keyed(reading, subject));
}

function keyed(reading: Reading, { records }: Subject): Reading {
  if (reading.kind === "unreadable") return reading;
  const kind = records.find(({ name }) => name === reading.of) ?? records[0];
  return kind === undefined ? reading : withKey(reading, kind);
}

async function* readAsIs(files: Iterable<SubmissionFile>, options: SubmissionOptions): Readings {
  let file = 0;
  for (const source of files) {
    yield* await readFile(source, { file, name: source.name, ...source.part }, options);
    file++;
  }
}

/** What tells nothing of itself is read as JSON: then it is one unreadable piece, and held. */
async function readFile(
  { name, open }: SubmissionFile,
  origin: Origin,
  { subject, format, onHeader }: SubmissionOptions,
): Promise<Readings> {
  const named = format ?? formatByName(name);
  if (named === "csv") throw needsMapping(name);
  if (named === "ndjson") return readNdjson(open(), origin);
  const { head, all } = await peek(open(), showsFormat);
  if (named === undefined && formatByContent(head) === "ndjson") return readNdjson(all, origin);
  const lists = recordLists(subject.records);
  return readJson(all, origin, { lists, ...(onHeader && { onHeader }) });
}

const needsMapping = (name: string): InputError =>
  new InputError([
    `${name} is CSV, whose columns are no fields by themselves: name a mapping, which says what ` +
      "field each column is",
  ]);

/** The fields of an envelope that hold records: `records`, `subject`, `orders` … */
const recordLists = (kinds: readonly RecordKind[]): readonly RecordList[] => [
  { field: "records" },
  { field: "subject", mayBeOne: true },
  ...kinds.map(({ name }) => ({ field: `${name}s`, of: name })),
];
