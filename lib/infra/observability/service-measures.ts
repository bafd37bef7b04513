import { Duration } from "aws-cdk-lib";
import { type IMetric, MathExpression, Metric } from "aws-cdk-lib/aws-cloudwatch";
import { type FunctionName, metricsNamespaceOf, nameIn } from "../names.ts";
import type { Stage } from "../stage.ts";

/** A chart of the dashboard: measures that the functions count, by their names in `lambdas/`. */
export interface ServiceChart {
  readonly title: string;
  /** Each by the service that counts it, and by what else it is told apart. */
  readonly measures: readonly {
    readonly name: string;
    readonly service: string;
    readonly by?: readonly string[];
  }[];
}

/** What the service itself is about, in the order in which people ask. */
export const serviceCharts: readonly ServiceChart[] = [
  {
    title: "Submissions, by gate and verdict",
    measures: [{ name: "Submissions", service: "submit", by: ["gate", "verdict"] }],
  },
  {
    title: "Records judged, by gate and verdict of their submission",
    measures: [{ name: "Records", service: "submit", by: ["gate", "verdict"] }],
  },
  {
    title: "Requests: answered, refused, failed",
    measures: [
      { name: "Requests", service: "submit" },
      { name: "Requests", service: "api" },
      { name: "Refused", service: "api" },
      { name: "Failed", service: "submit" },
      { name: "Failed", service: "api" },
    ],
  },
  {
    title: "On the way to the reviewers: what did not arrive at once",
    measures: [
      { name: "ParcelsFailed", service: "dispatch" },
      { name: "MessagesFailed", service: "open-cases" },
      { name: "MessagesBuried", service: "open-cases" },
      { name: "LettersDied", service: "bury" },
    ],
  },
  {
    title: "What the sweep had to do: delivered, ended, runs that failed",
    measures: [
      { name: "ParcelsSwept", service: "sweep" },
      { name: "SubmissionsExpired", service: "sweep" },
      { name: "RunsFailed", service: "sweep" },
    ],
  },
  {
    title: "Runs: tasks done, tasks that failed and come again",
    measures: [
      { name: "RunTasks", service: "judge-chunk" },
      { name: "RunTasks", service: "judge-keys" },
      { name: "RunTasksFailed", service: "judge-chunk" },
      { name: "RunTasksFailed", service: "judge-keys" },
    ],
  },
  {
    title: "Entries: archived, sealed, late, tampered with",
    measures: [
      { name: "EntriesArchived", service: "archive" },
      { name: "EntriesSealed", service: "seal" },
      { name: "EntriesLate", service: "archive" },
      { name: "EntriesTampered", service: "archive" },
      { name: "EntriesTampered", service: "seal" },
    ],
  },
];

const period = Duration.minutes(5);

/** One measure, or one for each value of what it is told apart by. */
export function measuresOf(stage: Stage, { measures }: ServiceChart): IMetric[] {
  const namespace = metricsNamespaceOf(stage);
  return measures.map(({ name, service, by }) => {
    if (by === undefined) return sumOf(stage, name, service);
    const schema = [namespace, "service", ...by].join(",");
    return new MathExpression({
      expression: `SEARCH('{${schema}} MetricName="${name}" service="${service}"', 'Sum', ${period.toSeconds()})`,
      usingMetrics: {},
      label: "",
      period,
    });
  });
}

/** How much a service counted of something. */
export const sumOf = (stage: Stage, metricName: string, service: string, every = period): Metric =>
  new Metric({
    namespace: metricsNamespaceOf(stage),
    metricName,
    dimensionsMap: { service },
    statistic: "Sum",
    period: every,
    label: `${metricName} (${service})`,
  });

/** A measure of Lambda's, of a function by its name: it may lie in another stack. */
export const lambdaMetric = (
  stage: Stage,
  folder: FunctionName,
  metricName: string,
  statistic: string,
): Metric =>
  new Metric({
    namespace: "AWS/Lambda",
    metricName,
    dimensionsMap: { FunctionName: nameIn(stage, folder) },
    statistic,
    period,
    label: folder,
  });
