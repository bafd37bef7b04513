import {
  DescribeExecutionCommand,
  SFNClient,
  type SFNClientConfig,
  StartExecutionCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import type { LargeRun } from "../../app/large-run/run.ts";
import type { RunLook, RunMachine } from "../../app/ports.ts";
import { clientSettings } from "../aws/client-settings.ts";
import { nameOf, reaching, unavailable } from "../aws/reaching.ts";

/** A client whose calls end; see `clientSettings`. */
export const stepFunctionsClient = (config: SFNClientConfig = {}): SFNClient =>
  new SFNClient({ ...clientSettings, ...config });

/** What an execution is given: which run, and which attempt at it. */
export interface ExecutionInput {
  readonly run: string;
  readonly attempt: number;
}

/**
 * Runs as executions of a standard state machine, one an attempt, named `{run}-{attempt}`: two that
 * start the same attempt start one execution.
 *
 * @param stateMachineArn `arn:aws:states:{region}:{account}:stateMachine:{name}`
 */
export function stepFunctionsMachine(client: SFNClient, stateMachineArn: string): RunMachine {
  const executionArn = (run: LargeRun): string =>
    `${stateMachineArn.replace(":stateMachine:", ":execution:")}:${executionName(run)}`;
  return {
    start: async (run) => {
      const input: ExecutionInput = { run: run.id, attempt: attemptOf(run) };
      const start = new StartExecutionCommand({
        stateMachineArn,
        name: executionName(run),
        input: JSON.stringify(input),
      });
      try {
        await client.send(start);
      } catch (error) {
        // The name says run and attempt, so that the other one does what this one would have done.
        if (nameOf(error) !== "ExecutionAlreadyExists") throw unavailable("the machine", error);
      }
    },
    stop: async (run) => {
      const stop = new StopExecutionCommand({
        executionArn: executionArn(run),
        cause: `the run is ${run.state}`,
      });
      await reaching("the machine", client.send(stop).catch(unlessUnknown));
    },
    look: async (run) => {
      const describe = new DescribeExecutionCommand({ executionArn: executionArn(run) });
      const found = await reaching("the machine", client.send(describe).catch(unlessUnknown));
      return lookOf(found?.status, found?.error, found?.cause);
    },
  };
}

/** At most 80 characters, as Step Functions takes: an id has 40. */
const executionName = (run: LargeRun): string => `${run.id}-${attemptOf(run)}`;

function attemptOf({ id, judging }: LargeRun): number {
  if (judging === undefined) throw new Error(`the run ${id} is not being judged`);
  return judging.attempt;
}

function unlessUnknown(error: unknown): undefined {
  if (nameOf(error) !== "ExecutionDoesNotExist") throw error;
  return undefined;
}

/** As much of a cause as a person reads: it can be 32 KB of a stack. */
const causeLengthMax = 500;

function lookOf(status: string | undefined, error = "", cause = ""): RunLook {
  switch (status) {
    case undefined:
      return { is: "unknown" };
    case "SUCCEEDED":
      return { is: "ended" };
    case "RUNNING":
    case "PENDING_REDRIVE":
      return { is: "running" };
    default: {
      const why = [error, cause.slice(0, causeLengthMax)].filter((text) => text !== "").join(": ");
      return { is: "failed", message: why === "" ? status : `${status}: ${why}` };
    }
  }
}
