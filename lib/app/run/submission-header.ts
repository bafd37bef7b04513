import type { JsonObject } from "../../core/expression/value.ts";
import type { Subject } from "../../core/subject.ts";
import type { Mapping } from "../../subjects/mapping/mapping.ts";
import type { MappedFile } from "../../subjects/mapping/read-mapped.ts";
import { readSubmission } from "../../subjects/read-submission.ts";
import { BrokenInput } from "../../subjects/readers/broken-input.ts";
import { formatOf } from "../../subjects/readers/format-of.ts";
import { canonicalJson } from "../digest.ts";
import { GateError } from "../errors.ts";

export interface HeaderOptions {
  readonly subject: Subject;
  readonly mapping?: Mapping;
}

/**
 * The one header of a submission, from the envelope that has it: known before any record is judged,
 * whichever part the record is in. Reads no further than to the first records of each document that
 * may have one. Empty where no file has one.
 *
 * @throws {GateError} `invalid` when envelopes contradict each other, or one comes behind records.
 */
export async function submissionHeader(
  files: readonly MappedFile[],
  options: HeaderOptions,
): Promise<JsonObject> {
  const headers = headersOf();
  for (const file of files)
    if (await mayHaveHeader(file, options)) await readUpToRecords(file, options, headers);
    else headers.settle();
  return headers.settled();
}

/** What tells nothing of itself is read as JSON. */
async function mayHaveHeader(file: MappedFile, { mapping }: HeaderOptions): Promise<boolean> {
  if (mapping) return mapping.reads === "json";
  try {
    return ((await formatOf(file)) ?? "json") === "json";
  } catch (error) {
    // What cannot be unpacked is one unreadable piece, which is told when its part is read.
    if (error instanceof BrokenInput) return false;
    throw error;
  }
}

async function readUpToRecords(
  file: MappedFile,
  { subject, mapping }: HeaderOptions,
  headers: Headers,
): Promise<void> {
  const options = { subject, ...(mapping && { mapping }), onHeader: headers.take };
  for await (const batch of readSubmission([file], options)) {
    if (batch.length === 0) continue;
    headers.settle();
    return;
  }
}

type Headers = ReturnType<typeof headersOf>;

function headersOf() {
  let header: JsonObject | undefined;
  let isSettled = false;
  return {
    take: (found: JsonObject): void => {
      // A document with nothing beside its records says nothing of a header.
      if (Object.keys(found).length === 0) return;
      const isNews = canonicalJson(found) !== canonicalJson(header ?? {});
      if (isNews && (isSettled || header !== undefined))
        throw new GateError(
          "invalid",
          "two files of one submission have different headers: name the one that has them first, " +
            "and leave them out of the others",
        );
      header = found;
    },
    settle: (): void => {
      isSettled = true;
    },
    settled: (): JsonObject => header ?? {},
  };
}
