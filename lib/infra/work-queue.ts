import { Duration } from "aws-cdk-lib";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { Key } from "aws-cdk-lib/aws-kms";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import type { GateFunction } from "./gate-function.ts";
import { ImpactAlarm } from "./impact-alarm.ts";

export interface WorkQueueProps {
  readonly key: Key;
  readonly alarms: ITopic;
  /** Who is held up while messages lie dead, told to the person the alarm wakes. */
  readonly impact: string;
  readonly consumerTimeout: Duration;
  /** The variable under which senders find it. */
  readonly urlVariable: string;
}

/** Deliveries of a message before it counts as dead. */
const receiveCountMax = 5;

/** A queue with its dead letters, which raise an alarm. */
export class WorkQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;
  readonly #props: WorkQueueProps;

  constructor(scope: Construct, id: string, props: WorkQueueProps) {
    super(scope, id);
    this.#props = props;
    const common = {
      encryption: QueueEncryption.KMS,
      encryptionMasterKey: props.key,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    };
    this.deadLetters = new Queue(this, "Dead", common);
    this.queue = new Queue(this, "Queue", {
      ...common,
      visibilityTimeout: Duration.seconds(props.consumerTimeout.toSeconds() * 6),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: receiveCountMax },
    });
    new ImpactAlarm(this, "DeadLetters", {
      impact: props.impact,
      topic: props.alarms,
      metric: this.deadLetters.metricApproximateNumberOfMessagesVisible({
        period: Duration.minutes(1),
      }),
      threshold: 1,
      evaluationPeriods: 1,
    });
  }

  /** Lets a function send, and tells it where to. */
  grantSend(lambda: GateFunction): void {
    lambda.addEnvironment(this.#props.urlVariable, this.queue.queueUrl);
    lambda.addToRolePolicy(
      new PolicyStatement({ actions: ["sqs:SendMessage"], resources: [this.queue.queueArn] }),
    );
    lambda.addToRolePolicy(
      new PolicyStatement({
        actions: ["kms:Decrypt", "kms:GenerateDataKey"],
        resources: [this.#props.key.keyArn],
      }),
    );
  }
}
