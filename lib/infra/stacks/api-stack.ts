import { CfnOutput, Duration, Stack } from "aws-cdk-lib";
import { Alias, type IFunction, type IVersion } from "aws-cdk-lib/aws-lambda";
import type { Construct } from "constructs";
import { environment } from "../../environment.ts";
import { GateApi } from "../api/gate-api.ts";
import { OriginSecret } from "../api/origin-secret.ts";
import { GateFunction } from "../functions/gate-function.ts";
import { grantRuns } from "../run-machine/run-machine.ts";
import type { Stage } from "../stage.ts";
import type { DataStack, StageStackProps } from "./data-stack.ts";

export interface ApiStackProps extends StageStackProps {
  readonly data: DataStack;
}

/** What answers: the gate's API, with the two functions behind it. */
export class ApiStack extends Stack {
  readonly submit: GateFunction;
  readonly api: GateFunction;
  readonly http: GateApi;

  constructor(scope: Construct, id: string, { stage, data, ...props }: ApiStackProps) {
    super(scope, id, props);
    const { alarms, key } = data;
    // API Gateway hangs up after 30 seconds; an answer later than that reaches nobody.
    this.submit = new GateFunction(this, "Submit", {
      stage,
      folder: "submit",
      description: "Judges what is submitted, and keeps it before it answers",
      hurt: "Shops' orders are turned away or get no verdict: they wait in the shops, and customers with them.",
      alarms,
      timeout: Duration.seconds(28),
      memorySizeMb: 1_769, // one whole vCPU
      reserved: stage.reserved?.submit,
      holdsPlans: true,
    });
    this.api = new GateFunction(this, "Review", {
      stage,
      folder: "api",
      description: "Answers every other route",
      hurt: "Reviewers are turned away before they can decide: held orders and their customers wait.",
      alarms,
      timeout: Duration.seconds(28),
      memorySizeMb: 1_769,
      reserved: stage.reserved?.api,
      holdsPlans: true,
      holdsDocs: true,
    });
    const origin = new OriginSecret(this, "Origin", { stage, key });
    for (const lambda of [this.submit, this.api]) {
      tellWhomToBelieve(lambda, stage);
      lambda.addEnvironment(environment.requestsPerSecond, String(stage.callerRate));
      origin.grantCompare(lambda);
      data.table.grant(lambda);
      data.buckets.grantObjects(lambda);
    }
    data.signingKeys.grantSign(this.api);
    data.buckets.grantArchive(this.api);
    grantRuns(this.api, stage);

    this.http = new GateApi(this, "Http", {
      stage,
      submit: kept(this.submit, stage),
      review: this.api,
      alarms,
    });
    new CfnOutput(this, "MachineUrl", { value: `${this.http.url}machine` });
    new CfnOutput(this, "MachineArn", {
      value: this.http.machineArn,
      description: "What a machine's role must be allowed to execute-api:Invoke",
    });
  }
}

/** Whose organisation it is, and whose tokens are believed, where any are. */
function tellWhomToBelieve(lambda: GateFunction, { tenant, tokens }: Stage): void {
  lambda.addEnvironment(environment.tenant, tenant);
  if (tokens === undefined) return;
  lambda.addEnvironment(environment.tokenIssuer, tokens.issuer);
  lambda.addEnvironment(environment.tokenAudience, tokens.audience);
  lambda.addEnvironment(environment.tokenKeysUrl, tokens.keysUrl);
}

/** The function itself, or the instances of it that are kept warm. */
function kept(lambda: GateFunction, { warm }: Stage): IFunction {
  if (warm === 0) return lambda;
  return new Alias(lambda, "Warm", {
    aliasName: "warm",
    version: lambda.currentVersion as IVersion,
    provisionedConcurrentExecutions: warm,
  }) as IFunction;
}
