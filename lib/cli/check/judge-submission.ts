import { setImmediate as othersTurn } from "node:timers/promises";
import {
  assertUnchanged,
  type FoundInput,
  passingBytes,
} from "../../adapters/files/input-source.ts";
import { findInputs, type Input, standardInput } from "../../adapters/files/inputs.ts";
import { folderScratch } from "../../adapters/files/spill-folder.ts";
import { rereadable } from "../../adapters/files/spool.ts";
import { spareMemory, spareNewSpace } from "../../adapters/system/spare-memory.ts";
import { businessInstant } from "../../app/business-instant.ts";
import { boundsDefault, type Checked, check, type JudgedBy } from "../../app/check.ts";
import { GateError, isGateError } from "../../app/errors.ts";
import type { History } from "../../app/history.ts";
import type { References } from "../../app/reference/source.ts";
import { judgedAsEInvoices } from "../../app/run/e-invoices.ts";
import { memoryScratch } from "../../app/run/memory-scratch.ts";
import type { ReadPart } from "../../app/run/part.ts";
import { type PlannedParts, planParts } from "../../app/run/plan-parts.ts";
import { partReader } from "../../app/run/read-part.ts";
import { submissionHeader } from "../../app/run/submission-header.ts";
import type { JsonObject } from "../../core/expression/value.ts";
import type { Bounds } from "../../core/gather.ts";
import type { Plan } from "../../core/plan.ts";
import type { Mapping } from "../../subjects/mapping/mapping.ts";
import { BrokenInput } from "../../subjects/readers/broken-input.ts";
import { type GatePlan, gatePlan } from "../gate-plan.ts";
import type { Io } from "../io.ts";
import { type Progress, progressOn } from "./progress.ts";
import { readMapping } from "./read-mapping.ts";
import { referencesOf } from "./references-of.ts";
import type { CheckFlags } from "./run-check.ts";
import { type RunState, runState } from "./run-state.ts";

/** What a check gave, with all that outputs may still ask of it. */
export interface Judged {
  readonly judge: GatePlan;
  readonly checked: Checked;
  /** Takes away what the run has left: `checked.notPassed` can be asked until then. */
  readonly end: () => void;
}

/** About how large a part of a large input is: it bounds memory, and what an interruption costs. */
const partBytes = 8 * 1024 * 1024;

/**
 * Judges the files that were named as one submission. One that fits into a part is judged in this
 * thread and in memory; a larger one in worker threads, over files of a private folder that let it
 * be taken up again.
 */
export async function judgeSubmission(
  io: Io,
  flags: CheckFlags,
  files: readonly string[],
): Promise<Judged> {
  const found = await findInputs(files, io.cwd, io.stdin.open);
  const sparesMemory = !fitsInPart(found);
  if (sparesMemory) spareMemory();
  else spareNewSpace();
  const judge = await gatePlan(io, flags, { sparesMemory });
  const { gate, plan } = judge;
  if (flags.resume && found.some(({ isFile }) => !isFile)) throw cannotResume();
  const state = runState(io, { ...flags, files }, flags.resume === true);
  const mapping = flags.mapping ? await readMapping(flags.mapping, io, plan) : undefined;
  const history = flags.history === undefined ? undefined : await historyOf(flags, io, plan);
  if (files.includes(standardInput) && io.stdin.isTerminal)
    await io.stderr.write("Reading from the terminal; end with Ctrl-D.\n");

  const references = await referencesOf(io, flags, judge);
  try {
    const folder = () => state.folder().path;
    const inputs = await rereadable(found, { memoryBytesMax: partBytes, folder });
    const planned = await planParts(inputs, { partBytes, ...(mapping && { mapping }) });
    const header = await headerOf(planned.inputs, plan, mapping);
    const judgedBy: JudgedBy = {
      gate,
      rows: references.rows,
      tables: references.digests,
      ...(history && { history }),
      businessAt: businessAtOf(io, flags, gate.zone, state),
      ...(mapping
        ? { unsupplied: mapping.unsupplied }
        : await judgedAsEInvoices(planned.inputs, plan.subject, header)),
      ...(plan.rules.some(({ sample }) => sample) && { seed: await seedOf(inputs) }),
    };
    const run: Run = { io, flags, plan, planned, judgedBy, header, references, state, mapping };
    const checked = await untilEnded(io, state, () => judged(run));
    return { judge, checked, end: state.remove };
  } catch (error) {
    await leave(error, state, io);
    throw error;
  } finally {
    references.close();
  }
}

/** Whether inputs are known to be small, which no pipe is. */
const fitsInPart = (inputs: readonly Input[]): boolean =>
  inputs.reduce((sum, { sizeBytes = Infinity }) => sum + sizeBytes, 0) <= partBytes;

/** A run that is ended from outside says how to go on, or leaves nothing behind. */
async function untilEnded<Result>(
  io: Io,
  state: RunState,
  work: () => Promise<Result>,
): Promise<Result> {
  const stop = io.onEnd?.(() => {
    if (state.isRecorded()) return `\n${howToGoOn}\n`;
    state.remove();
    return "";
  });
  try {
    return await work();
  } finally {
    stop?.();
  }
}

const cannotResume = (): GateError =>
  new GateError(
    "invalid",
    "--resume needs files: a pipe or standard input cannot be read again; write it to a file, and " +
      "judge that",
  );

/** An interrupted run keeps its own instant, unless one is named. */
function businessAtOf(io: Io, flags: CheckFlags, zone: string, { interrupted }: RunState): string {
  if (flags.asOf !== undefined) return businessInstant(flags.asOf, zone);
  return interrupted?.manifest.businessAt ?? businessInstant(io.now().toISOString(), zone);
}

