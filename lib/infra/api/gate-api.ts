import { Duration, RemovalPolicy, Stack } from "aws-cdk-lib";
import { AccessLogField, AccessLogFormat } from "aws-cdk-lib/aws-apigateway";
import {
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  type HttpRoute,
  HttpStage,
  type IHttpRouteAuthorizer,
  LogGroupLogDestination,
} from "aws-cdk-lib/aws-apigatewayv2";
import { HttpIamAuthorizer, HttpJwtAuthorizer } from "aws-cdk-lib/aws-apigatewayv2-authorizers";
import { HttpLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";
import { letStand } from "../checks.ts";
import { ImpactAlarm } from "../impact-alarm.ts";
import { nameIn } from "../names.ts";
import type { Stage } from "../stage.ts";

export interface GateApiProps {
  readonly stage: Stage;
  readonly submit: IFunction;
  /** Answers every other route. */
  readonly review: IFunction;
  readonly alarms: ITopic;
}

/** Requests a second that the whole API takes, and as a burst: more are answered with 429. */
const rateMax = 5_000;
const burstMax = 5_000;

/** What anybody may read: how to check a release pass, and how to speak to the API. */
const publicPaths = ["/v1/keys", "/v1/recalls", "/openapi.json", "/docs", "/docs/{asset}"];

/**
 * The HTTP API. It has two doors: machines come to `/machine/v1/…` on its own domain and sign with IAM;
 * people and OAuth clients come to `/v1/…` through CloudFront with a token. Submitting goes to its own
 * function, everything else to one, which knows the routes and answers what is none. Every route but
 * the public ones has an authorizer, and the function believes each door's own and no other.
 */
export class GateApi extends Construct {
  /** Where machines go: `https://…execute-api…`. */
  readonly url: string;
  /** The API's own host, where CloudFront sends what people ask. */
  readonly host: string;
  readonly live: HttpStage;
  /** What a machine must be allowed to invoke. */
  readonly machineArn: string;

  constructor(scope: Construct, id: string, props: GateApiProps) {
    super(scope, id);
    const { stage, alarms } = props;
    const api = new HttpApi(this, "Api", {
      apiName: nameIn(stage, "api"),
      createDefaultStage: false,
      defaultAuthorizer: new HttpIamAuthorizer(),
    });
    const submit = new HttpLambdaIntegration("Submit", props.submit);
    const review = new HttpLambdaIntegration("Review", props.review);
    const door = (prefix: string, authorizer: IHttpRouteAuthorizer): void => {
      const path = `${prefix}/v1/gates/{gate}/submissions`;
      api.addRoutes({ path, methods: [HttpMethod.POST], integration: submit, authorizer });
      api.addRoutes({ path: `${prefix}/v1/{proxy+}`, integration: review, authorizer });
    };
    door("/machine", new HttpIamAuthorizer());
    const tokens = tokensOf(stage);
    if (tokens !== undefined) door("", tokens);
    for (const path of publicPaths) {
      const integration = review;
      const methods = [HttpMethod.GET];
      const authorizer = new HttpNoneAuthorizer();
      for (const route of api.addRoutes({ path, methods, integration, authorizer }))
        letBePublic(route);
    }
    const log = new LogGroup(this, "Log", {
      logGroupName: `/holdpoint/${stage.name}/http`,
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.live = new HttpStage(this, "Live", {
      httpApi: api,
      autoDeploy: true,
      throttle: { rateLimit: rateMax, burstLimit: burstMax },
      accessLogSettings: { destination: new LogGroupLogDestination(log), format: accessLog },
    });
    this.url = this.live.url;
    const { region, urlSuffix } = Stack.of(this);
    this.host = `${api.apiId}.execute-api.${region}.${urlSuffix}`;
    this.machineArn = api.arnForExecuteApi("*", "/machine/v1/*", this.live.stageName);
    new ImpactAlarm(this, "AnswersFail", {
      impact:
        "Shops get no verdict on their orders, or reviewers cannot decide: nothing is released, and " +
        "customers wait.",
      topic: alarms,
      metric: this.live.metricServerError({ period: Duration.minutes(1) }),
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

function tokensOf({ tokens }: Stage): IHttpRouteAuthorizer | undefined {
  if (tokens === undefined) return undefined;
  return new HttpJwtAuthorizer("Tokens", tokens.issuer, { jwtAudience: [tokens.audience] });
}

const letBePublic = (route: HttpRoute): void =>
  letStand(
    route,
    "AwsSolutions-APIG4",
    "Whoever checks a release pass needs no account: keys, recalls and descriptions are public.",
  );
