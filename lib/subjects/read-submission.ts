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
  /** How foreign columns and paths become fields; without it records are as the subject has them. */
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
    yield* await readFile(source, { file, name: source.name }, options);
    file++;
  }
}

async function readFile(
  { name, open }: SubmissionFile,
  origin: Origin,
  { subject, format, onHeader }: SubmissionOptions,
): Promise<Readings> {
  const named = format ?? formatByName(name);
  if (named === "csv")
    throw needsMapping(name, "is CSV, whose columns are no fields by themselves");
  if (named === "ndjson") return readNdjson(open(), origin);
  const { head, all } = await peek(open(), showsFormat);
  const found = named ?? formatByContent(head);
  if (found === "ndjson") return readNdjson(all, origin);
  const isJson = found === "json" || head.length === 0 || /\.json$/i.test(name);
  if (!isJson) {
    await all.return();
    throw needsMapping(name, "begins neither like JSON nor like NDJSON");
  }
  return readJson(all, origin, {
    lists: recordLists(subject.records),
    ...(onHeader && { onHeader }),
  });
}

const needsMapping = (name: string, why: string): InputError =>
  new InputError([`${name} ${why}: name a mapping, which says what field each column is`]);

/** The fields of an envelope that hold records: `records`, `subject`, `orders` … */
const recordLists = (kinds: readonly RecordKind[]): readonly RecordList[] => [
  { field: "records" },
  { field: "subject", mayBeOne: true },
  ...kinds.map(({ name }) => ({ field: `${name}s`, of: name })),
];
