import { Duration, RemovalPolicy } from "aws-cdk-lib";
import { AccessLogField, AccessLogFormat } from "aws-cdk-lib/aws-apigateway";
import {
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  HttpStage,
  type IHttpRouteAuthorizer,
  LogGroupLogDestination,
} from "aws-cdk-lib/aws-apigatewayv2";
import { HttpIamAuthorizer, HttpJwtAuthorizer } from "aws-cdk-lib/aws-apigatewayv2-authorizers";
import { HttpLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";
import { letStand } from "./checks.ts";
import type { GateFunction } from "./gate-function.ts";
import { ImpactAlarm } from "./impact-alarm.ts";
import type { Stage } from "./stage.ts";

export interface GateApiProps {
  readonly stage: Stage;
  readonly submit: GateFunction;
  /** Answers every other route. */
  readonly review: GateFunction;
  readonly alarms: ITopic;
}

/** Requests a second that the whole API takes, and as a burst: more are answered with 429. */
const rateMax = 1_000;
const burstMax = 2_000;

/** What anybody may read: how to check a release pass, and how to speak to the API. */
const publicPaths = ["/v1/keys", "/v1/recalls", "/openapi.json", "/docs", "/docs/{asset}"];

/**
 * The HTTP API: submitting goes to its own function, everything else to one, which knows the routes
 * and answers what is none. Every route but the public ones has an authorizer; the caller is whoever that says it is. */
export class GateApi extends Construct {
  readonly url: string;

  constructor(scope: Construct, id: string, props: GateApiProps) {
    super(scope, id);
    const { stage, submit, alarms } = props;
    const api = new HttpApi(this, "Api", {
      createDefaultStage: false,
      defaultAuthorizer: authorizerOf(stage),
    });
    api.addRoutes({
      path: "/v1/gates/{gate}/submissions",
      methods: [HttpMethod.POST],
      integration: new HttpLambdaIntegration("Submit", submit),
    });
    const review = new HttpLambdaIntegration("Review", props.review);
    api.addRoutes({ path: "/v1/{proxy+}", methods: [HttpMethod.ANY], integration: review });
    for (const path of publicPaths) {
      const routes = api.addRoutes({
        path,
        methods: [HttpMethod.GET],
        integration: review,
        authorizer: new HttpNoneAuthorizer(),
      });
      for (const route of routes)
        letStand(
          route,
          "AwsSolutions-APIG4",
          "Whoever checks a release pass needs no account: keys, recalls and descriptions are public.",
        );
    }
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
        "Shops get no verdict on their orders, or reviewers cannot decide: nothing is released, and " +
        "customers wait.",
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
