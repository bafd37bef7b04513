import { Duration, Stack } from "aws-cdk-lib";
import { EventBus } from "aws-cdk-lib/aws-events";
import { FilterRule } from "aws-cdk-lib/aws-lambda";
import type { Construct } from "constructs";
import { environment } from "../../environment.ts";
import { allow } from "../functions/allow.ts";
import { GateFunction } from "../functions/gate-function.ts";
import { nameIn } from "../names.ts";
import { sumOf } from "../observability/service-measures.ts";
import { TableStream } from "../pipeline/table-stream.ts";
import { Timer } from "../pipeline/timer.ts";
import { WorkQueue } from "../pipeline/work-queue.ts";
import { grantRuns, RunMachine } from "../run-machine/run-machine.ts";
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
  readonly bury: GateFunction;
  readonly archive: GateFunction;
  readonly seal: GateFunction;
  readonly runs: RunMachine;

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
      dead: {
        impact:
          "Held orders are in nobody's queue: their customers wait until the letters are redriven.",
        lateImpact:
          "Messages that nobody could consume are in no list: their orders are held, and nobody sees it.",
        died: sumOf(stage, "LettersDied", "bury"),
      },
    });

    this.openCases = new GateFunction(this, "OpenCases", {
      stage,
      folder: "open-cases",
      description: "Opens and ends the cases of queued violations",
      hurt: "Held orders are in nobody's queue yet: their customers wait, and deadlines come near.",
      alarms,
      timeout: openCasesTimeout,
      memorySizeMb: 1_024,
      reserved: stage.reserved?.openCases,
      holdsPlans: true,
    });
    data.table.grant(this.openCases);
    data.buckets.grantObjects(this.openCases);
    this.violations.consumeBy(this.openCases);

    this.dispatch = new GateFunction(this, "Dispatch", {
      stage,
      folder: "dispatch",
      description: "Delivers what was put into the outbox",
      hurt: "Held orders reach the reviewers late: their customers wait until the outbox is worked off.",
      alarms,
      timeout: Duration.seconds(30),
      memorySizeMb: 512,
    });
    data.table.grant(this.dispatch);
    this.violations.grantSend(this.dispatch);
    new TableStream(this, "Outbox", {
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
      hurt: "Held orders stay in the outbox, and what has had its time does not end: customers wait.",
      alarms,
      timeout: Duration.minutes(4), // less than the time to the next one
      memorySizeMb: 1_024,
      holdsPlans: true,
    });
    data.table.grant(this.sweep);
    data.buckets.grantObjects(this.sweep);
    this.violations.grantSend(this.sweep);
    new Timer(this, "SweepTimer", this.sweep, Duration.minutes(5));

    this.bury = new GateFunction(this, "Bury", {
      stage,
      folder: "bury",
      description: "Makes rows of messages that nobody could consume",
      hurt: "Messages that nobody could consume are in no list: their orders are held, and nobody knows why.",
      alarms,
      timeout: openCasesTimeout,
      memorySizeMb: 512,
    });
    this.bury.addEnvironment(environment.tenant, stage.tenant);
    data.table.grant(this.bury);
    this.violations.buryBy(this.bury);

    this.archive = new GateFunction(this, "Archive", {
      stage,
      folder: "archive",
      description:
        "Copies entries to where nobody can change them, and tells others of what happened",
      hurt: "What was decided on orders is not yet where nobody can change it, and nobody hears of it.",
      alarms,
      timeout: Duration.minutes(1),
      memorySizeMb: 1_024,
    });
    data.table.grant(this.archive);
    data.buckets.grantObjects(this.archive);
    data.buckets.grantArchive(this.archive);
    this.archive.addEnvironment(environment.eventBus, this.bus.eventBusName);
    allow(this.archive.ownRole, {
      why: "tells others of what happened",
      actions: ["events:PutEvents"],
      resources: [this.bus.eventBusArn],
      conditions: { StringEquals: { "events:source": eventSource } },
    });
    new TableStream(this, "Entries", {
      table: data.table.table,
      lambda: this.archive,
      // An entry is never modified nor removed: who sees that tells of it.
      filter: { dynamodb: { Keys: { pk: { S: FilterRule.beginsWith("AUDIT#") } } } },
      key,
      alarms,
      gaveUpHurts:
        "Nobody can prove any more what became of some orders, nor do others hear of them: an entry " +
        "is in no archive.",
      lateHurts:
        "Whoever would tamper with what was decided on orders has more than five minutes to do so " +
        "unseen, and those who wait for events hear late.",
    });

    this.seal = new GateFunction(this, "Seal", {
      stage,
      folder: "seal",
      description: "Chains and signs what was archived",
      hurt: "Whoever would tamper with what was decided on orders has more time to do so unseen.",
      alarms,
      timeout: Duration.minutes(4), // less than the time to the next one
      memorySizeMb: 1_769,
    });
    this.seal.addEnvironment(environment.tenant, stage.tenant);
    data.table.grant(this.seal);
    data.buckets.grantArchive(this.seal);
    data.signingKeys.grantSign(this.seal);
    new Timer(this, "SealTimer", this.seal, Duration.minutes(5));

    this.runs = new RunMachine(this, "Runs", { stage, data });
    grantRuns(this.sweep, stage);
  }
}

/** What all events of ours say of where they come from. */
const eventSource = "com.holdpoint";

/** What opening one batch of cases may take: its reports are read and its deadlines computed. */
const openCasesTimeout = Duration.seconds(30);
