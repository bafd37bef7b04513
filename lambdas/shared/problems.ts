import { MetricUnit } from "@aws-lambda-powertools/metrics";
import type { MiddlewareObj } from "@middy/core";
import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { GateError } from "../../lib/app/errors.ts";
import { problemMediaType, problemOf } from "../../lib/http/problem.ts";
import type { Observer } from "./observed.ts";

interface Requested {
  readonly requestContext: { readonly requestId: string };
}

/** Answers whatever is thrown as problem+json; bugs and failures of the world are logged. */
export const problems = (
  observer: Observer,
): MiddlewareObj<Requested, APIGatewayProxyStructuredResultV2> => ({
  onError: (request) => {
    const { requestId } = request.event.requestContext;
    const problem = problemOf(request.error, requestId);
    observer.metrics.addMetric(problem.status < 500 ? "Refused" : "Failed", MetricUnit.Count, 1);
    log(observer, problem.code, request.error);
    request.response = jsonAnswer(problem.status, problem, requestId, problemMediaType);
  },
});

/** An answer of payload format 2.0. */
export const jsonAnswer = (
  statusCode: number,
  body: unknown,
  requestId: string,
  mediaType = "application/json",
): APIGatewayProxyStructuredResultV2 => ({
  statusCode,
  headers: {
    "content-type": mediaType,
    "cache-control": "no-store",
    "x-request-id": requestId,
    ...(statusCode === 503 ? { "retry-after": "1" } : {}),
  },
  body: JSON.stringify(body),
});

function log({ logger }: Observer, code: string, error: unknown): void {
  const isOurs = error instanceof GateError && code !== "unavailable";
  if (isOurs) logger.info("request.refused", { code });
  else logger.error("request.failed", { code, error: traceOf(error) });
}

/** Names and places, not messages: those of a bug may hold data. */
function traceOf(error: unknown): unknown {
  if (!(error instanceof Error)) return typeof error;
  const frames = error.stack?.split("\n").filter((line) => /^\s+at /.test(line));
  return {
    name: error.name,
    ...(error instanceof GateError ? { message: error.message } : {}),
    at: frames?.slice(0, 10).map((line) => line.trim()),
    ...(error.cause === undefined ? {} : { cause: traceOf(error.cause) }),
  };
}
