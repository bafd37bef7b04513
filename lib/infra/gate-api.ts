import { Duration, RemovalPolicy } from "aws-cdk-lib";
import { AccessLogField, AccessLogFormat } from "aws-cdk-lib/aws-apigateway";
import {
  HttpApi,
  HttpMethod,
  HttpStage,
  type IHttpRouteAuthorizer,
  LogGroupLogDestination,
} from "aws-cdk-lib/aws-apigatewayv2";
import { HttpIamAuthorizer, HttpJwtAuthorizer } from "aws-cdk-lib/aws-apigatewayv2-authorizers";
import { HttpLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";
import type { GateFunction } from "./gate-function.ts";
import { ImpactAlarm } from "./impact-alarm.ts";
import type { Stage } from "./stage.ts";

export interface GateApiProps {
  readonly stage: Stage;
  readonly submit: GateFunction;
  readonly alarms: ITopic;
}

/** Requests a second that the whole API takes, and as a burst: more are answered with 429. */
const rateMax = 1_000;
const burstMax = 2_000;

/** The HTTP API. Every route has an authorizer; the caller is whoever that says it is. */
export class GateApi extends Construct {
  readonly url: string;

  constructor(scope: Construct, id: string, { stage, submit, alarms }: GateApiProps) {
    super(scope, id);
    const api = new HttpApi(this, "Api", {
      createDefaultStage: false,
      defaultAuthorizer: authorizerOf(stage),
    });
    api.addRoutes({
      path: "/v1/gates/{gate}/submissions",
      methods: [HttpMethod.POST],
      integration: new HttpLambdaIntegration("Submit", submit),
    });
    const log = new LogGroup(this, "Log", {
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const live = new HttpStage(this, "Live", {
      httpApi: api,
      autoDeploy: true,
      throttle: { rateLimit: rateMax, burstLimit: burstMax },
      accessLogSettings: { destination: new LogGroupLogDestination(log), format: accessLog },
    });
    this.url = live.url;
    new ImpactAlarm(this, "AnswersFail", {
      impact:
        "Shops get no verdict on their orders: nothing is released, and orders wait in the shops.",
      topic: alarms,
      metric: live.metricServerError({ period: Duration.minutes(1) }),
      threshold: 5,
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
    });
  }
}

/** Who asked what and what came of it; neither bodies nor addresses. */
const accessLog = AccessLogFormat.custom(
  JSON.stringify({
    requestId: AccessLogField.contextRequestId(),
    route: "$context.routeKey",
    status: AccessLogField.contextStatus(),
    latencyMs: AccessLogField.contextResponseLatency(),
    error: "$context.error.messageString",
  }),
);

function authorizerOf({ tokens }: Stage): IHttpRouteAuthorizer {
  if (tokens === undefined) return new HttpIamAuthorizer();
  return new HttpJwtAuthorizer("Tokens", tokens.issuer, { jwtAudience: [tokens.audience] });
}
