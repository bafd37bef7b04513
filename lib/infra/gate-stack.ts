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
      consumerTimeout: Duration.seconds(30),
      urlVariable: environment.violationsQueueUrl,
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
    this.submit.addEnvironment(environment.tenant, stage.tenant);
    this.table.grantSubmit(this.submit);

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
      memorySizeMb: 512,
    });
    this.table.grantDispatch(this.sweep);
    this.violations.grantSend(this.sweep);
    new OutboxSweep(this, "Outbox", { sweep: this.sweep, alarms });

    const api = new GateApi(this, "Http", { stage, submit: this.submit, alarms });
    new ImpactAlarm(this, "SubmitThrottled", {
      impact: "Shops' orders are turned away before they are judged: they wait in the shops.",
      topic: alarms,
      metric: this.submit.metricThrottles({ period: Duration.minutes(1) }),
      threshold: 1,
      evaluationPeriods: 2,
    });
    new CfnOutput(this, "Url", { value: api.url });
    new CfnOutput(this, "AlarmTopic", { value: alarms.topicArn });
  }
}

/** Where alarms go; people subscribe to it. */
function alarmTopic(scope: Construct, key: Key): Topic {
  const topic = new Topic(scope, "Alarms", { masterKey: key, enforceSSL: true });
  key.grant(new ServicePrincipal("cloudwatch.amazonaws.com"), "kms:Decrypt", "kms:GenerateDataKey");
  return topic;
}
