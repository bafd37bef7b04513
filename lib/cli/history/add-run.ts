import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { reasonOf } from "../../adapters/files/failures.ts";
import { writeWhole } from "../../adapters/files/output-file.ts";
import { withReleasedRun } from "../../app/add-past-run.ts";
import { GateError } from "../../app/errors.ts";
import type { JsonObject } from "../../core/expression/value.ts";
import { counted } from "../counted.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { gatePlan } from "../gate-plan.ts";
import type { Io } from "../io.ts";
import { objectIn } from "./json-file.ts";

export interface AddRunFlags {
  readonly gate?: string;
  readonly ruleset?: string;
  readonly run?: string;
  readonly releasedOn: string;
}

/** `holdpoint history add`: a run was released, and the next ones are compared with it. */
export async function addRun(
  io: Io,
  flags: AddRunFlags,
  report: string,
  history: string,
): Promise<ExitCode> {
  const { plan } = await gatePlan(io, flags);
  if (plan.subject.run !== undefined && flags.run === undefined)
    throw new GateError("invalid", "--run is missing: name the file with the header of the run");
  const read = (name: string): JsonObject => objectIn(name, io.cwd);
  const released = {
    report: read(report),
    header: flags.run === undefined ? {} : read(flags.run),
    releasedOn: flags.releasedOn,
  };
  const earlier = existsSync(resolve(io.cwd, history)) ? read(history) : undefined;
  const { file, history: longer, run } = withReleasedRun(earlier, released, history, plan);
  try {
    writeWhole(resolve(io.cwd, history), [`${JSON.stringify(file, null, 2)}\n`]);
  } catch (error) {
    await io.stderr.write(`${history} cannot be written: ${reasonOf(error)}\n`);
    return exitCodes.unwritten;
  }
  const verdict = released.report["verdict"];
  const beside = verdict === "pass" ? "" : ` (its verdict was ${String(verdict)})`;
  await io.stdout.write(
    `${history}: ${run === undefined ? "a run" : `run ${run}`} added, released on ` +
      `${flags.releasedOn}${beside}; it holds ${counted(longer.runs.length, "released run")}\n`,
  );
  return exitCodes.clear;
}
