import type { Language } from "../../core/rule.ts";
import { type ExitCode, exitCodes, worstCode } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { type Destination, destinationsOf } from "../outputs/destination.ts";
import { obstaclesTo, writeOutputs } from "../outputs/write-outputs.ts";
import { refusalOf } from "../refusals.ts";
import { judgeSubmission } from "./judge-submission.ts";
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
  readonly workers?: number;
  readonly resume?: boolean;
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
    const { judge, checked, end } = await judgeSubmission(io, flags, files);
    try {
      const showing = { ...checked, judge, flags };
      const written = await writeOutputs(
        destinations.filter((d) => !obstructed.has(d)),
        showing,
        io,
      );
      const unwritten = obstructed.size > 0 ? exitCodes.unwritten : exitCodes.clear;
      return worstCode(verdictCode(checked.report, flags.failOn), written, unwritten);
    } finally {
      end();
    }
  } catch (error) {
    if (obstructed.size === 0) throw error;
    const { message } = refusalOf(error, false);
    await io.stderr.write(message);
    return exitCodes.unwritten;
  }
}
