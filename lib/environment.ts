/** The variables that infra sets and lambdas read: one name for each, so that neither can drift. */
export const environment = {
  /** The name of the one DynamoDB table. */
  table: "HOLDPOINT_TABLE",
  /** The URL of the queue to which violations are sent. */
  violationsQueueUrl: "HOLDPOINT_VIOLATIONS_QUEUE_URL",
  /** The URL of the queue of those that could not be consumed. */
  deadLettersQueueUrl: "HOLDPOINT_DEAD_LETTERS_QUEUE_URL",
  /** The bucket of payloads, reports and the files of runs. */
  objectsBucket: "HOLDPOINT_OBJECTS_BUCKET",
  /** The bucket of copies of audit entries and of seals, which nobody can change. */
  archiveBucket: "HOLDPOINT_ARCHIVE_BUCKET",
  /** The name of the event bus on which others hear of what happened. */
  eventBus: "HOLDPOINT_EVENT_BUS",
  /** The ids of the KMS keys that certify signing keys, by commas, in the order in which they take over. */
  signingKeys: "HOLDPOINT_SIGNING_KEYS",
  /** The ARN of the state machine that judges runs. */
  runMachine: "HOLDPOINT_RUN_MACHINE",
  /** The ARN of the secret that CloudFront's requests carry; absent: nothing stands before the API. */
  originSecret: "HOLDPOINT_ORIGIN_SECRET",
  /** Requests that one caller may make in a second; absent: as many as she likes. */
  requestsPerSecond: "HOLDPOINT_REQUESTS_PER_SECOND",
  /** The organisation that runs this deployment. */
  tenant: "HOLDPOINT_TENANT",
  /** Whose tokens are believed: `iss`, `aud` and where its public keys are; none of them: nobody's. */
  tokenIssuer: "HOLDPOINT_TOKEN_ISSUER",
  tokenAudience: "HOLDPOINT_TOKEN_AUDIENCE",
  tokenKeysUrl: "HOLDPOINT_TOKEN_KEYS_URL",
  /** Under which the functions' measures are kept; Powertools' own name for it. */
  metricsNamespace: "POWERTOOLS_METRICS_NAMESPACE",
  /** `stderr` where standard output is not for the functions' log. */
  logsTo: "HOLDPOINT_LOGS_TO",
} as const;

/** The header by which CloudFront's requests are told: CloudFront writes it over whatever was sent. */
export const originSecretHeader = "x-holdpoint-origin";

/**
 * The value of a variable without which an entry cannot start.
 *
 * @throws {Error} when it is unset or empty: a deployment's bug, so the function never starts.
 */
export function requireEnv(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === "")
    throw new Error(`the environment variable ${name} is not set: the deployment must set it`);
  return value;
}

/** The value of a variable that a deployment may leave out; empty is left out too. */
export const envOrNothing = (name: string): string | undefined => process.env[name] || undefined;
