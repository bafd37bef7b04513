import { gzipSync } from "node:zlib";
import type { HttpEvent, HttpResult } from "./event.ts";
import { type Problem, problemMediaType } from "./problem.ts";
import { entityTag, isKnown } from "./request/entity-tag.ts";
import type { FileAnswer } from "./route.ts";
import type { NamedRoute } from "./routes.ts";

/** What an answer depends on beside its body. */
export interface Asked {
  readonly route: NamedRoute;
  readonly event: HttpEvent;
  readonly requestId: string;
  /** HEAD: the same but for the body. */
  readonly isHead: boolean;
}

/** What every answer says: it is what it says it is, is nobody else's, and runs nothing. */
const always = {
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "strict-transport-security": "max-age=31536000",
  "x-content-type-options": "nosniff",
};

/**
 * The answer of a use case as JSON: with an ETag where the route tells versions (304 where the caller
 * has it), and with a link where there is a next page.
 */
export function jsonResult(answer: unknown, asked: Asked): HttpResult {
  const { route, event, requestId, isHead } = asked;
  const body = JSON.stringify(answer);
  const headers = {
    ...always,
    "cache-control": cacheControl(route),
    "content-type": "application/json",
    "x-request-id": requestId,
    ...linkTo(answer, event),
  };
  if (route.version !== "told")
    return isLarge(body) && takesGzip(event)
      ? packed(headers, body, isHead)
      : result(200, headers, body, isHead);
  const etag = entityTag((answer as { readonly version: number }).version, body);
  const isSame = isKnown(event.headers["if-none-match"], etag);
  return isSame
    ? result(304, { ...headers, etag }, "", false)
    : result(200, { ...headers, etag }, body, isHead);
}

/** What is larger goes compressed, where the caller takes it: Lambda answers with 6 MB at most. */
const packedFromBytes = 1_000_000;

const isLarge = (body: string): boolean => body.length > packedFromBytes;

const takesGzip = ({ headers }: HttpEvent): boolean =>
  /(^|,)\s*gzip\s*(,|;\s*q=(?!0(\.0*)?\s*(,|$))|$)/i.test(headers["accept-encoding"] ?? "");

const packed = (
  headers: Readonly<Record<string, string>>,
  body: string,
  isHead: boolean,
): HttpResult => ({
  statusCode: 200,
  headers: { ...headers, "content-encoding": "gzip", vary: "accept-encoding" },
  body: isHead ? "" : gzipSync(body).toString("base64"),
  isBase64Encoded: !isHead,
});

/** A page or a file. */
export function fileResult(
  { mediaType, bytes, policy }: FileAnswer,
  { route, requestId, isHead }: Asked,
): HttpResult {
  const headers = {
    ...always,
    ...(policy !== undefined && { "content-security-policy": policy }),
    "cache-control": cacheControl(route),
    "content-type": mediaType,
    "x-request-id": requestId,
  };
  const body = isHead ? "" : Buffer.from(bytes).toString("base64");
  return { statusCode: 200, headers, body, isBase64Encoded: !isHead };
}

/** Why nothing was done. */
export function problemResult(
  problem: Problem,
  own: Readonly<Record<string, string>>,
  isHead: boolean,
): HttpResult {
  const headers = {
    ...always,
    "cache-control": "no-store",
    "content-type": problemMediaType,
    "x-request-id": problem.request_id,
    ...(problem.status === 503 && { "retry-after": "1" }),
    ...own,
  };
  return result(problem.status, headers, JSON.stringify(problem), isHead);
}

const result = (
  statusCode: number,
  headers: Readonly<Record<string, string>>,
  body: string,
  isHead: boolean,
): HttpResult => ({ statusCode, headers, body: isHead ? "" : body, isBase64Encoded: false });

function cacheControl({ keptSeconds, version }: NamedRoute): string {
  if (keptSeconds !== undefined) return `public, max-age=${keptSeconds}`;
  return version === "told" ? "private, no-cache" : "no-store";
}

/** Where the next page of a list is; nothing on the last one. */
function linkTo(answer: unknown, event: HttpEvent): Readonly<Record<string, string>> {
  const { next } = answer as { readonly next?: unknown };
  if (typeof next !== "string") return {};
  const query = new URLSearchParams(event.rawQueryString ?? "");
  query.set("cursor", next);
  return { link: `<${event.rawPath}?${query}>; rel="next"` };
}
