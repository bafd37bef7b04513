import { GateError, type GateErrorCode, type Mistake } from "../app/errors.ts";
import { type RefusalCode, RequestRefusal } from "./request-refusal.ts";

/** RFC 9457, with a stable code, a stable reason and the place of each mistake. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ProblemCode;
  /** Which of the code's refusals it is, where a program would tell them apart. */
  readonly reason?: string;
  readonly detail: string;
  readonly request_id: string;
  readonly mistakes?: readonly Mistake[];
}

export type ProblemCode = GateErrorCode | RefusalCode | "internal";

export const problemMediaType = "application/problem+json";

/** The status and the title of each code: no two codes share a status. */
export const problemStatuses: Readonly<
  Record<ProblemCode, readonly [status: number, title: string]>
> = {
  invalid: [400, "The request has mistakes"],
  unauthenticated: [401, "Nobody is signed in"],
  forbidden: [403, "Not allowed"],
  not_found: [404, "Not found"],
  method_not_allowed: [405, "The method is not for this address"],
  not_acceptable: [406, "No such form of the answer"],
  conflict: [409, "In conflict with what is stored"],
  precondition_failed: [412, "Changed meanwhile"],
  too_large: [413, "Too large"],
  unsupported_media_type: [415, "No such form of the request"],
  too_many_requests: [429, "Too many requests"],
  internal: [500, "A bug of the gate"],
  unavailable: [503, "Not available now"],
};

/**
 * What a caller hears of something thrown. Total. Of anything but a refusal she hears nothing but
 * that it happened: its text may hold data.
 */
export function problemOf(error: unknown, requestId: string): Problem {
  const refusal = refusalIn(error);
  const code: ProblemCode = refusal?.code ?? "internal";
  const [status, title] = problemStatuses[code];
  return {
    type: `urn:holdpoint:problem:${code}`,
    title,
    status,
    code,
    ...(refusal?.reason !== undefined && { reason: refusal.reason }),
    detail: refusal?.message ?? "nothing was done, and nothing may go out: try again, same key",
    request_id: requestId,
    ...(refusal instanceof GateError &&
      refusal.mistakes.length > 0 && { mistakes: refusal.mistakes }),
  };
}

const refusalIn = (error: unknown): GateError | RequestRefusal | undefined =>
  error instanceof GateError || error instanceof RequestRefusal ? error : undefined;
