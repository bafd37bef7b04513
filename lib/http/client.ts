import type * as z from "zod";
import { pathOf } from "./match-route.ts";
import type { Problem } from "./problem.ts";
import type { AnswerOf, ParameterIn, Route, SentBodyOf } from "./route.ts";
import { type NamedRoute, type RouteName, type RouteTable, routes } from "./routes.ts";

/**
 * The API as functions, by the names of the route table: `client.decide({ parameters: { case }, body })`.
 * Typed by the very table that the server serves, so that neither can drift from the other.
 */
export type Client = {
  readonly [Name in RouteName]: (
    asked: AskedOf<RouteTable[Name]>,
  ) => Promise<AnswerOf<RouteTable[Name]>>;
};

export interface ClientSettings {
  /** Of the gate, without a path: `http://127.0.0.1:4600`. */
  readonly url: string;
  /** The token for the next request; undefined signs nobody in. */
  readonly token: () => string | undefined | Promise<string | undefined>;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly wait: (ms: number) => Promise<void>;
  /** For each try; the answer must have come whole by then. */
  readonly timeoutMs?: number;
  /** Tries of what may be repeated. */
  readonly triesMax?: number;
}

/** What one call says: what stands in the path, the query and the body, where the route has them. */
export type AskedOf<R extends Route> = ParametersOf<R> &
  QuerySentOf<R> &
  BodySentOf<R> & {
    /** With it the call is repeated when no answer came; without it only questions are. */
    readonly idempotencyKey?: string;
    /** The version that was seen: nothing is done where it has changed since. */
    readonly version?: number;
  };

type ParametersOf<R extends Route> = [ParameterIn<R["path"]>] extends [never]
  ? object
  : { readonly parameters: Readonly<Record<ParameterIn<R["path"]>, string>> };

type QuerySentOf<R extends Route> = R extends { readonly query: infer Q extends z.ZodObject }
  ? RequiredNames<z.input<Q>> extends never
    ? { readonly query?: QueryValues<Q> }
    : { readonly query: QueryValues<Q> }
  : object;

type BodySentOf<R extends Route> =
  SentBodyOf<R> extends undefined
    ? object
    : Record<string, never> extends SentBodyOf<R>
      ? { readonly body?: SentBodyOf<R> }
      : { readonly body: SentBodyOf<R> };

type RequiredNames<T> = { [K in keyof T]-?: undefined extends T[K] ? never : K }[keyof T];

/** Values as they are meant: numbers, lists and flags become text on the way. */
type QueryValues<Q extends z.ZodObject> = {
  readonly [K in RequiredNames<z.input<Q>>]: K extends keyof z.output<Q> ? z.output<Q>[K] : never;
} & { readonly [K in keyof z.output<Q>]?: z.output<Q>[K] | undefined };

/** The gate's own no: what was found, and what would be right. */
export class ApiProblem extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.name = "ApiProblem";
    this.problem = problem;
  }
}

/** No gate answered, or what answered is none. Whether something was done is not known. */
export class NoAnswer extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = "NoAnswer";
  }
}

const timeoutMsDefault = 30_000;
const triesMaxDefault = 4;
const firstPauseMs = 200;

/**
 * A client of a gate. A question, or a call with an idempotency key, is tried again when no answer
 * comes or the gate is not available now (429, 503), after a pause that doubles or that the gate names.
 *
 * Its functions throw `ApiProblem` for what the gate refuses, and `NoAnswer`.
 */
export function createClient(settings: ClientSettings): Client {
  const functions = routes.map((route) => [
    route.name,
    (asked: AnyAsked) => callRoute(settings, route, asked),
  ]);
  return Object.fromEntries(functions) as Client;
}

/** Every item of a list, page after page; `list` is told the cursor of the next one. */
export async function* itemsOf<Item>(
  list: (
    cursor: string | undefined,
  ) => Promise<{ readonly items: readonly Item[]; readonly next?: string | undefined }>,
): AsyncGenerator<Item, void> {
  let cursor: string | undefined;
  do {
    const page = await list(cursor);
    yield* page.items;
    cursor = page.next;
  } while (cursor !== undefined);
}

