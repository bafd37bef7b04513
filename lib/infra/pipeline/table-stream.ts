import { Duration } from "aws-cdk-lib";
import type { ITable } from "aws-cdk-lib/aws-dynamodb";
import type { IKey } from "aws-cdk-lib/aws-kms";
import {
  type DlqDestinationConfig,
  FilterCriteria,
  type IEventSourceDlq,
  StartingPosition,
} from "aws-cdk-lib/aws-lambda";
import { DynamoEventSource } from "aws-cdk-lib/aws-lambda-event-sources";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { letStand } from "../checks.ts";
import { allow } from "../functions/allow.ts";
import type { GateFunction } from "../functions/gate-function.ts";
import { ImpactAlarm } from "../impact-alarm.ts";

export interface TableStreamProps {
  readonly table: ITable;
  readonly lambda: GateFunction;
  /** Which changes it is told of: Lambda leaves out all others, and they cost nothing. */
  readonly filter: Readonly<Record<string, unknown>>;
  readonly key: IKey;
  readonly alarms: ITopic;
  /** Who is hurt when records are given up, and when they come late. */
  readonly gaveUpHurts: string;
  readonly lateHurts: string;
}

/**
 * Carries changes of the table to a function. What it gives up on lies in a queue, by its place in
 * the stream alone, and raises an alarm. A stream takes two readers, and these are two.
 */
export class TableStream extends Construct {
  readonly failures: Queue;

  constructor(scope: Construct, id: string, props: TableStreamProps) {
    super(scope, id);
    const { table, lambda, key, alarms } = props;
    this.failures = new Queue(this, "Failures", {
      encryption: QueueEncryption.KMS,
      encryptionMasterKey: key,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    lambda.addEventSource(
      new DynamoEventSource(table, {
        startingPosition: StartingPosition.TRIM_HORIZON,
        batchSize: 100,
        maxBatchingWindow: Duration.seconds(0),
        parallelizationFactor: 10, // neither parcels nor entries need an order
        reportBatchItemFailures: true,
        bisectBatchOnError: true,
        retryAttempts: 100,
        maxRecordAge: Duration.hours(6),
        onFailure: this.#failuresOf(lambda, key),
        filters: [FilterCriteria.filter(props.filter)],
      }),
    );
    new ImpactAlarm(this, `${id}GaveUp`, {
      impact: props.gaveUpHurts,
      topic: alarms,
      metric: this.failures.metricApproximateNumberOfMessagesVisible({
        period: Duration.minutes(1),
      }),
      threshold: 1,
      evaluationPeriods: 1,
    });
    new ImpactAlarm(this, `${id}Late`, {
      impact: props.lateHurts,
      topic: alarms,
      metric: lambda.metric("IteratorAge", { statistic: "Maximum", period: Duration.minutes(1) }),
      threshold: Duration.minutes(5).toMilliseconds(),
      evaluationPeriods: 3,
    });
    letStand(
      this.failures,
      "AwsSolutions-SQS3",
      "It is itself where failures end: nothing consumes it, an alarm watches it.",
    );
    letStand(
      lambda.ownRole,
      "AwsSolutions-IAM5[Resource::*]",
      "dynamodb:ListStreams names no stream; what it lists is names.",
    );
  }

  /** As `SqsDlq` would, but without its wildcards on the key. */
  #failuresOf(lambda: GateFunction, key: IKey): IEventSourceDlq {
    const bind = (): DlqDestinationConfig => {
      allow(lambda.ownRole, {
        why: "leaves behind what the stream gave up on",
        actions: ["sqs:SendMessage"],
        resources: [this.failures.queueArn],
      });
      allow(lambda.ownRole, {
        why: "encrypts what the stream gave up on",
        actions: ["kms:Decrypt", "kms:GenerateDataKey"],
        resources: [key.keyArn],
      });
      return { destination: this.failures.queueArn };
    };
    return { bind };
  }
}
