import type { Authorizer } from "./identity.ts";

/** What of a request in payload format 2.0 is read; API Gateway and the local server hand it over. */
export interface HttpEvent {
  readonly rawPath: string;
  readonly rawQueryString?: string;
  /** Names in lower case; values of a name that came again are joined by a comma. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
  readonly requestContext: {
    readonly requestId: string;
    readonly http: { readonly method: string };
    readonly authorizer?: Authorizer;
  };
}

/** An answer in payload format 2.0. */
export interface HttpResult {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

/** The bytes as they were received: text is handed over as text, all else in base 64. */
export const bodyOf = ({ body = "", isBase64Encoded = false }: HttpEvent): Buffer =>
  Buffer.from(body, isBase64Encoded ? "base64" : "utf8");

/**
 * The name under which logs, problems and the caller speak of a request: the caller's own where it is
 * of a form that harms no log, else the gateway's.
 */
export function requestIdOf({ headers, requestContext }: HttpEvent): string {
  const own = headers["x-request-id"];
  return own !== undefined && /^[\w.-]{1,64}$/.test(own) ? own : requestContext.requestId;
}
