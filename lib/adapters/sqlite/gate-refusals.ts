import { GateError } from "../../app/errors.ts";
import { reasonOf } from "../files/failures.ts";
import type { Refusal } from "./writing.ts";

/** What was thrown while the store was read or written, as plain data. */
export function refusalOf(error: unknown): Refusal {
  const told = toldOf(error);
  const cause = error instanceof GateError ? error.cause : error;
  return {
    code: told.code,
    message: told.message,
    ...(told.reason !== undefined && { reason: told.reason }),
    ...(cause !== undefined && {
      cause: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause),
    }),
  };
}

/** The GateError that plain data stands for. */
export const errorOf = ({ code, message, reason, cause }: Refusal): GateError =>
  new GateError(code, message, {
    ...(reason !== undefined && { reason }),
    ...(cause !== undefined && { cause }),
  });

/** Does something with the store; what it throws becomes a refusal. */
export function telling<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw toldOf(error);
  }
}

/** What was thrown as a use case's refusal, which names no path: callers hear it. */
export function toldOf(error: unknown): GateError {
  if (error instanceof GateError) return error;
  const reason = reasons[sqliteCodeOf(error) ?? -1] ?? reasonOf(error);
  return new GateError("unavailable", `the gate's store cannot be used: ${reason}`, {
    cause: error,
  });
}

/** The primary result code of SQLite (https://www.sqlite.org/rescode.html). */
export function sqliteCodeOf(error: unknown): number | undefined {
  if (typeof error !== "object" || error === null || !("errcode" in error)) return undefined;
  return typeof error.errcode === "number" ? error.errcode & 0xff : undefined;
}

const damaged = "it is damaged: stop the gate and restore a backup, see docs/store.md";

const reasons: Readonly<Record<number, string>> = {
  5: "something else is writing to it",
  6: "something else is writing to it",
  8: "it is not permitted to write to it",
  10: "reading or writing it failed: look at the device, and at the room left on it",
  11: damaged,
  13: "there is no room left on the device",
  14: "it, or the folder it is in, cannot be opened",
  19: "something in it contradicts what was to be written: this is a mistake of the gate's",
  26: damaged,
};
