import * as z from "zod";
import {
  createDocument,
  type ZodOpenApiComponentsObject,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
} from "zod-openapi";
import { rolesFor } from "../app/review/policy/permissions.ts";
import { publishedText } from "../subjects/json-schema.ts";
import { type ProblemCode, problemMediaType, problemStatuses } from "./problem.ts";
import { tags } from "./route.ts";
import { type NamedRoute, routes } from "./routes.ts";
import { problem } from "./schemas/deployment.ts";
import {
  idempotencyKey,
  ifMatch,
  ifNoneMatch,
  type PathParameter,
  pathParameters,
} from "./schemas/parameters.ts";

/** The OpenAPI 3.1 document of the API, made from the route table. Deterministic. */
export function openapiDocument(): Readonly<Record<string, unknown>> {
  const document = createDocument({
    openapi: "3.1.0",
    info: {
      title: "Holdpoint",
      version: "1",
      summary: "The gate for what a company sends its customers",
      description,
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/" }],
    tags: Object.entries(tags).map(([name, text]) => ({ name, description: text })),
    security: [{ token: [] }, { iam: [] }],
    paths: paths(),
    components: {
      schemas: { Problem: problem },
      responses: problemResponses(),
      securitySchemes: {
        token: {
          type: "http",
          scheme: "bearer",
          bearerFormat: "JWT",
          description:
            "A signed token (EdDSA, ES256 or RS256) of the deployment's issuer, for its audience. " +
            "`holdpoint_roles` lists roles; `person` names who stands behind the account.",
        },
        iam: {
          type: "apiKey",
          in: "header",
          name: "Authorization",
          description: "AWS Signature Version 4, on AWS only: machines that submit",
        },
      },
    },
  });
  return document as unknown as Readonly<Record<string, unknown>>;
}

/** The same as text, as it is kept in the repository. */
export const openapiText = (): string => publishedText(openapiDocument());

const description = `Submit what is to go out, hear a verdict, review what is held, and show a signed pass.

Problems are RFC 9457 documents with a stable \`code\`, often a stable \`reason\`, and the place of every
mistake. Repeat any call that has an \`Idempotency-Key\` with the same key: it takes effect once and gives the
same answer. Lists have \`next\` where there is more. Documents have a version: send the ETag you saw as
\`If-Match\`, and nothing is done where it has changed since. Each answer tells its \`x-request-id\`; send your own
(1 to 64 letters, digits, \`.\`, \`_\`, \`-\`) to find it in the logs.`;

function paths(): ZodOpenApiPathsObject {
  const found: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const route of routes) {
    found[route.path] ??= {};
    (found[route.path] as Record<string, ZodOpenApiOperationObject>)[route.method.toLowerCase()] =
      operationOf(route);
  }
  return found;
}

function operationOf(route: NamedRoute): ZodOpenApiOperationObject {
  const { name, tag, summary, operation, isPublic } = route;
  return {
    operationId: name,
    tags: [tag],
    summary,
    description: [route.description, rolesText(route)].filter(Boolean).join("\n\n"),
    ...(isPublic && { security: [] }),
    requestParams: {
      path: z.strictObject(pathShape(route)),
      ...(route.query && { query: route.query }),
      header: z.strictObject(headersOf(route)),
    },
    ...(route.body !== undefined && { requestBody: bodyFor(route) }),
    responses: responsesOf(route),
    ...(operation !== undefined && { "x-holdpoint-operation": operation }),
  };
}

function rolesText({ operation, isPublic }: NamedRoute): string {
  if (isPublic) return "Nobody needs to be signed in.";
  if (operation === undefined) return "For whoever is signed in.";
  return `For the roles ${rolesFor(operation).join(", ")}, as far as each reaches.`;
}

const pathShape = ({ path }: NamedRoute): Record<string, z.ZodType> =>
  Object.fromEntries(
    [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => [
      name as string,
      pathParameters[name as PathParameter],
    ]),
  );

