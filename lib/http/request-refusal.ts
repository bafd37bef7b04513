/** The ways in which the API itself says no, before a use case has heard of the request. */
export const refusalCodes = [
  "unauthenticated",
  "method_not_allowed",
  "not_acceptable",
  "precondition_failed",
  "unsupported_media_type",
  "too_many_requests",
] as const;
export type RefusalCode = (typeof refusalCodes)[number];

/**
 * What is wrong with a request as a piece of HTTP. Use cases know nothing of it: theirs are the
 * codes of `GateError`. The message is for the caller and holds nothing of a person.
 */
export class RequestRefusal extends Error {
  readonly code: RefusalCode;
  readonly reason: string | undefined;
  /** Headers that tell the caller what would be right: `allow`, `www-authenticate`. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: RefusalCode,
    message: string,
    more: {
      readonly reason?: string;
      readonly headers?: Readonly<Record<string, string>>;
      readonly cause?: unknown;
    } = {},
  ) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.name = "RequestRefusal";
    this.code = code;
    this.reason = more.reason;
    this.headers = more.headers ?? {};
  }
}
