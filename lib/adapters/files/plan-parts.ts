import type { Part } from "../../app/run/part.ts";
import type { Mapping } from "../../subjects/mapping/mapping.ts";
import { csvOptionsOf } from "../../subjects/mapping/read-mapped.ts";
import { type CsvCuts, csvCuts } from "../../subjects/readers/csv-cuts.ts";
import { formatOf } from "../../subjects/readers/format-of.ts";
import type { ByteRange, InputSource } from "./input-source.ts";
import type { ReadableInput } from "./read-part.ts";

/** An input whose size is known, because it is a file or lies in memory. */
export interface SizedInput extends ReadableInput {
  readonly sizeBytes: number;
  /** Absent for what lies in memory, and for what only this thread can open. */
  readonly source?: InputSource;
  /** It cannot be read from its middle. */
  readonly isWhole?: true;
}

export interface PlannedParts {
  /** The inputs, with what their parts do not tell of themselves. */
  readonly inputs: readonly SizedInput[];
  readonly parts: readonly Part[];
}

export interface PlanOptions {
  readonly mapping?: Mapping;
  /** About how large a part is. */
  readonly partBytes: number;
}

/** Files that one part has at most, however small they are. */
const filesMax = 1000;

/**
 * Cuts a submission into parts that can be read alone, in order of position: large files of lines
 * at line ends, without reading them; large CSV files at the ends of rows, which takes reading them
 * once; other files are whole, small ones together. Where rows of one record may stand in several
 * places, as in a mapping that groups rows, there is one part. The same inputs give the same parts.
 */
export async function planParts(
  inputs: readonly SizedInput[],
  options: PlanOptions,
): Promise<PlannedParts> {
  if (options.mapping && options.mapping.group.length > 0)
    return { inputs, parts: numbered([wholeFiles(inputs, 0)]) };
  const planned: SizedInput[] = [];
  const parts: UnnumberedPart[] = [];
  let small: SizedInput[] = [];
  const closeSmall = (): void => {
    if (small.length > 0) parts.push(wholeFiles(small, planned.length - small.length));
    small = [];
  };
  for (const input of inputs) {
    const isLarge = input.sizeBytes > options.partBytes && !input.isWhole;
    const cut = isLarge ? await cutOf(input, options) : undefined;
    if (cut === undefined) {
      planned.push(input);
      small.push(input);
      if (bytesOf(small) >= options.partBytes || small.length >= filesMax) closeSmall();
      continue;
    }
    closeSmall();
    parts.push(...rangesOf(cut, planned.length));
    planned.push(cut.input);
  }
  closeSmall();
  return { inputs: planned, parts: numbered(parts) };
}

type UnnumberedPart = Omit<Part, "number">;

const numbered = (parts: readonly UnnumberedPart[]): readonly Part[] =>
  parts.map((part, number) => ({ ...part, number }));

const bytesOf = (inputs: readonly SizedInput[]): number =>
  inputs.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);

const wholeFiles = (inputs: readonly SizedInput[], file: number): UnnumberedPart => ({
  file,
  files: inputs.length,
  sizeBytes: bytesOf(inputs),
});

/** A file that is cut, and where each of its parts begins: the first at 0. */
interface Cut {
  readonly input: SizedInput;
  readonly starts: readonly { readonly offset: number; readonly line?: number }[];
}

/** Undefined where the file is not cut. */
async function cutOf(input: SizedInput, options: PlanOptions): Promise<Cut | undefined> {
  const format = options.mapping?.reads ?? (await formatOf(input));
  if (format === "csv") return options.mapping && cutCsv(input, options.mapping, options.partBytes);
  return format === "ndjson" ? cutLines(input, options.partBytes) : undefined;
}

async function cutCsv(
  input: SizedInput,
  mapping: Mapping,
  partBytes: number,
): Promise<Cut | undefined> {
  const csv = await csvCuts(input.open(), csvOptionsOf(mapping, input.name), partBytes);
  if (csv === undefined || csv.cuts.length === 0) return undefined;
  const { cuts, ...told }: CsvCuts = csv;
  const starts = [{ offset: 0, line: 1 }, ...cuts];
  return { input: { ...input, format: "csv", csv: told }, starts };
}

async function cutLines(input: SizedInput, partBytes: number): Promise<Cut | undefined> {
  const starts = [{ offset: 0, line: 1 }, ...(await lineStarts(input, partBytes))];
  if (starts.length === 1) return undefined;
  return { input: { ...input, format: "ndjson" }, starts };
}

/** Where lines begin, the first one behind each multiple of the size of parts. */
async function lineStarts(
  input: SizedInput,
  partBytes: number,
): Promise<readonly { readonly offset: number }[]> {
  const starts: { readonly offset: number }[] = [];
  for (let at = partBytes; at < input.sizeBytes; ) {
    const offset = await behindLineEnd(input, at);
    if (offset >= input.sizeBytes) break;
    starts.push({ offset });
    at = Math.max(at, offset) + partBytes;
  }
  return starts;
}

/** Lines are looked for in windows of this size. */
const windowBytes = 64 * 1024;

async function behindLineEnd(input: SizedInput, from: number): Promise<number> {
  for (let at = from; at < input.sizeBytes; at += windowBytes) {
    let start = at;
    const window: ByteRange = { start, end: Math.min(at + windowBytes, input.sizeBytes) };
    for await (const chunk of input.open(window)) {
      const end = chunk.indexOf(LF);
      if (end >= 0) return start + end + 1;
      start += chunk.length;
    }
  }
  return input.sizeBytes;
}

const LF = 0x0a;

function rangesOf({ input, starts }: Cut, file: number): readonly UnnumberedPart[] {
  return starts.map(({ offset, line }, i) => {
    const range = { start: offset, end: starts[i + 1]?.offset ?? input.sizeBytes };
    const sizeBytes = range.end - range.start;
    return { file, files: 1, range, sizeBytes, ...(line !== undefined && { startLine: line }) };
  });
}
