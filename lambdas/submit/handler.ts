import { MetricUnit } from "@aws-lambda-powertools/metrics";
import type { Limits } from "../../lib/app/ports.ts";
import type { Answer, SubmitPorts } from "../../lib/app/submit.ts";
import { createApi } from "../../lib/http/api.ts";
import { submitCall } from "../../lib/http/calls/submit-call.ts";
import type { HttpEvent } from "../../lib/http/event.ts";
import type { IdentitySettings } from "../../lib/http/identity.ts";
import { type Observer, observerOf } from "../shared/observed.ts";
import { servedBy } from "../shared/served.ts";

/** What this function is told of a request: payload format 2.0. */
export type SubmitEvent = HttpEvent;

/** Answers `POST /v1/gates/{gate}/submissions` with a verdict, or with a problem document. */
export const createHandler = (
  ports: SubmitPorts & { readonly limits?: Limits },
  settings: IdentitySettings,
) => {
  const observer = observerOf("submit");
  const api = createApi(submitCall(ports), settings, ports);
  return servedBy(api, observer, ({ answer }) => {
    if (answer !== undefined) count(observer, answer as Answer);
  });
};

function count({ logger, metrics }: Observer, { submission_id, verdict, report }: Answer): void {
  logger.info("submission.judged", { submission_id, verdict, counts: report.counts });
  metrics.addDimensions({ gate: report.gate, verdict });
  metrics.addMetric("Submissions", MetricUnit.Count, 1);
  metrics.addMetric("Records", MetricUnit.Count, report.counts.received);
}
