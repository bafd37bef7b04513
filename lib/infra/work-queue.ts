import { Duration } from "aws-cdk-lib";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { Key } from "aws-cdk-lib/aws-kms";
import { SqsEventSource } from "aws-cdk-lib/aws-lambda-event-sources";
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
  /** The variables under which senders, and those who bury, find it and its dead letters. */
  readonly urlVariable: string;
  readonly deadLettersUrlVariable: string;
  /** What it means that messages wait for long, and what long is. */
  readonly late: { readonly impact: string; readonly after: Duration };
}

/** Deliveries of a message before it counts as dead. */
const receiveCountMax = 5;
/** Batches consumed at once: enough for thousands a second, and not all that the account may run. */
const consumersMax = 50;

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
    new ImpactAlarm(this, "MessagesLate", {
      impact: props.late.impact,
      topic: props.alarms,
      metric: this.queue.metricApproximateAgeOfOldestMessage({
        statistic: "Maximum",
        period: Duration.minutes(1),
      }),
      threshold: props.late.after.toSeconds(),
      evaluationPeriods: 3,
    });
  }

  /** Lets a function send, and tells it where to. */
  grantSend(lambda: GateFunction): void {
    lambda.addEnvironment(this.#props.urlVariable, this.queue.queueUrl);
    this.#allow(lambda, ["sqs:SendMessage"], this.queue);
  }

  /**
   * Has a function consume what is sent, each message on its own: what it answers as failed comes
   * again, and what can never be consumed it may bury.
   */
  consumeBy(lambda: GateFunction): void {
    lambda.addEventSource(
      new SqsEventSource(this.queue, {
        batchSize: 10,
        reportBatchItemFailures: true,
        maxConcurrency: consumersMax,
      }),
    );
    lambda.addEnvironment(this.#props.urlVariable, this.queue.queueUrl);
    lambda.addEnvironment(this.#props.deadLettersUrlVariable, this.deadLetters.queueUrl);
    this.#allow(lambda, ["sqs:SendMessage"], this.deadLetters);
  }

  #allow(lambda: GateFunction, actions: readonly string[], queue: Queue): void {
    lambda.addToRolePolicy(
      new PolicyStatement({ actions: [...actions], resources: [queue.queueArn] }),
    );
    lambda.addToRolePolicy(
      new PolicyStatement({
        actions: ["kms:Decrypt", "kms:GenerateDataKey"],
        resources: [this.#props.key.keyArn],
      }),
    );
  }
}
