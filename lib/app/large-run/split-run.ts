import { isObject, type JsonObject } from "../../core/expression/value.ts";
import type { Plan } from "../../core/plan.ts";
import type { Mapping } from "../../subjects/mapping/mapping.ts";
import { BrokenInput } from "../../subjects/readers/broken-input.ts";
import { InputError } from "../../subjects/readers/input-error.ts";
import { GateError } from "../errors.ts";
import { type HistoryRead, readHistory } from "../history/read-history.ts";
import type { ActivePlan, EarlierRuns, Objects, ReferenceTables } from "../ports.ts";
import { judgedAsEInvoices } from "../run/e-invoices.ts";
import { groupsOf } from "../run/groups.ts";
import { cutInput, type InputCut, partsOf, type SizedInput } from "../run/plan-parts.ts";
import { submissionHeader } from "../run/submission-header.ts";
import { pinnedInputs } from "./pinned-inputs.ts";
import type { LargeRun, RunJudging } from "./run.ts";
import { filledFor, runHeader } from "./run-header.ts";
import { runObjects } from "./run-objects.ts";
import { inputOf, mappingOf } from "./run-reading.ts";
import { type RunSizes, sizesFor } from "./run-sizes.ts";
import type { RunInput, RunPlan, RunWorkPorts, SplitRun } from "./run-work.ts";

import { findJson, readPlan, workNames, writeJson } from "./staged-plan.ts";

/** What cutting asks besides: every task reads the earlier runs as they stood then. */
export interface SplitRunPorts extends RunWorkPorts {
  readonly earlierRuns: EarlierRuns;
}

/**
 * Cuts what was uploaded into parts, and writes down all that judging them needs. Called again as long
 * as there is `more`: a large CSV file is gone through in legs. Idempotent; what was cut stays cut.
 *
 * @throws {GateError} `invalid` where nothing can be judged: envelopes contradict each other, a file
 * needs a mapping; `conflict` when an upload is another object by now; `unavailable`.
 */
export async function splitRun(ports: SplitRunPorts, run: LargeRun): Promise<SplitRun> {
  const known = await findJson<RunPlan>(ports.objects, runObjects.work(run.id, workNames.plan));
  if (known !== undefined) return { parts: known.parts, more: false };
  try {
    return await split(ports, run);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new GateError("invalid", error.message, {
      mistakes: error.problems.map((message) => ({ message })),
      cause: error,
    });
  }
}

async function split(ports: SplitRunPorts, run: LargeRun): Promise<SplitRun> {
  const { objects } = ports;
  const judging = judgingOf(run);
  const active = await activeOf(ports, run, judging);
  const mapping = run.mapping === undefined ? undefined : mappingOf(run.mapping, active);
  const inputs = await pinnedInputs(objects, run);
  const sized = inputs.map((input) => openable(objects, input));
  const totalBytes = inputs.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const sizes = (ports.sizes ?? sizesFor)(totalBytes);
  const options = { ...sizes, ...(mapping && { mapping }) };

  const cuts = await cutOn(objects, run, sized, options);
  if (cuts === undefined) return { parts: 0, more: true };
  const planned = partsOf(inputsWith(inputs, sized), cuts, options);
  const header = await headerOf(sized, active.plan, mapping);
  const history = await fixedHistory(ports, run, active.plan, header);
  const plan: RunPlan = {
    schema: "holdpoint/run-plan/1",
    id: run.id,
    gate: run.gate,
    revision: judging.revision,
    gateVersion: judging.gateVersion,
    businessAt: judging.receivedAt,
    header: runHeader(run, header),
    filled: filledFor(run),
    inputs: planned.inputs.map(({ open: _, isWhole: __, ...told }) => told),
    ...(run.mapping !== undefined && { mapping: run.mapping }),
    ...(await suppliedBy(sized, active.plan, mapping, header)),
    seed: run.payload?.digest ?? "",
    loaded: await loadedOf(ports.references, active.plan),
    ...(history && { history: { read: history.read, digest: history.digest } }),
    parts: planned.parts.length,
    partitions: sizes.partitions,
    comparedRecords: sizes.comparedRecords,
    groups: groupsOf(planned.parts, sizes.groupParts),
    groupGroups: sizes.groupGroups,
  };
  await writeJson(objects, runObjects.work(run.id, workNames.parts), planned.parts);
  // Whoever finds the plan finds the parts: it is written last, and by one.
  await writeJson(objects, runObjects.work(run.id, workNames.plan), plan, { onlyNew: true });
  const { parts } = await readPlan(objects, run.id);
  return { parts, more: false };
}

