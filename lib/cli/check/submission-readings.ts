import type { Input } from "../../adapters/files/inputs.ts";
import type { JsonObject } from "../../core/expression/value.ts";
import type { Subject } from "../../core/subject.ts";
import type { Mapping } from "../../subjects/mapping/mapping.ts";
import { readSubmission } from "../../subjects/read-submission.ts";
import { formatByContent, formatByName, showsFormat } from "../../subjects/readers/format.ts";
import { peek } from "../../subjects/readers/head.ts";
import type { Readings } from "../../subjects/readers/reader.ts";

export interface SubmissionInputs {
  readonly inputs: readonly Input[];
  readonly subject: Subject;
  /** How foreign columns become fields; absent where records come as they are. */
  readonly mapping?: Mapping;
  readonly onHeader: (header: JsonObject) => void;
  readonly onBytes: (count: number) => void;
}

/** Reads inputs one after the other as one submission, counting their bytes. */
export async function* submissionReadings(given: SubmissionInputs): Readings {
  const { subject, mapping, onHeader, onBytes } = given;
  const files = given.inputs.map(({ name, open, isFile }) => ({
    name,
    isReopenable: isFile,
    open: () => counted(open(), onBytes),
  }));
  const [only] = given.inputs;
  if (mapping || !only || files.length > 1)
    return yield* readSubmission(files, { subject, onHeader, ...(mapping && { mapping }) });
  // What tells nothing of itself is read as JSON: then it is one unreadable piece, and held.
  const { open, isMute } = await sniffed(only);
  const file = {
    name: only.name,
    isReopenable: only.isFile,
    open: () => counted(open(), onBytes),
  };
  return yield* readSubmission([file], { subject, onHeader, ...(isMute && { format: "json" }) });
}

/** Whether neither the name nor the first bytes of an input tell how it is written. */
async function sniffed({ name, open }: Input) {
  if (formatByName(name)) return { open, isMute: false };
  const { head, all } = await peek(open(), showsFormat);
  const isMute = formatByContent(head) === undefined;
  // What was looked at is read first; it is opened anew only where it is a file.
  let first: AsyncIterable<Uint8Array> | undefined = all;
  return {
    isMute,
    open: () => {
      const bytes = first ?? open();
      first = undefined;
      return bytes;
    },
  };
}

async function* counted(
  bytes: AsyncIterable<Uint8Array>,
  onBytes: (count: number) => void,
): AsyncGenerator<Uint8Array, void, void> {
  for await (const chunk of bytes) {
    onBytes(chunk.length);
    yield chunk;
  }
}
