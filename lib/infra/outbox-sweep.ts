import { Duration } from "aws-cdk-lib";
import { Rule, Schedule } from "aws-cdk-lib/aws-events";
import { LambdaFunction } from "aws-cdk-lib/aws-events-targets";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";
import type { GateFunction } from "./gate-function.ts";
import { ImpactAlarm } from "./impact-alarm.ts";

export interface OutboxSweepProps {
  readonly sweep: GateFunction;
  readonly alarms: ITopic;
}

/** Every five minutes, delivers what the stream has left in the outbox. */
export class OutboxSweep extends Construct {
  constructor(scope: Construct, id: string, { sweep, alarms }: OutboxSweepProps) {
    super(scope, id);
    new Rule(this, "Rule", {
      schedule: Schedule.rate(Duration.minutes(5)),
      targets: [new LambdaFunction(sweep, { retryAttempts: 0 })], // the next one comes soon
    });
    new ImpactAlarm(this, "SweepFails", {
      impact: "Held orders stay in the outbox: nobody reviews them, and their customers wait.",
      topic: alarms,
      metric: sweep.metricErrors({ period: Duration.minutes(5) }),
      threshold: 1,
      evaluationPeriods: 3,
    });
  }
}
