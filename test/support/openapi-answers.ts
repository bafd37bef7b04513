import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { matchRoute } from "../../lib/http/match-route.ts";
import { openapiDocument } from "../../lib/http/openapi.ts";
import type { Heard } from "./gate-over-http.ts";

/** What is wrong with an answer by the OpenAPI document; empty when it is one that it tells of. */
export function answerChecker(): (method: string, path: string, heard: Heard) => readonly string[] {
  // biome-ignore lint/suspicious/noExplicitAny: a document is looked at by its paths
  const document = openapiDocument() as any;
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  ajv.addSchema(document, "api");
  const compiled = new Map<string, ValidateFunction>();
  const validate = (pointer: string, value: unknown): readonly string[] => {
    const known = compiled.get(pointer) ?? ajv.compile({ $ref: `api#${pointer}` });
    compiled.set(pointer, known);
    if (known(value)) return [];
    return (known.errors ?? []).map(
      ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
    );
  };

  return (method, path, heard) => {
    const { status, headers, text, body } = heard;
    const type = headers["content-type"] ?? "";
    const matched = matchRoute(method, path);
    const isProblem = status >= 400;
    if (isProblem && type !== "application/problem+json") return [`a problem of type ${type}`];
    if (method === "HEAD" || status === 304) return text === "" ? [] : ["a body where none is"];
    if (isProblem) {
      const mistakes = validate("/components/schemas/Problem", body);
      if (matched.kind !== "route") return mistakes;
      const { responses } = document.paths[matched.route.path][matched.route.method.toLowerCase()];
      return String(status) in responses
        ? mistakes
        : [...mistakes, `status ${status} is not told of`];
    }
    if (matched.kind !== "route") return [`status ${status} where no route is`];
    const at = [
      "paths",
      matched.route.path,
      matched.route.method.toLowerCase(),
      "responses",
      String(status),
    ];
    if (document.paths[at[1] as string][at[2] as string].responses[status] === undefined)
      return [`status ${status} is not told of`];
    if (matched.route.answer === "file") return [];
    if (type !== "application/json") return [`an answer of type ${type}`];
    return validate(pointerTo([...at, "content", "application/json", "schema"]), body);
  };
}

const pointerTo = (path: readonly string[]): string =>
  path
    .map((part) => `/${encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1"))}`)
    .join("");