/** Read once for all tasks and attempts, so that a run released meanwhile changes nothing (law 3). */
async function fixedHistory(
  { earlierRuns, objects }: SplitRunPorts,
  { id, gate }: LargeRun,
  plan: Plan,
  { run }: JsonObject,
): Promise<HistoryRead | undefined> {
  const history = await readHistory(earlierRuns, gate, plan, isObject(run) ? run : undefined);
  // By its digest: of two calls at once the one whose plan stands finds its own.
  if (history !== undefined)
    await writeJson(objects, runObjects.work(id, workNames.history(history.digest)), history.runs);
  return history;
}

function judgingOf({ judging, payload }: LargeRun): RunJudging {
  if (judging === undefined || payload === undefined)
    throw new GateError("conflict", "the upload of this run is not over: nothing can be judged");
  return judging;
}

async function activeOf(
  { plans }: RunWorkPorts,
  { gate }: LargeRun,
  { revision, gateVersion }: RunJudging,
): Promise<ActivePlan> {
  const found = await plans.past(gate, revision, gateVersion);
  if (found !== undefined) return found;
  throw new GateError("unavailable", "the rules by which this run is to be judged are not there");
}

const openable = (objects: Objects, input: RunInput): SizedInput => inputOf(objects, input);

const inputsWith = (
  inputs: readonly RunInput[],
  sized: readonly SizedInput[],
): readonly (RunInput & SizedInput)[] =>
  inputs.map((input, at) => ({ ...input, ...(sized[at] as SizedInput) }));

/** Goes on with cutting; undefined where there is more to be done in another call. */
async function cutOn(
  objects: Objects,
  { id }: LargeRun,
  inputs: readonly SizedInput[],
  options: RunSizes & { readonly mapping?: Mapping },
): Promise<readonly (InputCut | undefined)[] | undefined> {
  const name = runObjects.work(id, workNames.cuts);
  const cuts = [...((await findJson<(InputCut | null)[]>(objects, name)) ?? [])];
  if (cuts.at(-1)?.isOpen !== true) cuts.push(null);
  let left = options.legBytes;
  for (let at = cuts.length - 1; at < inputs.length; at++) {
    const input = inputs[at] as SizedInput;
    const soFar = cuts[at] ?? undefined;
    const cut = await unlessBroken(() =>
      cutInput(input, options, { ...(soFar && { soFar }), bytesMax: left }),
    );
    cuts[at] = cut ?? null;
    // Only rows are found by reading everything before them.
    if (cut?.csv) left -= input.sizeBytes;
    if (!cut?.isOpen && (left > 0 || at + 1 === inputs.length)) continue;
    await writeJson(objects, name, cuts);
    return undefined;
  }
  return inputs.map((_, at) => cuts[at] ?? undefined);
}

/** What cannot be opened at all is one unreadable piece, which is told when its part is read. */
async function unlessBroken<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof BrokenInput) return undefined;
    throw error;
  }
}

const headerOf = (
  inputs: readonly SizedInput[],
  { subject }: Plan,
  mapping: Mapping | undefined,
): Promise<JsonObject> =>
  submissionHeader(reopenable(inputs), { subject, ...(mapping && { mapping }) });

const reopenable = (inputs: readonly SizedInput[]) =>
  inputs.map(({ name, open }) => ({ name, isReopenable: true as const, open: () => open() }));

async function suppliedBy(
  inputs: readonly SizedInput[],
  { subject }: Plan,
  mapping: Mapping | undefined,
  header: JsonObject,
): Promise<Pick<RunPlan, "unsupplied" | "locatesEInvoices">> {
  if (mapping) return { unsupplied: mapping.unsupplied, locatesEInvoices: false };
  const { unsupplied, locate } = await judgedAsEInvoices(reopenable(inputs), subject, header);
  return { unsupplied, locatesEInvoices: locate !== undefined };
}

/** As in `submit`: a table that a roster goes through counts as not loaded. */
async function loadedOf(references: ReferenceTables, { rules, subject }: Plan) {
  const rosters = new Set(rules.map(({ roster }) => roster?.table));
  const tables = Object.keys(subject.tables).filter((table) => !rosters.has(table));
  return tables.length === 0 ? [] : [...(await references.loaded(tables))].sort();
}
