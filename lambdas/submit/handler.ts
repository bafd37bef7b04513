import { MetricUnit } from "@aws-lambda-powertools/metrics";
import middy from "@middy/core";
import type {
  APIGatewayProxyEventV2WithRequestContext,
  APIGatewayProxyStructuredResultV2,
} from "aws-lambda";
import { type SubmitPorts, submit } from "../../lib/app/submit.ts";
import { type Authorizer, type IdentitySettings, signIn } from "../../lib/http/identity.ts";
import { observed, observerOf } from "../shared/observed.ts";
import { jsonAnswer, problems } from "../shared/problems.ts";

/** What this function is told of a request: payload format 2.0. */
export type SubmitEvent = APIGatewayProxyEventV2WithRequestContext<{
  readonly requestId: string;
  readonly authorizer?: Authorizer;
}>;

/** Answers `POST /v1/gates/{gate}/submissions` with a verdict, or with a problem document. */
export const createHandler = (ports: SubmitPorts, settings: IdentitySettings) => {
  const observer = observerOf("submit");
  return middy<SubmitEvent, APIGatewayProxyStructuredResultV2>()
    .use(observed(observer))
    .use(problems(observer))
    .handler(async (event) => {
      const { authorization, "idempotency-key": idempotencyKey } = event.headers;
      const { authorizer } = event.requestContext;
      const caller = await signIn({ authorization, authorizer }, settings, ports.clock.now());
      const answer = await submit(ports, {
        gate: event.pathParameters?.["gate"] ?? "",
        body: bodyOf(event),
        idempotencyKey,
        caller,
      });
      const { submission_id, verdict, report } = answer;
      observer.logger.info("submission.judged", { submission_id, verdict, counts: report.counts });
      observer.metrics.addDimensions({ gate: report.gate, verdict });
      observer.metrics.addMetric("Submissions", MetricUnit.Count, 1);
      observer.metrics.addMetric("Records", MetricUnit.Count, report.counts.received);
      return jsonAnswer(200, answer, event.requestContext.requestId);
    });
};

/** The bytes as they were received: API Gateway hands text over as text, all else in base 64. */
const bodyOf = ({ body = "", isBase64Encoded }: SubmitEvent): Uint8Array =>
  Buffer.from(body, isBase64Encoded ? "base64" : "utf8");
