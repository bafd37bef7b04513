import type * as z from "zod";
import type { Caller } from "../app/caller.ts";
import type { Operation } from "../app/review/operation.ts";
import type { pathParameters } from "./schemas/parameters.ts";

/** One route of the API: all that may be known of it without knowing what answers it. */
export interface Route {
  readonly method: "GET" | "POST" | "DELETE";
  /** As API Gateway and OpenAPI write it: `/v1/cases/{case}`. */
  readonly path: string;
  /** What the permissions of review call it; absent where whoever is signed in may ask. */
  readonly operation?: Operation;
  /** Whether nobody needs to be signed in. */
  readonly isPublic?: true;
  readonly tag: Tag;
  /** One line, in the imperative. */
  readonly summary: string;
  readonly description?: string;
  readonly query?: z.ZodObject;
  /** A JSON body with this shape; `submission` is whatever a gate judges, as it was sent. */
  readonly body?: z.ZodObject | "submission";
  /** Whether it takes an `Idempotency-Key`. */
  readonly key?: "required" | "optional";
  /** `told`: the answer has an ETag. `asked`: the request may bring it along as `If-Match`. */
  readonly version?: "told" | "asked";
  /** What it answers with status 200; a page or a file where it is not JSON. */
  readonly answer: z.ZodType | "file";
  /** Seconds for which anybody may keep the answer; absent: nobody. */
  readonly keptSeconds?: number;
}

export const tags = {
  Submissions: "What is handed to a gate, and what became of it",
  Runs: "Submissions too large for one request",
  Cases: "What people review",
  Approvals: "The second pair of eyes",
  Passes: "Signed statements of what may go out",
  Letters: "Messages that no consumer could take",
  Audit: "What proves what was kept",
  Gate: "The gate itself",
} as const;
export type Tag = keyof typeof tags;

/** The parameters that stand between braces in a path. */
export type ParameterIn<Path extends string> =
  Path extends `${string}{${infer Name extends keyof typeof pathParameters}}${infer Rest}`
    ? Name | ParameterIn<Rest>
    : never;

/** As `Readonly`, all the way down: use cases answer with what nobody changes. */
export type Told<T> = T extends readonly (infer Item)[]
  ? readonly Told<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Told<T[Key]> }
    : T;

/** What a route's use case is told of the request, beside the caller. */
export type QueryOf<R extends Route> = R extends { readonly query: infer Q extends z.ZodObject }
  ? z.output<Q>
  : undefined;
export type BodyOf<R extends Route> = R extends { readonly body: "submission" }
  ? Uint8Array
  : R extends { readonly body: infer B extends z.ZodObject }
    ? z.output<B>
    : undefined;
/** What a client says: the parameters of the query as they are read, and the body. */
export type SentBodyOf<R extends Route> = R extends { readonly body: "submission" }
  ? Uint8Array | string
  : R extends { readonly body: infer B extends z.ZodObject }
    ? z.input<B>
    : undefined;
export type AnswerOf<R extends Route> = R extends { readonly answer: infer A extends z.ZodType }
  ? Told<z.output<A>>
  : FileAnswer;

/** A request that was matched, signed in and read. */
export interface RequestOf<R extends Route> {
  readonly caller: R extends { readonly isPublic: true } ? undefined : Caller;
  readonly parameters: Readonly<Record<ParameterIn<R["path"]>, string>>;
  readonly query: QueryOf<R>;
  readonly body: BodyOf<R>;
  readonly idempotencyKey?: string;
  /** From `If-Match`. */
  readonly version?: number;
}

/** What answers a route. */
export type Call<R extends Route> = (request: RequestOf<R>) => Promise<AnswerOf<R>>;

/** An answer that is no JSON. */
export interface FileAnswer {
  readonly mediaType: string;
  readonly bytes: Uint8Array;
  /** What it may load, where it is a page. */
  readonly policy?: string;
}
