import { GateError } from "../../app/errors.ts";
import { parseIdempotencyKey } from "../../app/submission-id.ts";
import { bodyOf, type HttpEvent } from "../event.ts";
import type { NamedRoute } from "../routes.ts";
import { versionAsked } from "./entity-tag.ts";
import { jsonBody } from "./json-body.ts";
import { refuseOtherBodies } from "./media.ts";
import { parsed } from "./mistakes.ts";
import { queryIn } from "./query.ts";

/** What a route's use case is told, but for the caller and the path. */
export interface ReadRequest {
  readonly query: Readonly<Record<string, unknown>> | undefined;
  readonly body: unknown;
  readonly idempotencyKey?: string;
  readonly version?: number;
}

/**
 * Reads what a route takes, and refuses what it does not take: unknown parameters and members,
 * values that do not fit, a body where there is none.
 *
 * @throws {GateError} `invalid` with the place of every mistake, `too_large`.
 * @throws {RequestRefusal} `unsupported_media_type`.
 */
export function readRequest(route: NamedRoute, event: HttpEvent): ReadRequest {
  const sent = queryIn(event.rawQueryString ?? "");
  const query = route.query === undefined ? noQuery(sent) : parsed(route.query, sent, "query");
  const body = bodyFor(route, event);
  const idempotencyKey = keyFor(route, event.headers["idempotency-key"]);
  const version = route.version === "asked" ? versionAsked(event.headers["if-match"]) : undefined;
  return {
    query,
    body,
    ...(idempotencyKey !== undefined && { idempotencyKey }),
    ...(version !== undefined && { version }),
  };
}

function noQuery(sent: Readonly<Record<string, string>>): undefined {
  const [parameter] = Object.keys(sent);
  if (parameter === undefined) return undefined;
  throw new GateError("invalid", "this address takes no query", {
    mistakes: [{ parameter, message: "there is no such parameter" }],
  });
}

function bodyFor({ body: shape }: NamedRoute, event: HttpEvent): unknown {
  const bytes = bodyOf(event);
  if (shape !== undefined) {
    refuseOtherBodies(event.headers["content-type"]);
    return shape === "submission" ? bytes : parsed(shape, jsonBody(bytes), "body");
  }
  if (bytes.length === 0) return undefined;
  throw new GateError("invalid", `a body of ${bytes.length} bytes was sent, and none is taken`, {
    mistakes: [{ pointer: "", message: "none is taken here: leave it out" }],
  });
}

function keyFor({ key: takes }: NamedRoute, sent: string | undefined): string | undefined {
  if (takes === undefined || (takes === "optional" && sent === undefined)) return undefined;
  return parseIdempotencyKey(sent);
}
