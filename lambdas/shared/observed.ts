import { Console } from "node:console";
import { Logger } from "@aws-lambda-powertools/logger";
import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import { Metrics } from "@aws-lambda-powertools/metrics";
import { logMetrics } from "@aws-lambda-powertools/metrics/middleware";
import { environment, envOrNothing } from "../../lib/environment.ts";

/** What a handler logs and counts with. Log events are `noun.verbed` and name nobody. */
export interface Observer {
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** Two deployments may share an account: each keeps its measures under a name of its own. */
export const metricsNamespace = envOrNothing(environment.metricsNamespace) ?? "Holdpoint";

/** Logger and metrics of one function. */
export const observerOf = (serviceName: string): Observer => {
  const logger = loggerOf(serviceName);
  // It warns of each call that counted nothing: where the logs go, and not past them.
  return { logger, metrics: new Metrics({ namespace: metricsNamespace, serviceName, logger }) };
};

function loggerOf(serviceName: string): Logger {
  const logger = new Logger({ serviceName });
  // On one machine standard output belongs to whoever started the gate.
  if (envOrNothing(environment.logsTo) === "stderr")
    Object.assign(logger, { console: new Console(process.stderr, process.stderr) });
  return logger;
}

/** The middlewares that give each log line its request and write the metrics at the end. */
export const observed = ({ logger, metrics }: Observer) => [
  injectLambdaContext(logger, { resetKeys: true }),
  logMetrics(metrics),
];
