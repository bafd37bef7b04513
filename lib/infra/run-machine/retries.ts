import type { Json } from "./states-language.ts";

/** How the error is called by which a function says that something it needs cannot be reached. */
export const unavailableError = "Unavailable";
/** How the error is called by which a function says that it can never do this. */
export const refusedError = "Refused";

/**
 * What is tried again, and how long. All wait with full jitter, so that a thousand calls that failed
 * together do not come back together.
 */
export const retries: Json = [
  { ErrorEquals: [refusedError], MaxAttempts: 0 },
  {
    // The call has not taken place, or nobody knows: Lambda is throttled or restarts.
    ErrorEquals: [
      "Lambda.ClientExecutionTimeoutException",
      "Lambda.ServiceException",
      "Lambda.AWSLambdaException",
      "Lambda.SdkClientException",
      "Lambda.TooManyRequestsException",
    ],
    IntervalSeconds: 2,
    BackoffRate: 2,
    MaxDelaySeconds: 120,
    MaxAttempts: 20,
    JitterStrategy: "FULL",
  },
  {
    // A table or the bucket is throttled or away: that lasts minutes, and is no part's fault.
    ErrorEquals: [unavailableError],
    IntervalSeconds: 5,
    BackoffRate: 2,
    MaxDelaySeconds: 300,
    MaxAttempts: 16,
    JitterStrategy: "FULL",
  },
  {
    // A mistake of ours, memory or time that did not suffice: another try costs, and may help once.
    ErrorEquals: ["States.TaskFailed", "States.Timeout"],
    IntervalSeconds: 3,
    BackoffRate: 2,
    MaxDelaySeconds: 60,
    MaxAttempts: 3,
    JitterStrategy: "FULL",
  },
];
