import { createHash } from "node:crypto";
import { findInputs, type Input, standardInput } from "../../adapters/files/inputs.ts";
import { businessInstant } from "../../app/business-instant.ts";
import { type Checked, check } from "../../app/check.ts";
import type { History } from "../../app/history.ts";
import type { References } from "../../app/reference/source.ts";
import type { Plan } from "../../core/plan.ts";
import type { Language } from "../../core/rule.ts";
import type { Mapping } from "../../subjects/mapping/mapping.ts";
import { type ExitCode, exitCodes, worstCode } from "../exit-codes.ts";
import { type GatePlan, gatePlan } from "../gate-plan.ts";
import type { Io } from "../io.ts";
import { type Destination, destinationsOf } from "../outputs/destination.ts";
import { obstaclesTo, writeOutputs } from "../outputs/write-outputs.ts";
import { refusalOf } from "../refusals.ts";
import { progressOn } from "./progress.ts";
import { readMapping } from "./read-mapping.ts";
import { submissionReadings } from "./submission-readings.ts";
import { type FailOn, verdictCode } from "./verdict-code.ts";

export interface CheckFlags {
  readonly gate?: string;
  readonly ruleset?: string;
  readonly mapping?: string;
  readonly reference?: string;
  readonly referenceAt?: string;
  readonly history?: string;
  readonly asOf?: string;
  readonly locale: Language;
  readonly output?: readonly Destination[];
  readonly failOn: FailOn;
  readonly maxViolations: number;
  readonly samples: number;
  readonly noCache?: boolean;
}

/** `holdpoint check`: judges files as one submission, and tells what came of it. */
export async function runCheck(
  io: Io,
  flags: CheckFlags,
  ...files: readonly string[]
): Promise<ExitCode> {
  const destinations = destinationsOf(flags.output, files, io.cwd);
  // Told before the work, so that nobody waits an hour for a path that is misspelt.
  const obstructed = await obstaclesTo(destinations, io);
  try {
    const { judge, checked } = await judged(io, flags, files);
    const showing = { ...checked, judge, flags };
    const written = await writeOutputs(
      destinations.filter((d) => !obstructed.has(d)),
      showing,
      io,
    );
    const unwritten = obstructed.size > 0 ? exitCodes.unwritten : exitCodes.clear;
    return worstCode(verdictCode(checked.report, flags.failOn), written, unwritten);
  } catch (error) {
    if (obstructed.size === 0) throw error;
    const { message } = refusalOf(error, false);
    await io.stderr.write(message);
    return exitCodes.unwritten;
  }
}

interface Judged {
  readonly judge: GatePlan;
  readonly checked: Checked;
}

async function judged(io: Io, flags: CheckFlags, files: readonly string[]): Promise<Judged> {
  const inputs = findInputs(files, io.cwd, io.stdin.open);
  const judge = await gatePlan(io, flags);
  const { gate, plan } = judge;
  const businessAt = businessInstant(flags.asOf ?? io.now().toISOString(), gate.zone);
  const mapping = flags.mapping && (await readMapping(flags.mapping, io, plan));
  const history = flags.history === undefined ? undefined : await historyOf(flags, io, plan);
  const again = plan.rules.some(({ sample }) => sample) ? await rereadable(inputs) : { inputs };
  if (files.includes(standardInput) && io.stdin.isTerminal)
    await io.stderr.write("Reading from the terminal; end with Ctrl-D.\n");

  const references = await referencesOf(io, flags, judge);
  const progress = progressOn(io, totalBytes(inputs));
  try {
    const checked = await check({
      gate,
      plan,
      rows: references.rows,
      tables: references.digests,
      ...(history && { history }),
      businessAt,
      unsupplied: mapping ? mapping.unsupplied : [],
      violationsMax: flags.maxViolations,
      ...(again.seed !== undefined && { seed: again.seed }),
      read: readerOf(again.inputs, plan, mapping || undefined, progress.bytes),
      onProgress: progress.records,
    });
    references.settle();
    return { judge, checked };
  } finally {
    references.close();
    progress.end();
  }
}

const readerOf =
  (
    inputs: readonly Input[],
    { subject }: Plan,
    mapping: Mapping | undefined,
    onBytes: (count: number) => void,
  ) =>
  (onHeader: Parameters<Parameters<typeof check>[0]["read"]>[0]) =>
    submissionReadings({
      inputs,
      subject,
      ...(mapping && { mapping }),
      onHeader,
      onBytes,
    });

async function referencesOf(
  io: Io,
  { reference, referenceAt }: CheckFlags,
  { gate, plan }: GatePlan,
): Promise<References> {
  const { findReferences } = await import("../../adapters/references/find.ts");
  const named = {
    ...(reference !== undefined && { reference }),
    ...(referenceAt !== undefined && { referenceAt }),
  };
  const tell = (text: string) => void io.stderr.write(text);
  return findReferences({ ...named, cwd: io.cwd, zone: gate.zone, tell }, plan);
}

async function historyOf({ history = "" }: CheckFlags, io: Io, plan: Plan): Promise<History> {
  const { readHistory } = await import("./read-history.ts");
  return readHistory(history, io.cwd, plan);
}

/** Known where every input is a file. */
function totalBytes(inputs: readonly Input[]): number | undefined {
  let total = 0;
  for (const { sizeBytes } of inputs) {
    if (sizeBytes === undefined) return undefined;
    total += sizeBytes;
  }
  return total;
}

/**
 * Inputs whose digest is known before their first record is judged, since samples are drawn by it.
 * Files are read twice; what can be read but once is kept in memory.
 */
async function rereadable(
  inputs: readonly Input[],
): Promise<{ readonly inputs: readonly Input[]; readonly seed?: string }> {
  const hash = createHash("sha256");
  const kept: Input[] = [];
  for (const input of inputs) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of input.open()) {
      hash.update(chunk);
      if (!input.isFile) chunks.push(chunk);
    }
    kept.push(input.isFile ? input : { ...input, open: () => replay(chunks) });
  }
  return { inputs: kept, seed: hash.digest("hex") };
}

async function* replay(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array, void, void> {
  yield* chunks;
}
