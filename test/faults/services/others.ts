import { type Json, jsonService, parted } from "./json.ts";

const throttling = { type: "ThrottlingException" };

/** KMS, as it says no. */
export const kmsService = jsonService({
  name: "KMS",
  version: "1.1",
  throttles: [throttling],
  failures: [
    { type: "KMSInternalException", status: 500 },
    { type: "DependencyTimeoutException", status: 503 },
  ],
});

/** Step Functions, as it says no. */
export const stepFunctionsService = jsonService({
  name: "Step Functions",
  version: "1.0",
  throttles: [throttling, { type: "ExecutionLimitExceeded" }],
  failures: [{ type: "InternalServerError", status: 500 }],
});

/** EventBridge, as it says no. An entry that failed has no id, and stands where it stood. */
export const eventBridgeService = jsonService({
  name: "EventBridge",
  version: "1.1",
  throttles: [throttling],
  failures: [{ type: "InternalException", status: 500 }],
  batches: {
    PutEvents: (body, detail) => {
      const [done, left] = parted<Json>(body.Entries, detail);
      const entries = (answer: Json) => {
        const taken: Json[] = [...(answer.Entries ?? [])];
        return body.Entries.map((entry: Json) =>
          left.includes(entry)
            ? { ErrorCode: "ThrottlingException", ErrorMessage: "by chance" }
            : taken.shift(),
        );
      };
      const mend = (answer: Json) => ({ FailedEntryCount: left.length, Entries: entries(answer) });
      return done.length === 0 ? { mend } : { done: { ...body, Entries: done }, mend };
    },
  },
});
