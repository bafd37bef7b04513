import { existsSync } from "node:fs";
import { basename, resolve } from "node:path";
import { reasonOf } from "../../adapters/files/failures.ts";
import { writeWhole } from "../../adapters/files/output-file.ts";
import { GateError } from "../../app/errors.ts";
import { type Backfilled, withEarlierRuns } from "../../app/released-runs.ts";
import type { JsonObject } from "../../core/expression/value.ts";
import { readMapping } from "../check/read-mapping.ts";
import { counted } from "../counted.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { gatePlan } from "../gate-plan.ts";
import type { Io } from "../io.ts";
import { objectIn, textIn } from "./json-file.ts";
import { type CountedRun, countOldRun, type OldRun, openOldRun, runIdOf } from "./old-run.ts";

export interface BackfillFlags {
  readonly gate?: string;
  readonly ruleset?: string;
  readonly history: string;
  readonly releasedOn?: readonly ReleaseDay[];
  readonly run?: string;
  readonly mapping?: string;
  readonly reference?: string;
  readonly referenceAt?: string;
}

/** A day that was named, of one run where several are given. */
export interface ReleaseDay {
  /** `run_id`, or the name of its file or folder. */
  readonly run?: string;
  readonly day: string;
}

/** `holdpoint history backfill`: counts runs that went out before anybody kept a history. */
export async function backfill(
  io: Io,
  flags: BackfillFlags,
  ...names: readonly string[]
): Promise<ExitCode> {
  const { gate, plan } = await gatePlan(io, flags);
  if (flags.run !== undefined && names.length > 1)
    throw new GateError(
      "invalid",
      "--run is the header of one run: name one, or put it beside each",
    );
  const envelope = flags.run === undefined ? undefined : objectIn(flags.run, io.cwd);
  const path = resolve(io.cwd, flags.history);
  const before = existsSync(path) ? textIn(flags.history, io.cwd) : undefined;
  const earlier = before === undefined ? undefined : objectIn(flags.history, io.cwd);
  const mapping = flags.mapping ? await readMapping(flags.mapping, io, plan) : undefined;

  const opened = await eachOf(names, (name) => openOldRun(name, envelope, { io, plan, mapping }));
  const days = daysOf(opened, flags.releasedOn ?? []);
  const { findReferences } = await import("../../adapters/references/find.ts");
  const { reference, referenceAt } = flags;
  const references = findReferences(
    {
      ...(reference !== undefined && { reference }),
      ...(referenceAt !== undefined && { referenceAt }),
      cwd: io.cwd,
      zone: gate.zone,
      tell: (text) => void io.stderr.write(text),
    },
    plan,
  );
  const reading = { io, gate, plan, mapping, references: await references };
  try {
    const runs = await eachOf(opened, (old) => countOldRun(old, days.get(old), reading));
    const done = withEarlierRuns(
      earlier,
      runs.map(({ run }) => run),
      flags.history,
      plan,
    );
    return await write(io, flags.history, before, done, runs);
  } finally {
    reading.references.close();
  }
}

/** Each in its turn; what is wrong with any is told of all, in one go. */
async function eachOf<One, Result>(
  ones: readonly One[],
  make: (one: One) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  const wrong: GateError[] = [];
  for (const one of ones)
    try {
      results.push(await make(one));
    } catch (error) {
      if (!(error instanceof GateError)) throw error;
      wrong.push(error);
    }
  const [first] = wrong;
  if (!first) return results;
  if (wrong.length === 1) throw first;
  throw new GateError(first.code, wrong.map(({ message }) => message).join("\n"));
}

/** Which named day belongs to which run. A day that belongs to none is a slip of the pen. */
function daysOf(runs: readonly OldRun[], named: readonly ReleaseDay[]): Map<OldRun, string> {
  const days = new Map<OldRun, string>();
  for (const { run: of, day } of named) {
    const meant = of === undefined ? runs : runs.filter((run) => isCalled(run, of));
    const [only] = meant;
    if (only === undefined)
      throw new GateError(
        "invalid",
        `--released-on ${of}=${day}: no run is called '${of}': name its run_id, its file or folder`,
      );
    if (meant.length > 1)
      throw new GateError(
        "invalid",
        of === undefined
          ? `--released-on ${day} does not say of which run: write RUN=${day}`
          : `--released-on ${of}=${day}: ${meant.length} runs are called '${of}': name the file`,
      );
    if (days.has(only))
      throw new GateError("invalid", `--released-on names the day of ${only.name} twice`);
    days.set(only, day);
  }
  return days;
}

const isCalled = (run: OldRun, name: string): boolean =>
  [runIdOf(run), run.name, basename(run.name)].includes(name);

async function write(
  io: Io,
  name: string,
  before: string | undefined,
  { file, history, added, completed, known }: Backfilled,
  runs: readonly CountedRun[],
): Promise<ExitCode> {
  for (const { run, unknown } of runs)
    for (const [figure, why] of Object.entries(unknown))
      await io.stderr.write(`${run.name}: ${figure} is unknown: ${why}\n`);
  const path = resolve(io.cwd, name);
  const now = existsSync(path) ? textIn(name, io.cwd) : undefined;
  if (now !== before)
    throw new GateError("conflict", `${name} was changed meanwhile: start once more`);
  if (added.length + completed.length > 0)
    try {
      writeWhole(path, [`${JSON.stringify(file as JsonObject, null, 2)}\n`]);
    } catch (error) {
      await io.stderr.write(`${name} cannot be written: ${reasonOf(error)}\n`);
      return exitCodes.unwritten;
    }
  const [first, last] = [history.runs[0], history.runs.at(-1)];
  const parts = [
    `${counted(added.length, "run")} added`,
    ...(completed.length > 0 ? [`${completed.length} completed`] : []),
    ...(known.length > 0 ? [`${known.length} already there`] : []),
  ];
  await io.stdout.write(
    `${name}: ${parts.join(", ")}; it holds ${counted(history.runs.length, "released run")}, ` +
      `${first?.released_on} to ${last?.released_on}\n`,
  );
  return exitCodes.clear;
}
