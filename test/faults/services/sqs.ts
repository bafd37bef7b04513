import { type Json, jsonService, parted } from "./json.ts";

const own = "com.amazonaws.sqs#";

/** SQS, as it says no. */
export const sqsService = jsonService({
  name: "SQS",
  version: "1.0",
  throttles: [
    { type: `${own}RequestThrottled`, status: 403 },
    { type: "com.amazon.coral.availability#ThrottlingException" },
    { type: `${own}OverLimit`, status: 403 },
  ],
  failures: [
    { type: "com.amazon.coral.service#InternalFailure", status: 500 },
    { type: "com.amazon.coral.service#ServiceUnavailableException", status: 503 },
  ],
  batches: { SendMessageBatch: halfDone, DeleteMessageBatch: halfDone },
});

function halfDone(body: Json, detail: number) {
  const [done, left] = parted<Json>(body.Entries, detail);
  const Failed = left.map(({ Id }) => ({ Id, SenderFault: false, Code: "InternalError" }));
  if (done.length === 0) return { mend: () => ({ Successful: [], Failed }) };
  return { done: { ...body, Entries: done }, mend: (answer: Json) => ({ ...answer, Failed }) };
}
