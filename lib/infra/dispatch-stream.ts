import { Duration } from "aws-cdk-lib";
import type { ITable } from "aws-cdk-lib/aws-dynamodb";
import { type IRole, PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { Key } from "aws-cdk-lib/aws-kms";
import {
  type DlqDestinationConfig,
  FilterCriteria,
  FilterRule,
  type IFunction,
  StartingPosition,
} from "aws-cdk-lib/aws-lambda";
import { DynamoEventSource } from "aws-cdk-lib/aws-lambda-event-sources";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { letStand } from "./checks.ts";
import type { GateFunction } from "./gate-function.ts";
import { ImpactAlarm } from "./impact-alarm.ts";

export interface DispatchStreamProps {
  readonly table: ITable;
  readonly dispatch: GateFunction;
  readonly key: Key;
  readonly alarms: ITopic;
}

/**
 * Carries what is put into the outbox to the dispatch function. What it gives up on is still in the
 * outbox; its failures lie in a queue and raise an alarm.
 */
export class DispatchStream extends Construct {
  readonly failures: Queue;

  constructor(scope: Construct, id: string, { table, dispatch, key, alarms }: DispatchStreamProps) {
    super(scope, id);
    this.failures = new Queue(this, "Failures", {
      encryption: QueueEncryption.KMS,
      encryptionMasterKey: key,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    dispatch.addEventSource(
      new DynamoEventSource(table, {
        startingPosition: StartingPosition.TRIM_HORIZON,
        batchSize: 100,
        maxBatchingWindow: Duration.seconds(0),
        parallelizationFactor: 10, // parcels need no order
        reportBatchItemFailures: true,
        bisectBatchOnError: true,
        retryAttempts: 100,
        maxRecordAge: Duration.hours(6),
        onFailure: { bind: (_mapping, lambda) => this.#takeFailuresOf(lambda, key) },
        filters: [
          FilterCriteria.filter({
            eventName: FilterRule.isEqual("INSERT"),
            dynamodb: { Keys: { pk: { S: FilterRule.beginsWith("OUTBOX#") } } },
          }),
        ],
      }),
    );
    new ImpactAlarm(this, "DispatchGaveUp", {
      impact: "Held orders appear in nobody's queue: customers wait, and nobody looks at why.",
      topic: alarms,
      metric: this.failures.metricApproximateNumberOfMessagesVisible({
        period: Duration.minutes(1),
      }),
      threshold: 1,
      evaluationPeriods: 1,
    });
    new ImpactAlarm(this, "DispatchLate", {
      impact: "Held orders reach the reviewers more than five minutes late: customers wait longer.",
      topic: alarms,
      metric: dispatch.metric("IteratorAge", {
        statistic: "Maximum",
        period: Duration.minutes(1),
      }),
      threshold: Duration.minutes(5).toMilliseconds(),
      evaluationPeriods: 3,
    });
    letStand(
      this.failures,
      "AwsSolutions-SQS3",
      "It is itself where failures end: nothing consumes it, an alarm watches it.",
    );
    letStand(
      dispatch.role as IRole,
      "AwsSolutions-IAM5[Resource::*]",
      "dynamodb:ListStreams names no stream; what it lists is names.",
    );
  }

  /** As `SqsDlq` would, but without its wildcards on the key. */
  #takeFailuresOf(lambda: IFunction, key: Key): DlqDestinationConfig {
    const allow = (actions: string[], resource: string) =>
      lambda.addToRolePolicy(new PolicyStatement({ actions, resources: [resource] }));
    allow(["sqs:SendMessage"], this.failures.queueArn);
    allow(["kms:Decrypt", "kms:GenerateDataKey"], key.keyArn);
    return { destination: this.failures.queueArn };
  }
}
