import { GateError } from "../../app/errors.ts";

/** Awaits a call; whatever fails in it means that what it calls could not be relied on. */
export async function reaching<T>(what: string, call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw unavailable(what, error);
  }
}

/** That something could not be reached. */
export const unavailable = (what: string, cause: unknown): GateError =>
  new GateError("unavailable", `${what} could not be reached: try again with the same key`, {
    cause,
  });

/** The name of an error, by which the SDK tells what AWS answered. */
export const nameOf = (error: unknown): string => (error instanceof Error ? error.name : "");
