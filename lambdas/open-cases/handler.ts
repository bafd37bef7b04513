import { BatchProcessor, EventType, processPartialResponse } from "@aws-lambda-powertools/batch";
import { MetricUnit } from "@aws-lambda-powertools/metrics";
import middy from "@middy/core";
import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import type { WorkQueue } from "../../lib/adapters/work-queue.ts";
import { GateError, type GateErrorCode } from "../../lib/app/errors.ts";
import type { Message } from "../../lib/app/message.ts";
import { parseMessage } from "../../lib/app/parse-message.ts";
import { closeCases } from "../../lib/app/review/cases/close-cases.ts";
import { openCase } from "../../lib/app/review/cases/open-case.ts";
import type { ReviewPorts } from "../../lib/app/review/command.ts";
import { correlatedTo } from "../shared/correlation.ts";
import { type Observer, observed, observerOf } from "../shared/observed.ts";
import { traceOf } from "../shared/trace-of.ts";

export interface OpenCasesPorts extends ReviewPorts {
  /** Where messages go that can never be consumed. */
  readonly queue: Pick<WorkQueue, "bury">;
}

/**
 * Opens the cases of queued violations and ends those of submissions that ended, each message on its
 * own: one that fails is retried alone, and one that can never succeed goes straight to the dead
 * letters with its reason.
 */
export const createHandler = (ports: OpenCasesPorts) => {
  const observer = observerOf("open-cases");
  return middy<SQSEvent, SQSBatchResponse>()
    .use(observed(observer))
    .handler(async (event) => {
      const processor = new BatchProcessor(EventType.SQS);
      const answer = await processPartialResponse(
        event,
        (record: SQSRecord) => consume(ports, observer, record),
        processor,
        { throwOnFullBatchFailure: false },
      );
      observer.metrics.addMetric("MessagesFailed", MetricUnit.Count, processor.errors.length);
      return answer;
    });
};

async function consume(ports: OpenCasesPorts, observer: Observer, record: SQSRecord) {
  let message: Message | undefined;
  try {
    message = parseMessage(record.body);
    await act(ports, message);
    const { id, schema, submission } = message;
    observer.logger.info("message.consumed", { id, schema, ...correlatedTo(submission) });
  } catch (error) {
    const correlation = correlatedTo(message?.submission);
    if (isHopeless(error)) return bury(ports, observer, record, error, correlation);
    observer.logger.warn("message.failed", { ...correlation, error: traceOf(error) });
    throw error;
  }
}

async function bury(
  { queue }: OpenCasesPorts,
  { logger, metrics }: Observer,
  { body, messageId: id }: SQSRecord,
  reason: GateError,
  correlation: object,
): Promise<void> {
  try {
    await queue.bury(body, `${reason.code}: ${reason.message}`);
  } catch (error) {
    logger.warn("message.failed", { ...correlation, error: traceOf(error) });
    throw error;
  }
  metrics.addMetric("MessagesBuried", MetricUnit.Count, 1);
  logger.error("message.buried", { id, ...correlation, error: traceOf(reason) });
}

const act = (ports: ReviewPorts, message: Message): Promise<void> =>
  message.schema === "holdpoint/violations/1"
    ? openCase(ports, message)
    : closeCases(ports, message);

/** What would be refused again, however often it came. */
const hopeless: readonly GateErrorCode[] = ["invalid", "not_found", "too_large"];

const isHopeless = (error: unknown): error is GateError =>
  error instanceof GateError && hopeless.includes(error.code);
