import { Logger } from "@aws-lambda-powertools/logger";
import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import { Metrics } from "@aws-lambda-powertools/metrics";
import { logMetrics } from "@aws-lambda-powertools/metrics/middleware";

/** What a handler logs and counts with. Log events are `noun.verbed` and name nobody. */
export interface Observer {
  readonly logger: Logger;
  readonly metrics: Metrics;
}

export const metricsNamespace = "Holdpoint";

/** Logger and metrics of one function. */
export const observerOf = (serviceName: string): Observer => ({
  logger: new Logger({ serviceName }),
  metrics: new Metrics({ namespace: metricsNamespace, serviceName }),
});

/** The middlewares that give each log line its request and write the metrics at the end. */
export const observed = ({ logger, metrics }: Observer) => [
  injectLambdaContext(logger, { resetKeys: true }),
  logMetrics(metrics),
];
