import { GateError, type GateErrorCode, type Mistake } from "../../app/errors.ts";
import type { Task } from "../../app/run/workshop.ts";
import { InputError } from "../../subjects/readers/input-error.ts";

/** What a worker is told. */
export interface Order<Work = Task> {
  readonly number: number;
  readonly task: Work;
}

/** What a worker says. */
export type News<Given = void> =
  | { readonly news: "progress"; readonly records: number; readonly bytes: number }
  | { readonly news: "done"; readonly number: number; readonly given?: Given }
  | { readonly news: "failed"; readonly number: number; readonly failure: Failure };

/** Something thrown, as it comes through to another thread. */
export interface Failure {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
  /** Of a `GateError`. */
  readonly code?: GateErrorCode;
  readonly reason?: string;
  readonly mistakes?: readonly Mistake[];
  /** Of an `InputError`. */
  readonly problems?: readonly string[];
}

export function failureOf(error: unknown): Failure {
  if (!(error instanceof Error)) return { name: "Error", message: String(error), stack: "" };
  const { name, message, stack = "" } = error;
  if (error instanceof GateError) {
    const { code, mistakes, reason } = error;
    return { name, message, stack, code, mistakes, ...(reason !== undefined && { reason }) };
  }
  if (error instanceof InputError) return { name, message, stack, problems: error.problems };
  return { name, message, stack };
}

/** The same error again, of the same class or name: it is told and mapped as if thrown here. */
export function errorOf({ name, message, stack, code, reason, mistakes = [], problems }: Failure) {
  const error =
    code !== undefined
      ? new GateError(code, message, { mistakes, ...(reason !== undefined && { reason }) })
      : problems !== undefined
        ? new InputError(problems)
        : new Error(message);
  error.name = name;
  error.stack = stack;
  return error;
}
