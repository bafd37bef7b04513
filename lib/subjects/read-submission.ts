import type { JsonObject } from "../core/expression/value.ts";
import type { Reading } from "../core/record.ts";
import type { Subject } from "../core/subject.ts";
import { headersIn, layoutOf } from "./envelope.ts";
import type { Mapping } from "./mapping/mapping.ts";
import { type MappedFile, readMapped } from "./mapping/read-mapped.ts";
import { BrokenInput } from "./readers/broken-input.ts";
import { digestOf } from "./readers/digest.ts";
import { type FileFormat, formatByContent, formatByName, showsFormat } from "./readers/format.ts";
import { peek } from "./readers/head.ts";
import { InputError } from "./readers/input-error.ts";
import { readJson } from "./readers/json.ts";
import { readNdjson } from "./readers/ndjson.ts";
import type { Bytes, Origin, Readings } from "./readers/reader.ts";
import { unreadable } from "./readers/reading.ts";
import { withKey } from "./readers/with-key.ts";

/** A file of a submission, opened when its turn comes. */
export type SubmissionFile = MappedFile;

export interface SubmissionOptions {
  readonly subject: Subject;
  /** How foreign columns become fields; without it records are as the subject has them. */
  readonly mapping?: Mapping;
  /** How the files are written; told by their names and first bytes when absent. */
  readonly format?: FileFormat;
  /**
   * Takes the fields beside the records of a JSON envelope, before its records; those that describe
   * the run stand in its field `run`.
   */
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
    const origin = { file, name: source.name, ...source.part };
    yield* unlessBroken(() => readFile(source, origin, options), origin);
    file++;
  }
}

/** What tells nothing of itself is read as JSON: then it is one unreadable piece, and held. */
async function readFile(
  source: SubmissionFile,
  origin: Origin,
  { subject, format, onHeader }: SubmissionOptions,
): Promise<Readings> {
  const { name, open } = source;
  const named = format ?? formatByName(name);
  if (named === "csv") throw needsMapping(name);
  if (named === "ndjson") return readNdjson(open(), origin);
  const { head, all } = await peek(open(), showsFormat);
  const told = formatByContent(head);
  if (told === "zip") return nestedArchive(all, name);
  if (told === "xml" || named === "xml") return readXml(all, origin, subject);
  if (named === undefined && told === "ndjson") return readNdjson(all, origin);
  return readJson(all, origin, {
    layout: layoutOf(subject),
    onHeader: (header) => onHeader?.(headerFrom(header, subject, name)),
    ...(source.isReopenable && { reopen: open }),
  });
}

/** The envelope's fields, with those of the run as `run`. */
function headerFrom(header: JsonObject, subject: Subject, file: string): JsonObject {
  const { envelope, run, problem } = headersIn(header, subject);
  if (problem !== undefined) throw new InputError([`${file}: ${problem}`]);
  return run === undefined ? envelope : { ...envelope, run };
}

const needsMapping = (name: string): InputError =>
  new InputError([
    `${name} is CSV, whose columns are no fields by themselves: name a mapping, which says what ` +
      "field each column is",
  ]);

/** XML is loaded where there is some: most submissions have none. */
async function readXml(bytes: Bytes, origin: Origin, { kind }: Subject): Promise<Readings> {
  if (kind !== "billing-run") {
    const reason = `it is XML, which is read as e-invoices, of billing runs: write ${kind} as JSON, NDJSON or CSV`;
    throw new BrokenInput(origin.name, { code: "unknown_format", reason });
  }
  const { readEInvoice } = await import("./e-invoice/read-e-invoice.ts");
  return readEInvoice(bytes, origin);
}

/** Archives are opened before they get here: this one lies in another, or came through a pipe. */
async function nestedArchive(bytes: AsyncGenerator<Uint8Array>, name: string): Promise<never> {
  await bytes.return(undefined);
  const reason = "an archive within an archive, or on standard input, is not opened: unpack it";
  throw new BrokenInput(name, { code: "nested_archive", reason });
}

/** What breaks before anything of it was read is one unreadable piece; its neighbours are read. */
async function* unlessBroken(read: () => Promise<Readings>, origin: Origin): Readings {
  let isBegun = false;
  try {
    for await (const batch of await read()) {
      isBegun = true;
      yield batch;
    }
  } catch (error) {
    if (isBegun || !(error instanceof BrokenInput)) throw error;
    const position = { file: origin.file, offset: 0 };
    yield [
      unreadable({ position, place: { file: origin.name } }, error.refusal, digestOf(nothing)),
    ];
  }
}

const nothing = new Uint8Array(0);
