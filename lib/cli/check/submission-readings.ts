import { extname } from "node:path";
import type { Input } from "../../adapters/files/inputs.ts";
import { GateError } from "../../app/errors.ts";
import type { JsonObject } from "../../core/expression/value.ts";
import type { RecordKind } from "../../core/subject.ts";
import { peek } from "../../subjects/readers/head.ts";
import type { Bytes, Origin, Readings } from "../../subjects/readers/reader.ts";
import type { Mapping } from "./read-mapping.ts";

export interface ReadingPlan {
  readonly inputs: readonly Input[];
  readonly kinds: readonly RecordKind[];
  /** How foreign columns become fields; absent where records come as they are. */
  readonly mapping?: Mapping;
  readonly onHeader: (header: JsonObject) => void;
  readonly onBytes: (count: number) => void;
}

type Form = "json" | "ndjson" | "csv";

/** Reads inputs one after the other, each by its form, as one submission. */
export async function* submissionReadings(plan: ReadingPlan): Readings {
  for (const [file, input] of plan.inputs.entries()) {
    const origin: Origin = { file, name: input.name };
    yield* await readingsOf(counted(input.open(), plan.onBytes), origin, plan);
  }
}

async function readingsOf(bytes: Bytes, origin: Origin, plan: ReadingPlan): Promise<Readings> {
  if (plan.mapping) return plan.mapping.read(bytes, origin);
  const named = formByName(origin.name);
  if (named === undefined) return sniffed(bytes, origin, plan);
  return readAs(named, bytes, origin, plan);
}

/** The form by a file's name; undefined where it says nothing, as for standard input. */
function formByName(name: string): Form | undefined {
  switch (extname(name).toLowerCase()) {
    case ".json":
      return "json";
    case ".ndjson":
    case ".jsonl":
      return "ndjson";
    case ".csv":
    case ".tsv":
      return "csv";
    default:
      return undefined;
  }
}

/** By what it begins with: `[` is JSON, a whole object on the first line is a record a line. */
async function sniffed(bytes: Bytes, origin: Origin, plan: ReadingPlan): Promise<Readings> {
  const { head, all } = await peek(bytes, (start) => firstLine(start) !== undefined);
  const text = Buffer.from(head)
    .toString("utf8")
    .replace(/^\uFEFF/, "")
    .trimStart();
  const isLines = text.startsWith("{") && isRecordLine(text.split("\n", 1)[0] as string, plan);
  return readAs(isLines ? "ndjson" : "json", all, origin, plan);
}

/** The first line that is not blank, once its end is there. */
const firstLine = (head: Uint8Array): string | undefined =>
  /^\s*(\S.*)\n/.exec(Buffer.from(head).toString("utf8"))?.[1];

/** A whole object that is no envelope. */
function isRecordLine(line: string, { kinds }: ReadingPlan): boolean {
  try {
    const value = JSON.parse(line) as JsonObject;
    return !recordLists(kinds).some(({ field }) => Array.isArray(value[field]));
  } catch {
    return false;
  }
}

async function readAs(
  form: Form,
  bytes: Bytes,
  origin: Origin,
  { kinds, onHeader }: ReadingPlan,
): Promise<Readings> {
  switch (form) {
    case "json": {
      const { readJson } = await import("../../subjects/readers/json.ts");
      return readJson(bytes, origin, { lists: recordLists(kinds), onHeader });
    }
    case "ndjson":
      return (await import("../../subjects/readers/ndjson.ts")).readNdjson(bytes, origin);
    case "csv":
      throw new GateError(
        "invalid",
        `${origin.name} is CSV, whose columns are no fields by themselves: name a mapping, as in ` +
          "--mapping mapping.yaml",
      );
  }
}

/** The fields of an envelope that may hold records: `records`, `subject`, `orders` … */
const recordLists = (kinds: readonly RecordKind[]) => [
  { field: "records" },
  { field: "subject" },
  ...kinds.map(({ name }) => ({ field: `${name}s`, of: name })),
];

async function* counted(
  bytes: AsyncIterable<Uint8Array>,
  onBytes: (count: number) => void,
): AsyncGenerator<Uint8Array, void, void> {
  for await (const chunk of bytes) {
    onBytes(chunk.length);
    yield chunk;
  }
}
