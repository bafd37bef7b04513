import { retries } from "./retries.ts";
import type { Json, State } from "./states-language.ts";

/** Whom the machine calls, and where the lists of its tasks lie. */
export interface RunMachineParts {
  /** ARNs of the functions of `lambdas/`. */
  readonly split: string;
  readonly judgeChunk: string;
  readonly judgeKeys: string;
  readonly conclude: string;
  /** The bucket of `Objects`. */
  readonly bucket: string;
}

export interface RunMachineBounds {
  /** Calls of one phase at the same time: what the account may run must be left to others as well. */
  readonly concurrencyMax: number;
  /** How long one attempt may take, all in all. */
  readonly timeoutSeconds: number;
  /** How long one call of a function may take: what the function's own time-out is, and some more. */
  readonly callTimeoutSeconds: number;
}

export const runMachineBounds: RunMachineBounds = {
  concurrencyMax: 200,
  timeoutSeconds: 24 * 60 * 60,
  callTimeoutSeconds: 910,
};

/**
 * The state machine that judges a large run, in the Amazon States Language (JSONPath). Its input is
 * `{ run, attempt }`; each function reads and writes objects, so that nothing large passes through
 * the machine, and each may be called twice. A part that cannot be judged is held; what else fails
 * for good is told to the run before the execution fails. See decision 26.
 */
export function runMachineDefinition(
  parts: RunMachineParts,
  bounds: RunMachineBounds = runMachineBounds,
): Json {
  const call = callOf(bounds);
  const over = overOf(parts, bounds, call);
  return {
    Comment: "Judges a large run: split, judge, compare, merge, conclude",
    StartAt: "Split",
    TimeoutSeconds: bounds.timeoutSeconds,
    States: {
      // A large CSV file is gone through once, in several calls: each begins where the last one ended.
      Split: call(parts.split, {
        Parameters: { "run.$": "$.run", "attempt.$": "$.attempt" },
        ResultPath: "$.split",
        Catch: tellFailure,
        Next: "IsSplit",
      }),
      IsSplit: {
        Type: "Choice",
        Choices: [{ Variable: "$.split.more", BooleanEquals: true, Next: "Split" }],
        Default: "ArrangeJudge",
      },
      ...over("judge", {
        name: "Judge",
        by: parts.judgeChunk,
        next: "ArrangeHold",
        tolerant: true,
      }),
      ...over("hold", { name: "Hold", by: parts.judgeChunk, next: "ArrangeSettle" }),
      ...over("settle", { name: "Settle", by: parts.judgeKeys, next: "ArrangeCollect" }),
      ...over("collect", { name: "Collect", by: parts.judgeChunk, next: "ArrangeCompare" }),
      ...over("compare", { name: "Compare", by: parts.judgeKeys, next: "ArrangeMerge" }),
      // Each round merges what the one before left, until nothing is left to be merged.
      ...over("merge", { name: "Merge", by: parts.conclude, next: "Conclude", again: true }),
      Conclude: call(parts.conclude, {
        Parameters: { step: "conclude", "run.$": "$.run", "attempt.$": "$.attempt" },
        Catch: tellFailure,
        End: true,
      }),
      TellFailure: call(parts.conclude, {
        Parameters: {
          step: "fail",
          "run.$": "$.run",
          "attempt.$": "$.attempt",
          "failure.$": "$.failure",
        },
        ResultPath: "$.told",
        Next: "Failed",
        Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.told", Next: "Failed" }],
      }),
      Failed: { Type: "Fail", ErrorPath: "$.failure.Error", CausePath: "$.failure.Cause" },
    },
  };
}

/** Whatever fails for good ends in a failed run, so that nobody waits in vain. */
const tellFailure: Json = [
  { ErrorEquals: ["States.ALL"], ResultPath: "$.failure", Next: "TellFailure" },
];

type Call = (lambda: string, more: Readonly<Record<string, Json>>) => State;

/** A call of a function. Within a map it fails alone: the map decides what that means. */
const callOf =
  ({ callTimeoutSeconds }: RunMachineBounds): Call =>
  (lambda, more) => ({
    Type: "Task",
    Resource: lambda,
    TimeoutSeconds: callTimeoutSeconds,
    Retry: retries,
    ...more,
  });

interface Phase {
  readonly name: string;
  /** The ARN of the function that does its tasks. */
  readonly by: string;
  readonly next: string;
  /** Goes on although some tasks failed for good: as many as the arranging function says. */
  readonly tolerant?: boolean;
  /** Arranges again when its tasks are done, and goes on when none is left. */
  readonly again?: boolean;
}

/** The states of a phase: arrange its tasks in a list, ask whether there are any, do them all. */
const overOf =
  ({ bucket, conclude }: RunMachineParts, { concurrencyMax }: RunMachineBounds, call: Call) =>
  (phase: string, { name, by, next, tolerant, again }: Phase): Readonly<Record<string, State>> => ({
    [`Arrange${name}`]: call(conclude, {
      Parameters: { step: "arrange", "run.$": "$.run", phase },
      ResultPath: "$.arranged",
      Catch: tellFailure,
      Next: `Has${name}`,
    }),
    [`Has${name}`]: {
      Type: "Choice",
      Choices: [{ Variable: "$.arranged.tasks", NumericGreaterThan: 0, Next: name }],
      Default: next,
    },
    [name]: {
      Type: "Map",
      ItemReader: {
        Resource: "arn:aws:states:::s3:getObject",
        ReaderConfig: { InputType: "JSON" },
        Parameters: { Bucket: bucket, "Key.$": "$.arranged.list" },
      },
      ItemBatcher: {
        MaxItemsPerBatchPath: "$.arranged.batch",
        MaxInputBytesPerBatch: batchBytesMax,
        BatchInput: { "run.$": "$.run" },
      },
      MaxConcurrency: concurrencyMax,
      ...(tolerant && { ToleratedFailureCountPath: "$.arranged.tolerated" }),
      ItemProcessor: {
        ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
        StartAt: `${name}Tasks`,
        States: {
          [`${name}Tasks`]: call(by, {
            Parameters: { step: phase, "run.$": "$.BatchInput.run", "tasks.$": "$.Items" },
            // A map's result is the list of its children's: 256 KB have room for nothing else.
            OutputPath: null,
            End: true,
          }),
        },
      },
      ResultPath: null,
      Catch: tellFailure,
      Next: again ? `Arrange${name}` : next,
    },
  });

/** What a call is given is at most 256 KB. */
const batchBytesMax = 200_000;
