import { BatchProcessor, EventType, processPartialResponse } from "@aws-lambda-powertools/batch";
import { MetricUnit } from "@aws-lambda-powertools/metrics";
import middy from "@middy/core";
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from "aws-lambda";
import { outboxPkPrefix } from "../../lib/adapters/dynamodb/keys.ts";
import { parcelFrom } from "../../lib/adapters/dynamodb/outbox.ts";
import { type DispatchPorts, dispatch } from "../../lib/app/dispatch.ts";
import type { Parcel } from "../../lib/app/message.ts";
import { type Observer, observed, observerOf } from "../shared/observed.ts";
import { tellDelivered, tellUndelivered } from "../shared/parcel-lines.ts";

/**
 * Delivers what the stream says was put into the outbox, each parcel on its own: the first that
 * fails is where Lambda begins again.
 */
export const createHandler = (ports: DispatchPorts) => {
  const observer = observerOf("dispatch");
  return middy<DynamoDBStreamEvent, DynamoDBBatchResponse>()
    .use(observed(observer))
    .handler(async (event) => {
      const processor = new BatchProcessor(EventType.DynamoDBStreams);
      const answer = await processPartialResponse(
        event,
        (record: DynamoDBRecord) => deliver(ports, observer, record),
        processor,
        {
          throwOnFullBatchFailure: false,
        },
      );
      observer.metrics.addMetric("ParcelsFailed", MetricUnit.Count, processor.errors.length);
      return answer;
    });
};

async function deliver(
  ports: DispatchPorts,
  observer: Observer,
  record: DynamoDBRecord,
): Promise<void> {
  let parcel: Parcel | undefined;
  try {
    parcel = parcelIn(record);
    if (parcel === undefined) return;
    await dispatch(ports, parcel);
  } catch (error) {
    tellUndelivered(observer, parcel, error);
    throw error;
  }
  tellDelivered(observer, parcel);
}

/** The event source filters the stream; what passes all the same and is no parcel is left alone. */
function parcelIn({ eventName, dynamodb }: DynamoDBRecord): Parcel | undefined {
  if (eventName !== "INSERT" || !dynamodb?.Keys?.["pk"]?.S?.startsWith(outboxPkPrefix))
    return undefined;
  return parcelFrom(dynamodb.NewImage?.["parcel"]?.S as string);
}
