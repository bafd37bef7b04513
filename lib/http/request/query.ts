import { GateError } from "../../app/errors.ts";

const queryLengthMax = 8_192;

/**
 * The parameters of a query, each of which may stand once.
 *
 * @throws {GateError} `invalid` for one that stands twice, or a query that is too long or no UTF-8.
 */
export function queryIn(text: string): Readonly<Record<string, string>> {
  if (text.length > queryLengthMax)
    throw new GateError(
      "invalid",
      `the query has ${text.length} characters, and at most ${queryLengthMax} are read`,
    );
  const found = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(text)) {
    const parameter = name.slice(0, 100);
    if (found.has(name)) throw mistaken(parameter, "it stands twice: send it once");
    if (value.includes("\ufffd")) throw mistaken(parameter, "it is not UTF-8");
    found.set(name, value);
  }
  return Object.fromEntries(found);
}

const mistaken = (parameter: string, message: string): GateError =>
  new GateError("invalid", `the query does not fit, ${parameter}: ${message}`, {
    mistakes: [{ parameter, message }],
  });
