import { GateError } from "../app/errors.ts";
import { InputError } from "../subjects/readers/input-error.ts";
import { type ExitCode, exitCodes } from "./exit-codes.ts";
import { ChannelError } from "./io.ts";
import { plainText } from "./plain-text.ts";
import { problemText } from "./remote/problem-text.ts";

/** What is told of something thrown, and the exit code it becomes: the one place that maps them. */
export function refusalOf(
  error: unknown,
  debug: boolean,
): { readonly code: ExitCode; readonly message: string } {
  if (error instanceof ChannelError) {
    // Who closes a pipe has seen enough, and wants to hear no more.
    const message = error.isClosed
      ? ""
      : `holdpoint: output could not be written: ${error.message}\n`;
    return { code: exitCodes.unwritten, message };
  }
  const stack = debug && error instanceof Error ? `${error.stack}\n` : "";
  if (error instanceof GateError || error instanceof InputError)
    return {
      code: exitCodes.couldNot,
      message: `holdpoint: ${plainText(error.message, { lines: true })}\n${stack}`,
    };
  const problem = problemText(error);
  if (problem !== undefined)
    return { code: exitCodes.couldNot, message: `holdpoint: ${problem}\n${stack}` };
  return { code: exitCodes.couldNot, message: `${bugText(error)}\n${stack}` };
}

function bugText(error: unknown): string {
  const found = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return (
    `holdpoint: this is a mistake of Holdpoint itself: ${plainText(found)}\n` +
    "Nothing was judged. Please report it, with the command and what --debug adds to this message."
  );
}
