import { GateError, type GateErrorCode, type Mistake } from "../app/errors.ts";

/** RFC 9457, with a stable code and the place of each mistake. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: GateErrorCode | "internal";
  readonly detail: string;
  readonly request_id: string;
  readonly mistakes?: readonly Mistake[];
}

export const problemMediaType = "application/problem+json";

const statuses: Readonly<Record<Problem["code"], readonly [status: number, title: string]>> = {
  invalid: [400, "The request has mistakes"],
  forbidden: [403, "Not allowed"],
  not_found: [404, "Not found"],
  conflict: [409, "In conflict with what is stored"],
  too_large: [413, "Too large"],
  internal: [500, "A bug of the gate"],
  unavailable: [503, "Not available now"],
};

/**
 * What a caller hears of something thrown. Total. Of anything but a GateError she hears nothing but
 * that it happened: its text may hold data.
 */
export function problemOf(error: unknown, requestId: string): Problem {
  const code = error instanceof GateError ? error.code : "internal";
  const [status, title] = statuses[code];
  return {
    type: `urn:holdpoint:problem:${code}`,
    title,
    status,
    code,
    detail:
      error instanceof GateError
        ? error.message
        : "no verdict was given, and nothing may go out: try again with the same key",
    request_id: requestId,
    ...(error instanceof GateError && error.mistakes.length > 0
      ? { mistakes: error.mistakes }
      : {}),
  };
}
