import { Duration, RemovalPolicy, Size, Stack } from "aws-cdk-lib";
import { type IRole, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import { DefinitionBody, LogLevel, StateMachine } from "aws-cdk-lib/aws-stepfunctions";
import { Construct } from "constructs";
import { environment } from "../../environment.ts";
import { letStand, letStandResource } from "../checks.ts";
import { allow } from "../functions/allow.ts";
import { GateFunction, type GateFunctionProps } from "../functions/gate-function.ts";
import { ImpactAlarm } from "../impact-alarm.ts";
import { nameIn, roleNameOf } from "../names.ts";
import type { DataStack } from "../stacks/data-stack.ts";
import type { Stage } from "../stage.ts";
import { runMachineBounds, runMachineDefinition } from "./definition.ts";

export interface RunMachineProps {
  readonly stage: Stage;
  readonly data: DataStack;
}

/** What judges large runs: the state machine, and the functions that do its steps. */
export class RunMachine extends Construct {
  readonly split: GateFunction;
  readonly judgeChunk: GateFunction;
  readonly judgeKeys: GateFunction;
  readonly conclude: GateFunction;

  constructor(scope: Construct, id: string, { stage, data }: RunMachineProps) {
    super(scope, id);
    const { alarms, buckets, table } = data;
    const step = (name: string, props: StepProps): GateFunction => {
      const lambda = new GateFunction(this, name, {
        stage,
        alarms,
        timeout: stepTimeout,
        memorySizeMb: 1_769, // one whole vCPU
        ...props,
      });
      table.grant(lambda);
      buckets.grantObjects(lambda);
      return lambda;
    };
    this.split = step("Split", {
      folder: "split",
      description: "Cuts a run into parts",
      holdsPlans: true,
      hurt: "Runs of bills or orders are not cut into parts: they are not judged, and customers wait.",
    });
    this.judgeChunk = step("JudgeChunk", {
      folder: "judge-chunk",
      description:
        "Judges parts of a run, gathers what set rules need, holds what cannot be judged",
      hurt: "Parts of runs are not judged: what was in them is held, and its customers wait.",
      scratch: Size.gibibytes(2),
      holdsPlans: true,
    });
    this.judgeKeys = step("JudgeKeys", {
      folder: "judge-keys",
      description: "Compares records of a run that share a key",
      hurt: "Runs cannot be compared for duplicates: their orders and bills wait, and so do customers.",
      scratch: Size.gibibytes(4),
      holdsPlans: true,
    });
    this.conclude = step("Conclude", {
      folder: "conclude",
      description: "Brings a run's results together, and keeps what became of it",
      hurt: "Runs that were judged do not end: their orders and bills wait, and so do customers.",
      memorySizeMb: 3_008,
      scratch: Size.gibibytes(4),
      holdsPlans: true,
    });

    const role = this.#roleOf(stage);
    buckets.grantTasks(role);
    const log = new LogGroup(this, "Log", {
      // Under this name AWS needs no statement of its own for each log.
      logGroupName: `/aws/vendedlogs/states/${nameIn(stage, "runs")}`,
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const definition = runMachineDefinition(
      {
        split: this.split.functionArn,
        judgeChunk: this.judgeChunk.functionArn,
        judgeKeys: this.judgeKeys.functionArn,
        conclude: this.conclude.functionArn,
        bucket: buckets.objectsName,
      },
      { ...runMachineBounds, concurrencyMax: stage.partsAtOnce },
    );
    const machine = new StateMachine(this, "Machine", {
      stateMachineName: machineNameIn(stage),
      definitionBody: DefinitionBody.fromString(JSON.stringify(definition)),
      role,
      logs: { destination: log, level: LogLevel.ALL, includeExecutionData: false },
      tracingEnabled: stage.traces,
    });
    letStand(
      role,
      "AwsSolutions-IAM5[Resource::*]",
      "Deliveries of logs have no names that could be told before; with traces, X-Ray has no resources.",
    );
    if (!stage.traces)
      letStand(
        machine,
        "AwsSolutions-SF2",
        "X-Ray is a setting of the stage: --context traces=on.",
      );
    new ImpactAlarm(this, "RunsFail", {
      impact:
        "Runs of bills or orders come to no verdict: nothing of them goes out, customers wait.",
      topic: alarms,
      metric: machine.metricFailed({ period: Duration.minutes(5) }),
      threshold: 1,
      evaluationPeriods: 1,
    });
    new ImpactAlarm(this, "RunsTimeOut", {
      impact: "Runs were not judged within a day: nothing of them goes out, and customers wait.",
      topic: alarms,
      metric: machine.metricTimedOut({ period: Duration.minutes(5) }),
      threshold: 1,
      evaluationPeriods: 1,
    });
  }

  /** Distributed maps are executions of the machine itself, which it starts and watches. */
  #roleOf(stage: Stage): IRole {
    const role = new Role(this, "Role", {
      roleName: roleNameOf(stage, "run-machine"),
      assumedBy: new ServicePrincipal("states.amazonaws.com"),
    });
    allow(role, {
      why: "has the steps of runs done",
      actions: ["lambda:InvokeFunction"],
      resources: [this.split, this.judgeChunk, this.judgeKeys, this.conclude].map(
        ({ functionArn }) => functionArn,
      ),
    });
    allow(role, {
      why: "starts its own maps",
      actions: ["states:StartExecution"],
      resources: [machineArnOf(this, stage)],
    });
    const executions = executionsOf(this, stage, "/*");
    letStandResource(role, executions, ownExecutions);
    allow(role, {
      why: "watches and ends its own maps",
      actions: ["states:DescribeExecution", "states:StopExecution"],
      resources: [executions],
    });
    return role;
  }
}

type StepProps = Partial<GateFunctionProps> &
  Pick<GateFunctionProps, "folder" | "description" | "hurt">;

/** The longest that Lambda gives: a step that does not end by then says so, and is done again. */
const stepTimeout = Duration.minutes(15);

const ownExecutions = "Executions of this one machine: their names are made when they are started.";

const machineNameIn = (stage: Stage): string => nameIn(stage, "runs");

const machineArnOf = (scope: Construct, stage: Stage): string => {
  const { partition, region, account } = Stack.of(scope);
  return `arn:${partition}:states:${region}:${account}:stateMachine:${machineNameIn(stage)}`;
};

const executionsOf = (scope: Construct, stage: Stage, map = ""): string =>
  `${machineArnOf(scope, stage).replace(":stateMachine:", ":execution:")}${map}:*`;

/** Lets a function have runs judged, look how far they are, and end that; tells it by what. */
export function grantRuns(lambda: GateFunction, stage: Stage): void {
  lambda.addEnvironment(environment.runMachine, machineArnOf(lambda, stage));
  allow(lambda.ownRole, {
    why: "has runs judged",
    actions: ["states:StartExecution"],
    resources: [machineArnOf(lambda, stage)],
  });
  const executions = executionsOf(lambda, stage);
  letStandResource(lambda.ownRole, executions, ownExecutions);
  allow(lambda.ownRole, {
    why: "looks how far runs are and ends them",
    actions: ["states:DescribeExecution", "states:StopExecution"],
    resources: [executions],
  });
}
