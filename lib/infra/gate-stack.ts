import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from "aws-cdk-lib";
import type { ITable } from "aws-cdk-lib/aws-dynamodb";
import { ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Key } from "aws-cdk-lib/aws-kms";
import { Topic } from "aws-cdk-lib/aws-sns";
import type { Construct } from "constructs";
import { environment } from "../environment.ts";
import { DispatchStream } from "./dispatch-stream.ts";
import { GateApi } from "./gate-api.ts";
import { GateFunction } from "./gate-function.ts";
import { GateTable } from "./gate-table.ts";
import { ImpactAlarm } from "./impact-alarm.ts";
import { OutboxSweep } from "./outbox-sweep.ts";
import type { Stage } from "./stage.ts";
import { WorkQueue } from "./work-queue.ts";

export interface GateStackProps extends StackProps {
  readonly stage: Stage;
}

/** The gate: what is posted is judged, kept and answered; what is held goes to a queue. */
export class GateStack extends Stack {
  readonly submit: GateFunction;
  readonly api: GateFunction;
  readonly openCases: GateFunction;
  readonly dispatch: GateFunction;
  readonly sweep: GateFunction;
  readonly table: GateTable;
  readonly violations: WorkQueue;
  readonly stream: DispatchStream;

  constructor(scope: Construct, id: string, { stage, ...props }: GateStackProps) {
    super(scope, id, props);
    const key = new Key(this, "Key", {
      description: "Encrypts what the gate keeps and sends",
      enableKeyRotation: true,
      removalPolicy: stage.keepsData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    const alarms = alarmTopic(this, key);
    this.table = new GateTable(this, "Data", { key, keepsData: stage.keepsData });
    this.violations = new WorkQueue(this, "Violations", {
      key,
      alarms,
      consumerTimeout: openCasesTimeout,
      urlVariable: environment.violationsQueueUrl,
      deadLettersUrlVariable: environment.deadLettersQueueUrl,
      late: {
        impact:
          "Held orders reach the reviewers late: their customers wait, and deadlines come near.",
        after: Duration.minutes(10),
      },
      impact:
        "Held orders are in nobody's queue: their customers wait until messages are redriven.",
    });

    // API Gateway hangs up after 30 seconds; an answer later than that reaches nobody.
    this.submit = new GateFunction(this, "Submit", {
      folder: "submit",
      timeout: Duration.seconds(28),
      memorySizeMb: 1_769, // one whole vCPU
      holdsPlans: true,
    });
    tellWhomToBelieve(this.submit, stage);
    this.table.grantSubmit(this.submit);

    this.api = new GateFunction(this, "Review", {
      folder: "api",
      timeout: Duration.seconds(28),
      memorySizeMb: 1_769,
      holdsPlans: true,
      holdsDocs: true,
    });
    tellWhomToBelieve(this.api, stage);
    this.table.grantReview(this.api);

    this.openCases = new GateFunction(this, "OpenCases", {
      folder: "open-cases",
      timeout: openCasesTimeout,
      memorySizeMb: 1_024,
      holdsPlans: true,
    });
    this.table.grantCases(this.openCases);
    this.violations.consumeBy(this.openCases);

    this.dispatch = new GateFunction(this, "Dispatch", {
      folder: "dispatch",
      timeout: Duration.seconds(30),
      memorySizeMb: 512,
    });
    this.table.grantDispatch(this.dispatch);
    this.violations.grantSend(this.dispatch);
    this.stream = new DispatchStream(this, "Stream", {
      table: this.table.table as ITable,
      dispatch: this.dispatch,
      key,
      alarms,
    });

    this.sweep = new GateFunction(this, "Sweep", {
      folder: "sweep",
      timeout: Duration.minutes(4), // less than the time to the next one
      memorySizeMb: 1_024,
      holdsPlans: true,
    });
    this.table.grantDispatch(this.sweep);
    this.table.grantExpiry(this.sweep);
    this.violations.grantSend(this.sweep);
    new OutboxSweep(this, "Outbox", { sweep: this.sweep, alarms });

    const { submit, api: review } = this;
    const api = new GateApi(this, "Http", { stage, submit, review, alarms });
    new ImpactAlarm(this, "SubmitThrottled", {
      impact: "Shops' orders are turned away before they are judged: they wait in the shops.",
      topic: alarms,
      metric: this.submit.metricThrottles({ period: Duration.minutes(1) }),
      threshold: 1,
      evaluationPeriods: 2,
    });
    new ImpactAlarm(this, "ReviewThrottled", {
      impact: "Reviewers are turned away before they can decide: held orders and customers wait.",
      topic: alarms,
      metric: this.api.metricThrottles({ period: Duration.minutes(1) }),
      threshold: 1,
      evaluationPeriods: 2,
    });
    new CfnOutput(this, "Url", { value: api.url });
    new CfnOutput(this, "AlarmTopic", { value: alarms.topicArn });
  }
}

/** What opening one batch of cases may take: its reports are read and its deadlines computed. */
const openCasesTimeout = Duration.seconds(30);

/** Whose organisation it is, and whose tokens are believed, where any are. */
function tellWhomToBelieve(lambda: GateFunction, { tenant, tokens }: Stage): void {
  lambda.addEnvironment(environment.tenant, tenant);
  if (tokens === undefined) return;
  lambda.addEnvironment(environment.tokenIssuer, tokens.issuer);
  lambda.addEnvironment(environment.tokenAudience, tokens.audience);
  lambda.addEnvironment(environment.tokenKeysUrl, tokens.keysUrl);
}

/** Where alarms go; people subscribe to it. */
function alarmTopic(scope: Construct, key: Key): Topic {
  const topic = new Topic(scope, "Alarms", { masterKey: key, enforceSSL: true });
  key.grant(new ServicePrincipal("cloudwatch.amazonaws.com"), "kms:Decrypt", "kms:GenerateDataKey");
  return topic;
}
