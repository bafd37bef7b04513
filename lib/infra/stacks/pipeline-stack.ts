import { Duration, Stack } from "aws-cdk-lib";
import { EventBus } from "aws-cdk-lib/aws-events";
import { FilterRule } from "aws-cdk-lib/aws-lambda";
import type { Construct } from "constructs";
import { environment } from "../../environment.ts";
import { GateFunction } from "../functions/gate-function.ts";
import { nameIn } from "../names.ts";
import { TableStream } from "../pipeline/table-stream.ts";
import { Timer } from "../pipeline/timer.ts";
import { WorkQueue } from "../pipeline/work-queue.ts";
import type { DataStack, StageStackProps } from "./data-stack.ts";

export interface PipelineStackProps extends StageStackProps {
  readonly data: DataStack;
}

/** What happens after the answer: messages are delivered, cases opened, entries archived, runs judged. */
export class PipelineStack extends Stack {
  readonly violations: WorkQueue;
  readonly bus: EventBus;
  readonly openCases: GateFunction;
  readonly dispatch: GateFunction;
  readonly sweep: GateFunction;

  constructor(scope: Construct, id: string, { stage, data, ...props }: PipelineStackProps) {
    super(scope, id, props);
    const { key, alarms } = data;
    this.bus = new EventBus(this, "Bus", {
      eventBusName: nameIn(stage, "events"),
      description: "What happened to submissions, cases, passes and runs",
    });
    this.violations = new WorkQueue(this, "Violations", {
      name: nameIn(stage, "violations"),
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

    this.openCases = new GateFunction(this, "OpenCases", {
      stage,
      folder: "open-cases",
      description: "Opens and ends the cases of queued violations",
      timeout: openCasesTimeout,
      memorySizeMb: 1_024,
      reserved: stage.reserved?.openCases,
      holdsPlans: true,
    });
    data.table.grant(this.openCases);
    this.violations.consumeBy(this.openCases);

    this.dispatch = new GateFunction(this, "Dispatcher", {
      stage,
      folder: "dispatch",
      description: "Delivers what was put into the outbox",
      timeout: Duration.seconds(30),
      memorySizeMb: 512,
    });
    data.table.grant(this.dispatch);
    this.violations.grantSend(this.dispatch);
    new TableStream(this, "Dispatch", {
      table: data.table.table,
      lambda: this.dispatch,
      filter: {
        eventName: FilterRule.isEqual("INSERT"),
        dynamodb: { Keys: { pk: { S: FilterRule.beginsWith("OUTBOX#") } } },
      },
      key,
      alarms,
      gaveUpHurts: "Held orders appear in nobody's queue: customers wait, and nobody looks at why.",
      lateHurts:
        "Held orders reach the reviewers more than five minutes late: their customers wait longer.",
    });

    this.sweep = new GateFunction(this, "Sweep", {
      stage,
      folder: "sweep",
      description: "Ends what has had its time, and delivers what the stream has left",
      timeout: Duration.minutes(4), // less than the time to the next one
      memorySizeMb: 1_024,
      holdsPlans: true,
    });
    data.table.grant(this.sweep);
    this.violations.grantSend(this.sweep);
    new Timer(this, "SweepTimer", this.sweep, Duration.minutes(5));
  }
}

/** What opening one batch of cases may take: its reports are read and its deadlines computed. */
const openCasesTimeout = Duration.seconds(30);