interface AnyAsked {
  readonly parameters?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly idempotencyKey?: string;
  readonly version?: number;
}

async function callRoute(
  settings: ClientSettings,
  route: NamedRoute,
  asked: AnyAsked,
): Promise<unknown> {
  const path = pathOf(route.path, asked.parameters ?? {});
  const url = `${settings.url.replace(/\/$/, "")}${path}${queryText(asked.query)}`;
  const mayRepeat = route.method === "GET" || asked.idempotencyKey !== undefined;
  const triesMax = mayRepeat ? (settings.triesMax ?? triesMaxDefault) : 1;
  for (let tries = 1; ; tries++) {
    const tried = await tryOnce(settings, url, route, asked);
    if (tried.kind === "answer") return tried.answer;
    if (!tried.mayPass || tries >= triesMax) throw tried.error;
    await settings.wait(tried.pauseMs ?? firstPauseMs * 2 ** (tries - 1));
  }
}

type Tried =
  | { readonly kind: "answer"; readonly answer: unknown }
  | {
      readonly kind: "error";
      readonly error: Error;
      /** Whether the same request may well be answered later. */
      readonly mayPass: boolean;
      readonly pauseMs?: number;
    };

async function tryOnce(
  settings: ClientSettings,
  url: string,
  route: NamedRoute,
  asked: AnyAsked,
): Promise<Tried> {
  const token = await settings.token();
  let response: Response;
  let bytes: Buffer;
  try {
    response = await settings.fetch(url, {
      method: route.method,
      headers: headersOf(route, asked, token),
      ...(route.body !== undefined && { body: bodyText(asked.body) }),
      redirect: "error",
      signal: AbortSignal.timeout(settings.timeoutMs ?? timeoutMsDefault),
    });
    bytes = Buffer.from(await response.arrayBuffer());
  } catch (cause) {
    const error = new NoAnswer(`no gate answered at ${settings.url}`, cause);
    return { kind: "error", error, mayPass: true };
  }
  if (response.ok && route.answer === "file") return fileOf(response, bytes);
  const said = jsonOf(bytes);
  if (response.ok && said !== undefined) return { kind: "answer", answer: said };
  return refusalOf(response, said, settings.url);
}

const headersOf = (
  { body, answer }: NamedRoute,
  { idempotencyKey, version }: AnyAsked,
  token: string | undefined,
): Record<string, string> => ({
  accept: answer === "file" ? "*/*" : "application/json",
  ...(body !== undefined && { "content-type": "application/json" }),
  ...(token !== undefined && { authorization: `Bearer ${token}` }),
  ...(idempotencyKey !== undefined && { "idempotency-key": idempotencyKey }),
  ...(version !== undefined && { "if-match": `"${version}"` }),
});

const bodyText = (body: unknown): string | Uint8Array<ArrayBuffer> =>
  typeof body === "string" || body instanceof Uint8Array
    ? (body as string | Uint8Array<ArrayBuffer>)
    : JSON.stringify(body ?? {});

function queryText(query: AnyAsked["query"]): string {
  const said = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {}))
    if (value !== undefined) said.set(name, String(value));
  return said.size === 0 ? "" : `?${said}`;
}

const fileOf = (response: Response, bytes: Buffer): Tried => {
  const mediaType = response.headers.get("content-type") ?? "application/octet-stream";
  return { kind: "answer", answer: { mediaType, bytes } };
};

function jsonOf(bytes: Buffer): object | undefined {
  try {
    const value: unknown = JSON.parse(bytes.toString("utf8"));
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function refusalOf(response: Response, said: object | undefined, url: string): Tried {
  const { status } = response;
  const mayPass = status === 429 || status === 503;
  const seconds = Number(response.headers.get("retry-after") ?? "");
  const pause = seconds > 0 && seconds <= 60 ? { pauseMs: seconds * 1_000 } : {};
  const isOurs = said !== undefined && "code" in said && "detail" in said;
  const error = isOurs
    ? new ApiProblem(said as Problem)
    : new NoAnswer(`${url} answered with status ${status}, and not as a gate does`);
  return { kind: "error", error, mayPass, ...pause };
}
