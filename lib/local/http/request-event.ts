import { isUtf8 } from "node:buffer";
import type { APIGatewayProxyEventV2 } from "aws-lambda";

/** A request as it came over the wire. */
export interface Requested {
  readonly id: string;
  readonly method: string;
  /** The request line's target: `/v1/cases?limit=10`. */
  readonly target: string;
  /** Names and values in turn, as they came; a name may come again. */
  readonly rawHeaders: readonly string[];
  readonly body: Uint8Array;
  readonly sourceIp: string;
  readonly receivedAt: Date;
}

/**
 * What API Gateway would hand to a function for a request: payload format 2.0. Header names are in
 * lower case, values of a name that comes again are joined by a comma, cookies stand apart; a body
 * that is text is handed over as text, all else in base 64. The path stays as it was sent, so that
 * nothing that was escaped can become a separator.
 */
export function requestEvent(requested: Requested): APIGatewayProxyEventV2 {
  const { id, method, target, body, sourceIp, receivedAt } = requested;
  const { path, query } = splitTarget(target);
  const headers = joinedHeaders(requested.rawHeaders);
  const { cookie, ...others } = headers;
  const isText = isUtf8(body);
  const parameters = queryParameters(query);
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath: path,
    rawQueryString: query,
    ...(cookie !== undefined && { cookies: cookie.split(/; */) }),
    headers: others,
    ...(parameters && { queryStringParameters: parameters }),
    requestContext: {
      accountId: "local",
      apiId: "local",
      domainName: headers["host"] ?? "",
      domainPrefix: "local",
      http: {
        method,
        path,
        protocol: "HTTP/1.1",
        sourceIp,
        userAgent: headers["user-agent"] ?? "",
      },
      requestId: id,
      routeKey: "$default",
      stage: "$default",
      time: receivedAt.toUTCString(),
      timeEpoch: receivedAt.getTime(),
    },
    ...(body.length > 0 && { body: Buffer.from(body).toString(isText ? "utf8" : "base64") }),
    isBase64Encoded: body.length > 0 && !isText,
  };
}

/** Path and query; of a target in absolute form what follows the host. */
function splitTarget(target: string): { readonly path: string; readonly query: string } {
  const own = target.replace(/^https?:\/\/[^/?#]*/i, "");
  const end = own.indexOf("?");
  const [path, query] = end < 0 ? [own, ""] : [own.slice(0, end), own.slice(end + 1)];
  return { path: path === "" ? "/" : path, query };
}

/** As many headers as were sent; none is dropped, so that two tokens cannot pass for one. */
function joinedHeaders(raw: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = Object.create(null);
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const [name, value] = [(raw[i] as string).toLowerCase(), raw[i + 1] as string];
    const separator = name === "cookie" ? "; " : ",";
    headers[name] = headers[name] === undefined ? value : headers[name] + separator + value;
  }
  return { ...headers };
}

function queryParameters(query: string): Record<string, string> | undefined {
  if (query === "") return undefined;
  const parameters = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(query)) {
    const known = parameters.get(name);
    parameters.set(name, known === undefined ? value : `${known},${value}`);
  }
  return Object.fromEntries(parameters);
}