const headersOf = ({ key, version }: NamedRoute): Record<string, z.ZodType> => ({
  ...(key === "required" && { "Idempotency-Key": idempotencyKey }),
  ...(key === "optional" && { "Idempotency-Key": idempotencyKey.optional() }),
  ...(version === "asked" && { "If-Match": ifMatch.optional() }),
  ...(version === "told" && { "If-None-Match": ifNoneMatch.optional() }),
});

/** As short as an order may be that a rule can judge. */
const anOrder = {
  order_number: "2026-4711",
  order_date: "2026-11-22T09:30:00Z",
  order_kind: "sale",
  currency: "EUR",
  totals: { gross: "40.00" },
  items: [{ sku: "A-1", quantity: "1", unit_price: "40.00" }],
};

function bodyFor({ body }: NamedRoute): NonNullable<ZodOpenApiOperationObject["requestBody"]> {
  if (body === "submission")
    return {
      required: true,
      description:
        "A record, a list of records, or an envelope whose `subject` is either; the schemas of the " +
        "kinds are published beside the rule sets",
      content: {
        "application/json": {
          schema: { type: ["object", "array"] },
          examples: {
            envelope: { summary: "An envelope with one order", value: { subject: anOrder } },
            list: { summary: "A list of orders", value: [anOrder] },
          },
        },
      },
    };
  const schema = body as z.ZodObject;
  const isNeeded = !schema.safeParse({}).success;
  return { required: isNeeded, content: { "application/json": { schema } } };
}

function responsesOf(route: NamedRoute): ZodOpenApiOperationObject["responses"] {
  const { answer, version, name } = route;
  const told = version === "told";
  const headers = {
    "x-request-id": { schema: { type: "string" as const } },
    ...(told && { etag: { schema: { type: "string" as const } } }),
  };
  const ok =
    answer === "file"
      ? { [name === "docs" ? "text/html" : "*/*"]: { schema: { type: "string" as const } } }
      : { "application/json": { schema: answer } };
  return {
    "200": { description: route.summary, headers, content: ok },
    ...(told && { "304": { description: "Nothing has changed since", headers } }),
    ...(route.isPublic && {
      "429": { description: "Too many requests: told by the gateway on AWS, in its own words" },
    }),
    ...Object.fromEntries(
      problemsOf(route).map((code) => [
        String(problemStatuses[code][0]),
        { $ref: `#/components/responses/${code}` },
      ]),
    ),
  } as ZodOpenApiOperationObject["responses"];
}

/** Every problem that a route may answer with, but those of other methods. */
export function problemsOf(route: NamedRoute): readonly ProblemCode[] {
  const { isPublic, body, method, version, query, path } = route;
  const isCommand = method !== "GET";
  const has = (code: ProblemCode, isThere: boolean): readonly ProblemCode[] =>
    isThere ? [code] : [];
  return [
    "invalid",
    ...has("unauthenticated", !isPublic),
    ...has("forbidden", !isPublic),
    ...has("not_found", path.includes("{") || query !== undefined || route.answer === "file"),
    "not_acceptable",
    ...has("conflict", isCommand || name404(route)),
    ...has("precondition_failed", version === "asked"),
    ...has("too_large", body !== undefined || /\/(report|proof)$/.test(path)),
    ...has("unsupported_media_type", body !== undefined),
    ...has("too_many_requests", !isPublic),
    "internal",
    "unavailable",
  ];
}

/** Questions that may find what they need erased. */
const name404 = ({ path }: NamedRoute): boolean =>
  /\/(report|violations|proof|\{list\})$/.test(path);

function problemResponses(): NonNullable<ZodOpenApiComponentsObject["responses"]> {
  const entries = Object.entries(problemStatuses) as [ProblemCode, readonly [number, string]][];
  return Object.fromEntries(
    entries.map(([code, [status, title]]) => {
      const content = { schema: problem, example: exampleOf(code, status, title) };
      return [code, { description: title, content: { [problemMediaType]: content } }];
    }),
  );
}

const exampleOf = (code: ProblemCode, status: number, title: string) => ({
  type: `urn:holdpoint:problem:${code}`,
  title,
  status,
  code,
  detail: "What was found, and what would be right",
  request_id: "01K9V6",
});
