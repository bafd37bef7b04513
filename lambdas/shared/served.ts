import { MetricUnit } from "@aws-lambda-powertools/metrics";
import middy from "@middy/core";
import { GateError } from "../../lib/app/errors.ts";
import type { Api, Served } from "../../lib/http/api.ts";
import type { HttpEvent, HttpResult } from "../../lib/http/event.ts";
import { RequestRefusal } from "../../lib/http/request-refusal.ts";
import { correlationHeader, correlationOf } from "./correlation.ts";
import { type Observer, observed } from "./observed.ts";
import { traceOf } from "./trace-of.ts";

/**
 * The function that answers requests by an API, with a log line for each refusal and failure; `onServed`
 * is told of each answer besides.
 */
export const servedBy = (
  api: Api,
  observer: Observer,
  onServed: (served: Served) => void = () => {},
) =>
  middy<HttpEvent, HttpResult>()
    .use(observed(observer))
    .handler(async (event) => {
      const served = await api(event);
      const correlation = correlationOf(event.rawPath, served.answer);
      if (correlation !== undefined) observer.logger.setCorrelationId(correlation);
      observer.metrics.addMetric("Requests", MetricUnit.Count, 1);
      if (served.error !== undefined) tell(observer, served);
      if (served.uncounted !== undefined) {
        observer.metrics.addMetric("Uncounted", MetricUnit.Count, 1);
        observer.logger.warn("request.uncounted", { error: traceOf(served.uncounted) });
      }
      onServed(served);
      return correlation === undefined ? served.result : told(served.result, correlation);
    });

const told = (result: HttpResult, correlation: string): HttpResult => ({
  ...result,
  headers: { ...result.headers, [correlationHeader]: correlation },
});

/** Refusals are the caller's business; bugs and failures of the world are ours. */
function tell({ logger, metrics }: Observer, { result, requestId, route, error }: Served): void {
  const { statusCode: status } = result;
  const about = { request_id: requestId, route, status };
  const isOurs = status < 500;
  metrics.addMetric(isOurs ? "Refused" : "Failed", MetricUnit.Count, 1);
  if (isOurs) logger.info("request.refused", { ...about, ...codesOf(error) });
  else logger.error("request.failed", { ...about, ...codesOf(error), error: traceOf(error) });
}

function codesOf(error: unknown): Readonly<Record<string, string>> {
  if (!(error instanceof GateError || error instanceof RequestRefusal)) return { code: "internal" };
  return { code: error.code, ...(error.reason !== undefined && { reason: error.reason }) };
}
