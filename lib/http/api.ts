import type { Caller } from "../app/caller.ts";
import { GateError } from "../app/errors.ts";
import type { Clock, Limits } from "../app/ports.ts";
import { type HttpEvent, type HttpResult, requestIdOf } from "./event.ts";
import { type IdentitySettings, signIn } from "./identity.ts";
import { matchRoute } from "./match-route.ts";
import { admitEntrance, type Door, entranceOf } from "./origin.ts";
import { problemOf } from "./problem.ts";
import { rememberTokens } from "./remembered-tokens.ts";
import { refuseOtherAnswers } from "./request/media.ts";
import { readRequest } from "./request/read-request.ts";
import { RequestRefusal } from "./request-refusal.ts";
import { fileResult, jsonResult, problemResult } from "./respond.ts";
import type { Call, FileAnswer, Route } from "./route.ts";
import type { Calls, NamedRoute, RouteName } from "./routes.ts";
import { pathParameters } from "./schemas/parameters.ts";

/** A request that has been answered, with what its log line says. */
export interface Served {
  readonly result: HttpResult;
  readonly requestId: string;
  /** Absent where the path is no route's. */
  readonly route?: RouteName;
  /** What the use case answered; absent where it refused or failed. */
  readonly answer?: unknown;
  /** What was thrown: a refusal, or a bug or failure of the world. */
  readonly error?: unknown;
  /** Why nobody counted the request: it was answered all the same. */
  readonly uncounted?: unknown;
}

/** Answers requests. Total: whatever happens becomes an answer, and nothing is thrown. */
export type Api = (event: HttpEvent) => Promise<Served>;

/**
 * The API over some of the routes: those that `calls` answers. For every route the same is done in
 * the same order: admit, find it, sign in, read, call, answer.
 */
export function createApi(
  calls: Partial<Calls>,
  settings: IdentitySettings,
  { clock, limits }: { readonly clock: Clock; readonly limits?: Limits },
): Api {
  const verify = rememberTokens(settings.issuers);
  const callerOf = (door: Door, { headers, requestContext }: HttpEvent): Promise<Caller> => {
    const { authorizer } = requestContext;
    const { authorization } = headers;
    return signIn({ door, authorization, authorizer }, settings, clock.now(), verify);
  };
  return async (event) => {
    const requestId = requestIdOf(event);
    const { method } = event.requestContext.http;
    const isHead = method === "HEAD";
    let route: NamedRoute | undefined;
    let uncounted: unknown;
    try {
      const entrance = entranceOf(event.rawPath);
      await admitEntrance(entrance, event.headers, settings.origin);
      const found = routeFor(method, entrance.path);
      route = found.route;
      const call = calls[route.name] as Call<Route> | undefined;
      if (call === undefined) throw nowhere();
      const caller = route.isPublic ? undefined : await callerOf(entrance.door, event);
      if (limits !== undefined && caller !== undefined)
        uncounted = await admitOneMore(limits, caller, clock.now());
      refuseOtherAnswers(event.headers["accept"], mediaTypeOf(route));
      const parameters = parametersOf(found.parameters);
      const request = readRequest(route, event);
      // The table pairs each route with its call; the compiler has checked that, route by route.
      const asked = { ...request, caller, parameters } as unknown as Parameters<typeof call>[0];
      const answer = await call(asked);
      const about = { route, event, requestId, isHead };
      const result =
        route.answer === "file"
          ? fileResult(answer as FileAnswer, about)
          : jsonResult(answer, about);
      const counted = uncounted === undefined ? {} : { uncounted };
      return { result, requestId, route: route.name, answer, ...counted };
    } catch (thrown) {
      const error = asRefusal(thrown, event);
      const headers = error instanceof RequestRefusal ? error.headers : {};
      const result = problemResult(problemOf(error, requestId), headers, isHead);
      return { result, requestId, ...(route && { route: route.name }), error };
    }
  };
}

/**
 * Counts one request of a caller. A counter that cannot be reached stops no verdict: what it threw is
 * given back, to be told.
 *
 * @throws {RequestRefusal} `too_many_requests`, with the seconds after which to try again.
 */
async function admitOneMore(limits: Limits, caller: Caller, now: string): Promise<unknown> {
  let seconds: number | undefined;
  try {
    seconds = await limits.take(caller.principal, now);
  } catch (error) {
    return error;
  }
  if (seconds === undefined) return undefined;
  throw new RequestRefusal(
    "too_many_requests",
    `you have asked more often than one caller may: try again in ${seconds} s, with the same key`,
    { headers: { "retry-after": String(seconds) } },
  );
}

function routeFor(method: string, path: string) {
  const matched = matchRoute(method, path);
  if (matched.kind === "route") return matched;
  if (matched.kind === "none") throw nowhere();
  const allow = matched.allowed.join(", ");
  throw new RequestRefusal("method_not_allowed", `this address takes ${allow}`, {
    headers: { allow },
  });
}

const nowhere = (): GateError =>
  new GateError("not_found", "there is nothing at this address: /openapi.json lists all there is");

const mediaTypeOf = ({ answer, name }: NamedRoute): string => {
  if (answer !== "file") return "application/json";
  return name === "docs" ? "text/html" : "*/*";
};

/** What cannot be anything's name is nothing's: the same answer as for a name that nobody has. */
function parametersOf(
  parameters: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  for (const [name, value] of Object.entries(parameters))
    if (!pathParameters[name as keyof typeof pathParameters].safeParse(value).success)
      throw new GateError("not_found", `there is no ${name} of this name: correct the path`);
  return parameters;
}

/** A document that moved is a failed precondition where the caller had set one. */
function asRefusal(thrown: unknown, { headers }: HttpEvent): unknown {
  const isMoved =
    thrown instanceof GateError && thrown.code === "conflict" && thrown.reason === "moved";
  if (!isMoved || headers["if-match"] === undefined) return thrown;
  return new RequestRefusal(
    "precondition_failed",
    "it is no longer as you saw it: read it again, and decide again",
    { reason: "moved", cause: thrown },
  );
}
