import { GateError, type GateErrorCode, type Mistake } from "../../app/errors.ts";
import type { Task } from "../../app/run/workshop.ts";
import { InputError } from "../../subjects/readers/input-error.ts";

/** What a worker is told. */
export interface Order {
  readonly number: number;
  readonly task: Task;
}

/** What a worker says. */
export type News =
  | { readonly news: "progress"; readonly records: number; readonly bytes: number }
  | { readonly news: "done"; readonly number: number }
  | { readonly news: "failed"; readonly number: number; readonly failure: Failure };

/** Something thrown, as it comes through to another thread. */
export interface Failure {
  readonly message: string;
  readonly stack: string;
  /** Of a `GateError`. */
  readonly code?: GateErrorCode;
  readonly mistakes?: readonly Mistake[];
  /** Of an `InputError`. */
  readonly problems?: readonly string[];
}

export function failureOf(error: unknown): Failure {
  if (!(error instanceof Error)) return { message: String(error), stack: "" };
  const { message, stack = "" } = error;
  if (error instanceof GateError)
    return { message, stack, code: error.code, mistakes: error.mistakes };
  if (error instanceof InputError) return { message, stack, problems: error.problems };
  return { message, stack };
}

/** The same error again, of the same class: it is told and mapped as if it had been thrown here. */
export function errorOf({ message, stack, code, mistakes = [], problems }: Failure): Error {
  const error =
    code !== undefined
      ? new GateError(code, message, { mistakes })
      : problems !== undefined
        ? new InputError(problems)
        : new Error(message);
  error.stack = stack;
  return error;
}