/** All that one run is made of. */
interface Run {
  readonly io: Io;
  readonly flags: CheckFlags;
  readonly plan: Plan;
  readonly planned: PlannedParts<FoundInput>;
  readonly judgedBy: JudgedBy;
  readonly header: JsonObject;
  readonly references: References;
  readonly state: RunState;
  readonly mapping: Mapping | undefined;
}

async function judged(run: Run): Promise<Checked> {
  const { io, flags, plan, planned, judgedBy, header, references } = run;
  const { parts, inputs } = planned;
  const progress = progressOn(io, totalBytes(inputs));
  const bounds: Required<Bounds> = { ...boundsDefault, violationsMax: flags.maxViolations };
  const kept = isLarge(planned)
    ? await keptRun(run, bounds, progress)
    : { scratch: memoryScratch() };
  try {
    return await check({
      ...judgedBy,
      plan,
      header,
      parts,
      bounds,
      read: readOf(run, progress),
      onRecords: progress.records,
      settle: references.settle,
      assertUnchanged: () => {
        references.settle();
        for (const { source } of inputs) if (source) assertUnchanged(source);
      },
      ...kept,
    });
  } finally {
    progress.end();
  }
}

const isLarge = ({ inputs, parts }: PlannedParts<FoundInput>): boolean =>
  parts.length > 1 || totalBytes(inputs) > partBytes;

const readOf = ({ planned, plan, mapping }: Run, progress: Progress): ReadPart =>
  partReader({
    inputs: planned.inputs,
    subject: plan.subject,
    ...(mapping && { mapping }),
    onBytes: progress.bytes,
    othersTurn,
  });

/** A run that outlives its process: what it judges is kept in its folder, part by part. */
async function keptRun(run: Run, bounds: Required<Bounds>, progress: Progress) {
  const { io, plan, planned, judgedBy, header, state, flags, mapping } = run;
  const { assertSame, factsOf, judgedParts } = await import("./run-facts.ts");
  const facts = factsOf({
    ...planned,
    plan,
    judgedBy,
    header,
    bounds,
    ...(mapping && { mapping }),
  });
  const { interrupted } = state;
  if (interrupted) assertSame(interrupted, facts);
  const folder = state.folder();
  const judgedBefore = interrupted ? judgedParts(folder, planned.parts) : new Set<number>();
  if (flags.resume) await tellResumed(io, judgedBefore.size, planned.parts.length);
  if (!interrupted && planned.inputs.every(({ source }) => isNamed(source, folder.path)))
    state.record(judgedBy.businessAt, facts);
  const { crewFor } = await import("./choose-crew.ts");
  const crew = crewFor({ ...run, bounds, folder: folder.path, progress });
  return {
    scratch: folderScratch(folder.path),
    judged: judgedBefore,
    ...(crew && { crewFor: crew }),
  };
}

/** Whether an input is a file that somebody named, and not what was spooled for this run alone. */
const isNamed = (source: FoundInput["source"], folder: string): boolean =>
  source !== undefined && !(source.kind === "file" && source.path.startsWith(folder));

async function tellResumed({ stderr }: Io, judged: number, parts: number): Promise<void> {
  await stderr.write(
    judged > 0
      ? `Going on: ${judged} of ${parts} parts were judged before the interruption.\n`
      : "There is no interrupted run of these inputs: judging from the beginning.\n",
  );
}

/** What a run that failed leaves: what may be taken up again stays, and a person hears how. */
async function leave(error: unknown, state: RunState, { stderr }: Io): Promise<void> {
  const isKept = state.isRecorded() && isGateError(error, "unavailable");
  if (isKept) await stderr.write(`${howToGoOn}\n`).catch(() => {});
  if (isKept || isDifferent(error, state)) release(state);
  else state.remove();
}

/** An interrupted run was left as it is, since something else than before was asked for. */
const isDifferent = (error: unknown, { interrupted }: RunState): boolean =>
  interrupted !== undefined && isGateError(error, "conflict");

/** On a disk that is full nothing can be written down, this neither: a process that ended owns nothing. */
function release(state: RunState): void {
  try {
    state.release();
  } catch {
    // See above.
  }
}

export const howToGoOn =
  "holdpoint: what was judged so far is kept: the same command with --resume goes on from there";

const headerOf = (
  inputs: readonly FoundInput[],
  { subject }: Plan,
  mapping: Mapping | undefined,
): Promise<JsonObject> =>
  submissionHeader(
    inputs.map(({ name, open }) => ({ name, isReopenable: true, open: () => open() })),
    { subject, ...(mapping && { mapping }) },
  );

async function historyOf({ history = "" }: CheckFlags, io: Io, plan: Plan): Promise<History> {
  const { readHistory } = await import("./read-history.ts");
  return readHistory(history, io.cwd, plan);
}

const totalBytes = (inputs: readonly FoundInput[]): number =>
  inputs.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);

/** The payload's digest: samples are drawn by it, so that it must be known before any record is judged. */
async function seedOf(inputs: readonly FoundInput[]): Promise<string> {
  const { createHash } = await import("node:crypto");
  const hash = createHash("sha256");
  for (const { source, open } of inputs)
    try {
      for await (const chunk of source ? passingBytes(source) : open()) hash.update(chunk);
    } catch (error) {
      // It is one unreadable piece, and told as that when its turn comes.
      if (!(error instanceof BrokenInput)) throw error;
      hash.update(error.refusal.reason);
    }
  return hash.digest("hex");
}
