import { BatchProcessor, EventType, processPartialResponse } from "@aws-lambda-powertools/batch";
import { MetricUnit } from "@aws-lambda-powertools/metrics";
import middy from "@middy/core";
import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { reasonName } from "../../lib/adapters/work-queue.ts";
import { type BuryPorts, buryMessage } from "../../lib/app/letters/bury-message.ts";
import { correlatedTo } from "../shared/correlation.ts";
import { type Observer, observed, observerOf } from "../shared/observed.ts";
import { traceOf } from "../shared/trace-of.ts";

/** Whose deployment this is: a message that nobody can read does not say. */
export interface BurySettings {
  readonly tenant: string;
}

/**
 * Makes the messages of the dead-letter queue rows that operators see, each on its own: one that
 * fails stays in the queue and comes again. The queue is empty when all is well, or buried.
 */
export const createHandler = (ports: BuryPorts, settings: BurySettings) => {
  const observer = observerOf("bury");
  return middy<SQSEvent, SQSBatchResponse>()
    .use(observed(observer))
    .handler(async (event) => {
      const processor = new BatchProcessor(EventType.SQS);
      const answer = await processPartialResponse(
        event,
        (record: SQSRecord) => bury(ports, settings, observer, record),
        processor,
        { throwOnFullBatchFailure: false },
      );
      for (const error of processor.errors)
        observer.logger.warn("letter.failed", { error: traceOf(error) });
      return answer;
    });
};

async function bury(
  ports: BuryPorts,
  { tenant }: BurySettings,
  { logger, metrics }: Observer,
  { messageId, body, attributes, messageAttributes }: SQSRecord,
): Promise<void> {
  const reason = messageAttributes[reasonName]?.stringValue;
  const { letter, isNew } = await buryMessage(ports, tenant, {
    id: messageId,
    body,
    receives: Number(attributes.ApproximateReceiveCount),
    ...(reason !== undefined && { reason }),
  });
  if (!isNew) return;
  metrics.addMetric("LettersDied", MetricUnit.Count, 1);
  logger.error("letter.died", {
    letter,
    ...correlatedTo(letter),
    ...(reason !== undefined && { reason }),
  });
}
