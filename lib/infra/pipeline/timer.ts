import type { Duration } from "aws-cdk-lib";
import { Rule, Schedule } from "aws-cdk-lib/aws-events";
import { LambdaFunction } from "aws-cdk-lib/aws-events-targets";
import { Construct } from "constructs";
import type { GateFunction } from "../functions/gate-function.ts";

/** Calls a function every so often; a call that failed is not repeated, since the next comes soon. */
export class Timer extends Construct {
  constructor(scope: Construct, id: string, lambda: GateFunction, every: Duration) {
    super(scope, id);
    new Rule(this, "Rule", {
      schedule: Schedule.rate(every),
      targets: [new LambdaFunction(lambda, { retryAttempts: 0 })],
    });
  }
}
