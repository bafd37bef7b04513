import { Duration, Stack } from "aws-cdk-lib";
import { Dashboard, GraphWidget, type IMetric, MathExpression } from "aws-cdk-lib/aws-cloudwatch";
import type { Construct } from "constructs";
import { ImpactAlarm } from "../impact-alarm.ts";
import { functionNames, nameIn } from "../names.ts";
import {
  lambdaMetric,
  measuresOf,
  serviceCharts,
  sumOf,
} from "../observability/service-measures.ts";
import type { Stage } from "../stage.ts";
import type { ApiStack } from "./api-stack.ts";
import type { DataStack, StageStackProps } from "./data-stack.ts";
import type { PipelineStack } from "./pipeline-stack.ts";

export interface ObservabilityStackProps extends StageStackProps {
  readonly data: DataStack;
  readonly pipeline: PipelineStack;
  readonly api: ApiStack;
}

/** What people look at: the service's own measures beside those of what it runs on. */
export class ObservabilityStack extends Stack {
  constructor(scope: Construct, id: string, { stage, ...props }: ObservabilityStackProps) {
    const { data, pipeline, api, ...stackProps } = props;
    super(scope, id, stackProps);
    const own = serviceCharts.map((chart) => chartOf(chart.title, measuresOf(stage, chart)));
    new Dashboard(this, "Dashboard", {
      dashboardName: nameIn(stage, "service"),
      defaultInterval: Duration.hours(12),
      widgets: [...inRows(own), ...inRows(technicalCharts(stage, data, pipeline, api))],
    });
    alarmOfTampering(this, stage, data);
    alarmOfSilence(this, stage, data);
  }
}

function technicalCharts(
  stage: Stage,
  data: DataStack,
  pipeline: PipelineStack,
  api: ApiStack,
): readonly GraphWidget[] {
  const ofAll = (metric: string, statistic: string): IMetric[] =>
    functionNames.map((folder) => lambdaMetric(stage, folder, metric, statistic));
  const period = Duration.minutes(5);
  const { queue, deadLetters } = pipeline.violations;
  const { table } = data.table;
  const { live } = api.http;
  return [
    chartOf("API: latency, p50 and p99 (ms)", [
      live.metricLatency({ statistic: "p50", period, label: "p50" }),
      live.metricLatency({ statistic: "p99", period, label: "p99" }),
    ]),
    chartOf("API: refused (4xx), failed (5xx)", [
      live.metricClientError({ period, label: "4xx" }),
      live.metricServerError({ period, label: "5xx" }),
    ]),
    chartOf("Functions: calls", ofAll("Invocations", "Sum")),
    chartOf("Functions: duration, p99 (ms)", ofAll("Duration", "p99")),
    chartOf("Functions: errors", ofAll("Errors", "Sum")),
    chartOf("Functions: turned away", ofAll("Throttles", "Sum")),
    chartOf("Functions: at once", ofAll("ConcurrentExecutions", "Maximum")),
    chartOf("Queue: age of the oldest message (s)", [
      queue.metricApproximateAgeOfOldestMessage({ statistic: "Maximum", period, label: "age" }),
    ]),
    chartOf("Queue: waiting, dead", [
      queue.metricApproximateNumberOfMessagesVisible({ period, label: "waiting" }),
      deadLetters.metricApproximateNumberOfMessagesVisible({ period, label: "dead" }),
    ]),
    chartOf("Stream: how late it is read (ms)", [
      lambdaMetric(stage, "dispatch", "IteratorAge", "Maximum"),
      lambdaMetric(stage, "archive", "IteratorAge", "Maximum"),
    ]),
    chartOf("Table: read and written units", [
      table.metricConsumedReadCapacityUnits({ period, label: "read" }),
      table.metricConsumedWriteCapacityUnits({ period, label: "written" }),
    ]),
    chartOf("Table: turned away, conflicts", [
      table.metric("TransactionConflict", { statistic: "Sum", period, label: "conflicts" }),
      table.metric("ReadThrottleEvents", { statistic: "Sum", period, label: "reads" }),
      table.metric("WriteThrottleEvents", { statistic: "Sum", period, label: "writes" }),
    ]),
  ];
}

const chartOf = (title: string, left: IMetric[]): GraphWidget =>
  new GraphWidget({ title, left, width: 8, height: 6 });

/** Three beside each other. */
const inRows = (charts: readonly GraphWidget[]): GraphWidget[][] =>
  Array.from({ length: Math.ceil(charts.length / 3) }, (_, row) =>
    charts.slice(3 * row, 3 * row + 3),
  );

function alarmOfTampering(scope: Construct, stage: Stage, { alarms }: DataStack): void {
  new ImpactAlarm(scope, "EntriesTampered", {
    impact:
      "Somebody changed what was decided on orders after it was decided: nobody may rely on it before it " +
      "is looked into.",
    topic: alarms,
    metric: new MathExpression({
      label: "entries that were changed",
      expression: "seen + found",
      usingMetrics: {
        seen: sumOf(stage, "EntriesTampered", "archive"),
        found: sumOf(stage, "EntriesTampered", "seal"),
      },
      period: Duration.minutes(5),
    }),
    threshold: 1,
    evaluationPeriods: 1,
  });
}

function alarmOfSilence(scope: Construct, stage: Stage, { alarms }: DataStack): void {
  new ImpactAlarm(scope, "SealsMissing", {
    impact:
      "For two hours nothing was sealed: whoever tampers with what was decided on orders is not found " +
      "by the seals.",
    topic: alarms,
    metric: sumOf(stage, "Seals", "seal", Duration.hours(1)),
    threshold: 1,
    isBelow: true,
    evaluationPeriods: 2,
  });
}
