import type { FailureNote } from "../../lib/app/large-run/failure-notes.ts";

/** How a state of the machine failed: the name of the error, and what was said of it. */
export interface MachineFailure {
  readonly Error: string;
  /** Of a function: JSON of what it threw. */
  readonly Cause: string;
}

/** What the sender is told of a failed attempt. Causes of bugs are not: they may hold data. */
export interface MachineFailureTold {
  readonly code: string;
  readonly message: string;
}

/**
 * A failure in words, with what one task left as its reason, where the machine only counted.
 *
 * @param note why some task failed, where any did.
 */
export function machineFailureTold(
  { Error: error, Cause }: MachineFailure,
  note: FailureNote | undefined,
): MachineFailureTold {
  const own = words[error];
  if (own !== undefined) return { code: own.code, message: own.message(messageIn(Cause), note) };
  return {
    code: "machine",
    message:
      `the machine that judges runs failed with ${error}: an operator finds more in its history. ` +
      tryAgain,
  };
}

const tryAgain = "Nothing passes; the run can be resumed.";

type Words = (message: string, note: FailureNote | undefined) => string;

const words: Readonly<Record<string, { readonly code: string; readonly message: Words }>> = {
  Unavailable: {
    code: "unavailable",
    message: (message) => `${message}. It was tried again for half an hour at least. ${tryAgain}`,
  },
  OutOfTime: { code: "out_of_time", message: (message) => `${message}. ${tryAgain}` },
  Refused: { code: "refused", message: (message) => `${message}. Nothing passes.` },
  Broken: { code: "internal", message: (message) => `${message}. ${tryAgain}` },
  "States.Timeout": {
    code: "out_of_time",
    message: () => `a step did not end in the time that it has. ${tryAgain}`,
  },
  "Sandbox.Timedout": {
    code: "out_of_time",
    message: () => `a step did not end in the time that it has. ${tryAgain}`,
  },
  "States.ExceedToleratedFailureThreshold": {
    code: "too_many_failures",
    message: (_, note) =>
      "more of it could not be judged than may be held for that reason" +
      `${note === undefined ? "" : `; of one part it is said: ${note.message}`}. ${tryAgain}`,
  },
};

/** What a function said: only what our own functions throw is told, see `StepError`. */
function messageIn(cause: string): string {
  try {
    const { errorMessage } = JSON.parse(cause) as { readonly errorMessage?: unknown };
    return typeof errorMessage === "string" ? errorMessage.replace(/\.$/, "") : "it failed";
  } catch {
    return "it failed";
  }
}
