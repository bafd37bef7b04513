import { GateError } from "../../lib/app/errors.ts";
import { originOf } from "./origin-of.ts";

/** What a log says of something thrown: names and places, not messages: those of a bug may hold data. */
export function traceOf(error: unknown): unknown {
  if (!(error instanceof Error)) return typeof error;
  const frames = error.stack?.split("\n").filter((line) => /^\s+at /.test(line));
  return {
    name: error.name,
    ...(error instanceof GateError ? { message: error.message } : {}),
    at: frames?.slice(0, 10).map((line) => originOf(line.trim())),
    ...(error.cause === undefined ? {} : { cause: traceOf(error.cause) }),
  };
}
