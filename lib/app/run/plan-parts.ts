import type { Mapping } from "../../subjects/mapping/mapping.ts";
import { csvOptionsOf } from "../../subjects/mapping/read-mapped.ts";
import { type CsvCuts, csvCuts } from "../../subjects/readers/csv-cuts.ts";
import { formatOf } from "../../subjects/readers/format-of.ts";
import type { ByteRange, Part } from "./part.ts";
import type { ReadableInput } from "./read-part.ts";

/** An input whose size is known, because it is stored somewhere or lies in memory. */
export interface SizedInput extends ReadableInput {
  readonly sizeBytes: number;
  /** It cannot be read from its middle. */
  readonly isWhole?: true;
}

export interface PlannedParts<Input extends SizedInput = SizedInput> {
  /** The inputs, with what their parts do not tell of themselves. */
  readonly inputs: readonly Input[];
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
export async function planParts<Input extends SizedInput>(
  inputs: readonly Input[],
  options: PlanOptions,
): Promise<PlannedParts<Input>> {
  const cuts: (InputCut | undefined)[] = [];
  for (const input of inputs) cuts.push(await cutInput(input, options));
  return partsOf(inputs, cuts, options);
}

/** The parts of inputs, each with its cut as `cutInput` gave it. */
export function partsOf<Input extends SizedInput>(
  inputs: readonly Input[],
  cuts: readonly (InputCut | undefined)[],
  { mapping, partBytes }: PlanOptions,
): PlannedParts<Input> {
  if (mapping && mapping.group.length > 0)
    return { inputs, parts: numbered([wholeFiles(inputs, 0)]) };
  const planned: Input[] = [];
  const parts: UnnumberedPart[] = [];
  let small: Input[] = [];
  const closeSmall = (): void => {
    if (small.length > 0) parts.push(wholeFiles(small, planned.length - small.length));
    small = [];
  };
  for (const [at, input] of inputs.entries()) {
    const cut = cuts[at];
    if (cut === undefined) {
      planned.push(input);
      small.push(input);
      if (bytesOf(small) >= partBytes || small.length >= filesMax) closeSmall();
      continue;
    }
    closeSmall();
    const { starts, ...told } = cut;
    parts.push(...rangesOf(starts, input.sizeBytes, planned.length));
    planned.push({ ...input, ...told });
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

/** How a file is cut: what its parts do not tell, and where each begins, the first at 0. Plain JSON. */
export interface InputCut extends Pick<ReadableInput, "format" | "csv"> {
  readonly starts: readonly PartStart[];
  /** There is more of it to be gone through. */
  readonly isOpen?: true;
}

interface PartStart {
  readonly offset: number;
  readonly line?: number;
}

/**
 * Where a file is cut; undefined where it is not. A CSV file may be gone through in several calls,
 * each of which goes on where the one before has ended.
 *
 * @param leg what was found so far, and about how many bytes are read in this call.
 */
export async function cutInput(
  input: SizedInput,
  { mapping, partBytes }: PlanOptions,
  leg: { readonly soFar?: InputCut; readonly bytesMax?: number } = {},
): Promise<InputCut | undefined> {
  const isCut = input.sizeBytes > partBytes && !input.isWhole && !mapping?.group.length;
  if (!isCut) return undefined;
  const format = mapping?.reads ?? (await formatOf(input));
  if (format === "ndjson") return cutLines(input, partBytes);
  return format === "csv" && mapping ? cutCsv(input, mapping, partBytes, leg) : undefined;
}

async function cutCsv(
  input: SizedInput,
  mapping: Mapping,
  partBytes: number,
  { soFar, bytesMax }: NonNullable<Parameters<typeof cutInput>[2]>,
): Promise<InputCut | undefined> {
  const last = soFar?.starts.at(-1);
  const from = soFar?.csv && last && { line: 1, ...last, ...soFar.csv };
  const found = await csvCuts(
    input.open(from && { start: from.offset, end: input.sizeBytes }),
    csvOptionsOf(mapping, input.name),
    { partBytes, ...(from && { from }), ...(bytesMax !== undefined && { bytesMax }) },
  );
  if (found === undefined) return undefined;
  const { cuts, isOpen, ...csv }: CsvCuts = found;
  const starts = [...(soFar?.starts ?? [{ offset: 0, line: 1 }]), ...cuts];
  if (starts.length === 1) return undefined;
  return { format: "csv", csv, starts, ...(isOpen && { isOpen }) };
}

async function cutLines(input: SizedInput, partBytes: number): Promise<InputCut | undefined> {
  const starts = [{ offset: 0, line: 1 }, ...(await lineStarts(input, partBytes))];
  return starts.length === 1 ? undefined : { format: "ndjson", starts };
}

/** Where lines begin, the first one behind each multiple of the size of parts. */
async function lineStarts(input: SizedInput, partBytes: number): Promise<readonly PartStart[]> {
  const starts: PartStart[] = [];
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

const rangesOf = (
  starts: readonly PartStart[],
  sizeBytes: number,
  file: number,
): readonly UnnumberedPart[] =>
  starts.map(({ offset, line }, i) => {
    const range = { start: offset, end: starts[i + 1]?.offset ?? sizeBytes };
    const size = { sizeBytes: range.end - range.start };
    return { file, files: 1, range, ...size, ...(line !== undefined && { startLine: line }) };
  });
