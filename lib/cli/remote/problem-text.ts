import type { ApiProblem, NoAnswer } from "../../http/client.ts";
import { plainText } from "../plain-text.ts";

/** What to do, where the gate's own sentence does not say. */
const hints: Readonly<Record<string, string>> = {
  unauthenticated: "sign in again: `holdpoint token` makes a token for a gate on this machine",
  precondition_failed: "look at it again, and decide on what you see now",
  unavailable: "nothing is lost: try again in a moment",
  internal: "report it with the request's id below",
};

/** What a gate's no, or its silence, says to a person; undefined for other errors. */
export function problemText(error: unknown): string | undefined {
  if (isNoAnswer(error)) {
    const cause = causeOf(error);
    return `${error.message}${cause === "" ? "" : ` (${cause})`}: is it running?`;
  }
  if (!isApiProblem(error)) return undefined;
  const { detail, code, reason, mistakes = [], request_id: id } = error.problem;
  const hint = hints[code];
  return [
    detail,
    ...mistakes
      .map((mistake) => `${placeOf(mistake)}${mistake.message}`)
      // The only mistake may be the sentence itself.
      .filter((line) => line !== detail)
      .map((line) => `  ${line}`),
    ...(hint === undefined ? [] : [`  → ${hint}`]),
    `  (${[code, reason].filter(Boolean).join(", ")}; request ${id})`,
  ]
    .map((line) => plainText(line, { lines: true }))
    .join("\n");
}

// By their names: who judges files need not load all that a client knows.
const isNoAnswer = (error: unknown): error is NoAnswer =>
  error instanceof Error && error.name === "NoAnswer";
const isApiProblem = (error: unknown): error is ApiProblem =>
  error instanceof Error && error.name === "ApiProblem" && "problem" in error;

function placeOf(mistake: NonNullable<ApiProblem["problem"]["mistakes"]>[number]): string {
  const { pointer, header, line, column } = mistake;
  if (header !== undefined) return `${header}: `;
  if (line !== undefined) return `line ${line}, column ${column ?? 1}: `;
  return pointer === undefined || pointer === "" ? "" : `${pointer}: `;
}

/** `fetch` hides why in causes. */
function causeOf(error: unknown): string {
  let found = "";
  for (let at = error as { readonly code?: unknown; readonly cause?: unknown } | undefined; at; ) {
    if (typeof at.code === "string") found = at.code;
    at = at.cause as typeof at;
  }
  return found;
}
