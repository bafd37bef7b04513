import { Duration } from "aws-cdk-lib";
import type { IMetric } from "aws-cdk-lib/aws-cloudwatch";
import type { IKey } from "aws-cdk-lib/aws-kms";
import { SqsEventSource } from "aws-cdk-lib/aws-lambda-event-sources";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { letStand } from "../checks.ts";
import { allow } from "../functions/allow.ts";
import type { GateFunction } from "../functions/gate-function.ts";
import { ImpactAlarm } from "../impact-alarm.ts";

export interface WorkQueueProps {
  /** How it is called; its dead letters' has `-dead` behind. */
  readonly name: string;
  readonly key: IKey;
  readonly alarms: ITopic;
  /** Who is held up while messages are dead, and while nobody sees that; how many died. */
  readonly dead: {
    readonly impact: string;
    readonly lateImpact: string;
    readonly died: IMetric;
  };
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
/** Dead letters become rows in no hurry. */
const buriersMax = 2;

/** A queue with its dead letters, which become rows, and raise an alarm where they do not. */
export class WorkQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;
  readonly #props: WorkQueueProps;

  constructor(scope: Construct, id: string, props: WorkQueueProps) {
    super(scope, id);
    this.#props = props;
    const alike = {
      encryption: QueueEncryption.KMS,
      encryptionMasterKey: props.key,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      visibilityTimeout: Duration.seconds(props.consumerTimeout.toSeconds() * 6),
    };
    this.deadLetters = new Queue(this, "Dead", { ...alike, queueName: `${props.name}-dead` });
    this.queue = new Queue(this, "Queue", {
      ...alike,
      queueName: props.name,
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: receiveCountMax },
    });
    letStand(
      this.deadLetters,
      "AwsSolutions-SQS3",
      "It is itself the queue of dead letters: what cannot be buried stays, and an alarm tells of it.",
    );
    new ImpactAlarm(this, "DeadLetters", {
      impact: props.dead.impact,
      topic: props.alarms,
      metric: props.dead.died, // they do not stay in their queue: what counts is that they came
      threshold: 1,
      evaluationPeriods: 1,
    });
    new ImpactAlarm(this, "DeadLettersLate", {
      impact: props.dead.lateImpact,
      topic: props.alarms,
      metric: this.deadLetters.metricApproximateAgeOfOldestMessage({
        statistic: "Maximum",
        period: Duration.minutes(1),
      }),
      threshold: Duration.minutes(10).toSeconds(),
      evaluationPeriods: 3,
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
    this.#letSend(lambda, this.queue, "sends messages");
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
    this.#letSend(lambda, this.deadLetters, "lays aside what can never be consumed");
  }

  /** Has a function make rows of what is dead. */
  buryBy(lambda: GateFunction): void {
    lambda.addEventSource(
      new SqsEventSource(this.deadLetters, {
        batchSize: 10,
        reportBatchItemFailures: true,
        maxConcurrency: buriersMax,
      }),
    );
  }

  #letSend(lambda: GateFunction, queue: Queue, why: string): void {
    allow(lambda.ownRole, { why, actions: ["sqs:SendMessage"], resources: [queue.queueArn] });
    allow(lambda.ownRole, {
      why: "encrypts what it sends",
      actions: ["kms:Decrypt", "kms:GenerateDataKey"],
      resources: [this.#props.key.keyArn],
    });
  }
}
